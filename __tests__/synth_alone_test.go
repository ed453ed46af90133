package tests

import (
	"path/filepath"
	"testing"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/platform"
	"github.com/berth-platform/berth/stacks"
)

// dev are the example environment's stacks, by name.
func dev(t *testing.T) map[string]func(cdktf.App) cdktf.TerraformStack {
	t.Helper()
	environment, err := platform.Load("..", "dev")
	require.NoError(t, err)
	all := map[string]func(cdktf.App) cdktf.TerraformStack{
		"cluster": func(app cdktf.App) cdktf.TerraformStack {
			return stacks.NewClusterStack(app, "cluster", environment.Cluster)
		},
		"addons": func(app cdktf.App) cdktf.TerraformStack {
			return stacks.NewAddonsStack(app, "addons", environment.Addons)
		},
	}
	for _, tenant := range environment.Tenants {
		name := "tenant-" + tenant.Tenant
		all[name] = func(app cdktf.App) cdktf.TerraformStack { return stacks.NewTenantStack(app, name, tenant) }
	}
	return all
}

func TestAStackAloneIsSynthesizedAsByItsApp(t *testing.T) {
	for name, build := range dev(t) {
		t.Run(name, func(t *testing.T) {
			alone, app := t.TempDir(), t.TempDir()
			require.NoError(t, stacks.SynthAlone(&cdktf.AppConfig{Outdir: &alone}, build))
			require.NoError(t, stacks.Synth(&cdktf.AppConfig{Outdir: &app}, func(app cdktf.App) { build(app) }))
			require.Len(t, contents(t, app), 2)
			require.Equal(t, contents(t, app), contents(t, alone))
		})
	}
}

// invalid is what a construct says that is not as it has to be.
type invalid struct{}

func (invalid) Validate() *[]*string { return &[]*string{new("it is not as it has to be")} }

func TestAStackAloneThatIsInvalidIsRefused(t *testing.T) {
	for name, of := range map[string]func(cdktf.App, cdktf.TerraformStack) constructs.Node{
		"the stack": func(_ cdktf.App, stack cdktf.TerraformStack) constructs.Node { return stack.Node() },
		"its app":   func(app cdktf.App, _ cdktf.TerraformStack) constructs.Node { return app.Node() },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			err := stacks.SynthAlone(&cdktf.AppConfig{Outdir: &folder}, func(app cdktf.App) cdktf.TerraformStack {
				stack := dev(t)["tenant-momcorp"](app)
				of(app, stack).AddValidation(&invalid{})
				return stack
			})
			require.ErrorContains(t, err, "it is not as it has to be")
			require.NoFileExists(t, filepath.Join(folder, "manifest.json"))
		})
	}
}

func TestABadConfigOfAStackAloneIsAnError(t *testing.T) {
	var config *stacks.ConfigError
	require.ErrorAs(t, stacks.SynthAlone(nil, func(app cdktf.App) cdktf.TerraformStack {
		return stacks.NewTenantStack(app, "tenant-momcorp", &stacks.TenantStackConfig{})
	}), &config)
}
