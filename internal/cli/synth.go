package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/manifest"
	"github.com/berth-platform/berth/platform"
	"github.com/berth-platform/berth/stacks"
)

// synth writes the environment's stacks to cdktf.out, or where cdktf says, and prints what is in them.
func synth(out io.Writer) error {
	environment, err := load()
	if err != nil {
		return err
	}
	folder := os.Getenv("CDKTF_OUTDIR")
	if folder == "" {
		folder = "cdktf.out"
	}
	if err := write(environment, folder); err != nil {
		return err
	}
	summary, err := summarize(folder)
	if err != nil {
		return err
	}
	return summary.print(out)
}

// manifests prints the Kubernetes objects of one stack, as it would be synthesized now.
func manifests(out io.Writer, stack string) error {
	environment, err := load()
	if err != nil {
		return err
	}
	if known := stackNames(environment); !slices.Contains(known, stack) {
		return fmt.Errorf("there is no stack %q; %s", stack, check.Nearest(stack, known))
	}
	folder, err := os.MkdirTemp("", "berth")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if err := write(environment, folder); err != nil {
		return err
	}
	content, err := os.ReadFile(stackFile(folder, stack))
	if err != nil {
		return err
	}
	objects, err := manifest.Objects(content)
	if err != nil {
		return err
	}
	return manifest.YAML(out, objects)
}

func load() (*platform.Environment, error) {
	name := os.Getenv("BERTH_ENV")
	if name == "" {
		name = "dev"
	}
	return platform.Load(".", name)
}

const clusterStack = "cluster"

func tenantStack(tenant *stacks.TenantStackConfig) string { return "tenant-" + tenant.Tenant }

func stackNames(environment *platform.Environment) []string {
	var names []string
	if environment.Cluster != nil {
		names = append(names, clusterStack)
	}
	for _, tenant := range environment.Tenants {
		names = append(names, tenantStack(tenant))
	}
	return names
}

func write(environment *platform.Environment, folder string) error {
	folder, err := filepath.Abs(folder) // Node keeps the folder that it started in.
	if err != nil {
		return err
	}
	return stacks.Synth(&cdktf.AppConfig{Outdir: &folder}, func(app cdktf.App) {
		if environment.Cluster != nil {
			stacks.NewClusterStack(app, clusterStack, environment.Cluster)
		}
		for _, tenant := range environment.Tenants {
			stacks.NewTenantStack(app, tenantStack(tenant), tenant)
		}
	})
}

func stackFile(folder, stack string) string {
	return filepath.Join(folder, "stacks", stack, "cdk.tf.json")
}
