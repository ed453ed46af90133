package stacks

import (
	"fmt"
	"maps"
	"os"
	"runtime"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Main is a whole program's main function: it builds the stacks and writes them to cdktf.out, or where the cdktf
// command says. A bad config is told on stderr, one problem in a line, and the exit code is 1.
func Main(build func(cdktf.App)) {
	if err := Synth(nil, build); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Synth builds all stacks before it writes any. A panic in the building is its error: a *ConfigError for a config that
// is bad, and what jsii says of anything else. Go's own runtime errors are mistakes of the program, and stay panics.
func Synth(cfg *cdktf.AppConfig, build func(cdktf.App)) error {
	return attempt(func() {
		app := NewApp(cfg)
		build(app)
		app.Synth()
	})
}

func attempt(synth func()) (err error) {
	defer func() {
		switch panicked := recover().(type) {
		case nil:
		case runtime.Error:
			panic(panicked)
		case *ConfigError:
			err = panicked
		default:
			err = fmt.Errorf("building the stacks: %v", panicked)
		}
	}()
	synth()
	return nil
}

// NewApp makes the app that stacks are added to. Its resources' ids leave out their stack's name, so that the same
// program gives the same ids with and without the cdktf command. A nil config is an empty one.
func NewApp(cfg *cdktf.AppConfig) cdktf.App {
	config := cdktf.AppConfig{}
	if cfg != nil {
		config = *cfg
	}
	merged := map[string]any{"excludeStackIdFromLogicalIds": true, "allowSepCharsInLogicalIds": true}
	if config.Context != nil {
		maps.Copy(merged, *config.Context)
	}
	config.Context = &merged
	return cdktf.NewApp(&config)
}
