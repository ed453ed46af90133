//go:build e2e

package e2e

import (
	"crypto/sha256"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/stretchr/testify/require"
)

// offline is whether the providers are stand-ins, which make nothing anywhere.
var offline = os.Getenv("BERTH_PROVIDERS") == "offline"

// project is a copy of the example environment in a folder of its own, with its own states.
type project struct {
	root   string // The project that it is a copy of.
	folder string
	cli    string
}

func newProject(t *testing.T) *project {
	t.Helper()
	if !offline && os.Getenv("BERTH_E2E_LIVE") == "" {
		t.Fatal("the providers are no stand-ins: this would make a cluster in the AWS account that is signed in to; set BERTH_E2E_LIVE=1 to do so")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	p := &project{root: root, folder: t.TempDir(), cli: filepath.Join(root, "node_modules/.bin/cdktf")}

	const environment = "environments/dev"
	require.NoError(t, os.CopyFS(p.path(environment), os.DirFS(filepath.Join(root, environment))))
	program := p.path("berth")
	output, err := p.command("go", "-C", root, "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", output)
	config, err := json.Marshal(map[string]string{
		"language":         "go",
		"app":              program,
		"projectId":        "berth-e2e",
		"sendCrashReports": "false",
	})
	require.NoError(t, err)
	p.write(t, "cdktf.json", string(config))
	if !offline {
		t.Cleanup(func() { p.tearDown(t) })
	}
	return p
}

func (p *project) path(name string) string { return filepath.Join(p.folder, filepath.FromSlash(name)) }

func (p *project) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(p.path(name))
	require.NoError(t, err)
	return string(content)
}

func (p *project) write(t *testing.T, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(p.path(name), []byte(content), 0o600))
}

func (p *project) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = p.folder
	cmd.Env = append(os.Environ(), "BERTH_ENV=dev", "OFFLINE_CLOUD="+p.path("cloud.json"), "CI=1", "FORCE_COLOR=0")
	if offline {
		// The stand-ins are links; in cdktf's cache of providers another run may replace them.
		cmd.Env = append(cmd.Env, "CDKTF_DISABLE_PLUGIN_CACHE_ENV=1")
	}
	return cmd
}

// cdktf runs the command and gives all that it prints.
func (p *project) cdktf(args ...string) (string, error) {
	if offline && args[0] != "synth" {
		// cdktf has Terraform ask the registry for what it locks.
		args = append(args, "--skip-provider-lock")
	}
	output, err := p.command(p.cli, args...).CombinedOutput()
	return string(output), err
}

func (p *project) deploy(t *testing.T, stack string) {
	t.Helper()
	output, err := p.cdktf("deploy", stack, "--auto-approve")
	require.NoError(t, err, output)
}

func (p *project) destroy(t *testing.T, stack string) {
	t.Helper()
	output, err := p.cdktf("destroy", stack, "--auto-approve")
	require.NoError(t, err, output)
}

// tearDown leaves nothing behind of a run that failed half way, where it would cost money.
func (p *project) tearDown(t *testing.T) {
	t.Helper()
	if !t.Failed() {
		return
	}
	for _, stack := range []string{tenant, other, addons, cluster} {
		output, err := p.cdktf("destroy", stack, "--auto-approve")
		t.Logf("destroying %s: %v\n%s", stack, err, output)
	}
}

// diff is what a deploy of the stack would do, by address: cdktf's exit code does not say whether there is anything.
func (p *project) diff(t *testing.T, stack string) map[string]tfjson.Actions {
	t.Helper()
	output, err := p.cdktf("diff", stack)
	require.NoError(t, err, output)
	shown, err := p.command("terraform", "-chdir=cdktf.out/stacks/"+stack, "show", "-json", "plan").Output()
	require.NoError(t, err, output)
	var plan tfjson.Plan
	require.NoError(t, json.Unmarshal(shown, &plan))

	changes := map[string]tfjson.Actions{}
	for _, resource := range plan.ResourceChanges {
		changes[resource.Address] = resource.Change.Actions
	}
	for name, change := range plan.OutputChanges {
		changes["output."+name] = change.Actions
	}
	for address, actions := range changes {
		if actions.NoOp() || actions.Read() {
			delete(changes, address)
		}
	}
	return changes
}

// planWithoutAddons is what Terraform says to a plan of the stack while there are no add-ons. The stand-ins find some
// wherever they look, and are told not to.
func (p *project) planWithoutAddons(t *testing.T, stack string) string {
	t.Helper()
	_, _ = p.cdktf("diff", stack) // It leaves a folder that Terraform can run in, whether it fails or not.
	folder := "cdktf.out/stacks/" + stack
	verb := "plan"
	if offline {
		verb = "test"
		p.write(t, folder+"/without_addons.tftest.json", `{
			"override_data": [{"target": "data.aws_ssm_parameters_by_path.addons", "values": {"names": []}}],
			"run": {"without_addons": {"command": "plan"}}
		}`)
	}
	output, err := p.command("terraform", "-chdir="+folder, verb, "-no-color").CombinedOutput()
	require.Error(t, err, string(output))
	return string(output)
}

// resources is how many of them the stack's state holds.
func (p *project) resources(t *testing.T, stack string) int { return p.count(t, stack, "") }

// count is how many of them are of the type, if any is given.
func (p *project) count(t *testing.T, stack, typ string) int {
	t.Helper()
	var state struct{ Resources []struct{ Mode, Type string } }
	require.NoError(t, json.Unmarshal([]byte(p.read(t, "state/dev/"+stack+".tfstate")), &state))
	count := 0
	for _, resource := range state.Resources {
		if resource.Mode == "managed" && (typ == "" || resource.Type == typ) {
			count++
		}
	}
	return count
}

// digests is every file below a folder, by its path and its content.
func (p *project) digests(t *testing.T, folder string) map[string][sha256.Size]byte {
	t.Helper()
	all := map[string][sha256.Size]byte{}
	require.NoError(t, fs.WalkDir(os.DirFS(p.path(folder)), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		all[name] = sha256.Sum256([]byte(p.read(t, folder+"/"+name)))
		return nil
	}))
	return all
}
