package fastsynth

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	_jsii_ "github.com/aws/jsii-runtime-go/runtime"
	"golang.org/x/mod/modfile"
)

// program is what is known of the running program's modules.
type program struct {
	versions  map[string]string // By path.
	providers []string          // Those of cdktf's naming; none where modules are known that may not be linked.
}

func linked(folder string) (program, error) {
	if err := registryAnswers(); err != nil {
		return program{}, err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || len(info.Deps) == 0 {
		return required(folder)
	}
	p := program{versions: map[string]string{}}
	for _, module := range info.Deps {
		p.versions[module.Path] = module.Version
		if module.Replace != nil && strings.HasPrefix(module.Replace.Version, "v") { // A folder has "(devel)".
			p.versions[module.Path] = module.Replace.Version
		}
		if strings.Contains(module.Path, "/cdktf-provider-") {
			p.providers = append(p.providers, module.Path)
		}
	}
	slices.Sort(p.providers)
	return p, nil
}

// required reads the go.mod around the working directory or else around the trimmed folder, for `go test` leaves no
// modules in the programs that it makes and runs.
func required(folder string) (program, error) {
	root, found := moduleRoot(".")
	if !found {
		root, found = moduleRoot(folder)
	}
	if !found {
		return program{}, errors.New("the program does not tell the versions of its modules")
	}
	path := filepath.Join(root, "go.mod")
	content, err := os.ReadFile(path)
	if err != nil {
		return program{}, err
	}
	file, err := modfile.Parse(path, content, nil)
	if err != nil {
		return program{}, err
	}
	p := program{versions: map[string]string{}}
	for _, module := range file.Require {
		p.versions[module.Mod.Path] = module.Mod.Version
	}
	for _, replace := range file.Replace {
		if replace.New.Version != "" && p.versions[replace.Old.Path] != "" {
			p.versions[replace.Old.Path] = replace.New.Version
		}
	}
	return p, nil
}

// moduleRoot is the nearest folder with a go.mod, from the folder up.
func moduleRoot(folder string) (string, bool) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, true
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", false
		}
		folder = parent
	}
}

type enum string

// registered tells whether the program has registered the type, as each generated package does when it is linked.
// jsii has no question for that. But it refuses an enum whose name is taken, and one with a member of another type,
// in this order and before it keeps anything of it: which of the two it says, is the answer.
func registered(fqn string) (found bool, err error) {
	defer func() {
		answer := fmt.Sprint(recover())
		switch {
		case strings.Contains(answer, "already registered"):
			found = true
		case !strings.Contains(answer, "incorrect type"):
			err = fmt.Errorf("this version of jsii does not tell which types the program links: %s", answer)
		}
	}()
	_jsii_.RegisterEnum(_jsii_.FQN(fqn), reflect.TypeFor[enum](), map[string]any{"member": 0})
	return false, nil
}

// registryAnswers holds registered against a type that every program with a provider links.
func registryAnswers() error {
	found, err := registered("constructs.Construct")
	if err == nil && !found {
		err = errors.New("this version of jsii does not tell which types the program links")
	}
	return err
}
