package cli

import (
	"cmp"
	"io"
	"os"
	"path/filepath"

	"github.com/berth-platform/berth/internal/manifest"
	"github.com/berth-platform/berth/platform"
)

// synth writes the environment's stacks to cdktf.out, or where cdktf says, and prints what is in them.
func synth(out io.Writer) error {
	all, err := load()
	if err != nil {
		return err
	}
	chosen, err := choose(all, patterns(os.Getenv("BERTH_STACKS")))
	if err != nil {
		return err
	}
	folder := cmp.Or(os.Getenv("CDKTF_OUTDIR"), "cdktf.out")
	if err := write(chosen, folder); err != nil {
		return err
	}
	summary, err := summarize(folder)
	if err != nil {
		return err
	}
	return summary.print(out)
}

// manifests prints the Kubernetes objects of the stacks, as they would be synthesized now.
func manifests(out io.Writer, stacks []string) error {
	all, err := load()
	if err != nil {
		return err
	}
	chosen, err := choose(all, stacks)
	if err != nil {
		return err
	}
	folder, err := temporary("", "berth-")
	if err != nil {
		return err
	}
	defer folder.remove()
	if err := build(chosen, folder.path); err != nil {
		return err
	}
	for _, stack := range chosen {
		content, err := os.ReadFile(stackFile(folder.path, stack.name))
		if err != nil {
			return err
		}
		objects, err := manifest.Objects(content)
		if err != nil {
			return err
		}
		if err := manifest.YAML(out, objects); err != nil {
			return err
		}
	}
	return nil
}

// load reads and checks the whole environment, whatever is built of it: a host may be taken by a tenant that is not.
func load() ([]stack, error) {
	environment, err := platform.Load(".", cmp.Or(os.Getenv("BERTH_ENV"), "dev"))
	if err != nil {
		return nil, err
	}
	return stacksOf(environment), nil
}

func stackFile(folder, stack string) string {
	return filepath.Join(folder, "stacks", stack, "cdk.tf.json")
}
