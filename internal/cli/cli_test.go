package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/platform"
)

// inProject works in a folder that has the environment dev, with one tenant of the tag.
func inProject(t *testing.T, tag string) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("BERTH_ENV", "")
	t.Setenv("CDKTF_OUTDIR", "")
	for file, text := range map[string]string{
		"platform.yaml": `platform: ramparts
access: {kubeconfig: {}}
tenants: {network: {loadBalancerCidrs: [10.0.192.0/21]}}
ingress: {certificateArn: "arn:aws:acm:us-east-1:012345678901:certificate/1"}
services:
  api:
    image: {repository: ghcr.io/acme/api}
    env: {HOME_OF: "${HOME}"}
    secrets: {DATABASE_URL: }
    alb: {host: "api.{tenant}.example"}
    sidecars:
      runtime:
        image:
          repository: ghcr.io/acme/runtime
          tag: v7
          digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
`,
		"tenants/momcorp.yaml": "tenant: momcorp\nservices:\n  api:\n    image: {tag: " + tag + "}\n",
	} {
		file = filepath.Join("environments/dev", file)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
}

// run gives what the program prints on both streams.
func run(t *testing.T, wantCode int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	require.Equal(t, wantCode, Main(args, &out, &err), err.String())
	return out.String(), err.String()
}

// snapshot is every file below the folder, with its bytes and when it was written.
func snapshot(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, folder)] = string(content)
		return err
	}))
	return all
}

func times(t *testing.T, folder string) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			all[path] = info.ModTime().UnixNano()
		}
		return err
	}))
	return all
}

func TestASynthPrintsWhatIsInEachStack(t *testing.T) {
	inProject(t, "main-42")
	stdout, stderr := run(t, 0)
	require.Empty(t, stderr)
	require.Equal(t, `STACK            RESOURCES                   IMAGES                                         HOSTS
tenant-momcorp   2 ExternalSecret            ghcr.io/acme/api:main-42                       api.momcorp.example
                 1 default_service_account   ghcr.io/acme/runtime:v7@sha256:9f86d081884c…
                 1 deployment
                 1 ingress
                 1 limit_range
                 1 namespace
                 6 network_policy
                 1 resource_quota
                 1 role
                 1 role_binding
                 1 service
                 1 service_account
`, stdout)
}

func TestAQuietSynthPrintsNothing(t *testing.T) {
	inProject(t, "main-42")
	stdout, stderr := run(t, 0, "--quiet")
	require.Empty(t, stdout+stderr)
	require.FileExists(t, "cdktf.out/manifest.json")
}

func TestTwoSynthsGiveTheSameBytes(t *testing.T) {
	inProject(t, "main-42")
	t.Setenv("CDKTF_OUTDIR", "first")
	run(t, 0)
	t.Setenv("CDKTF_OUTDIR", "second")
	run(t, 0)
	require.Contains(t, snapshot(t, "first"), "/stacks/tenant-momcorp/cdk.tf.json")
	require.Equal(t, snapshot(t, "first"), snapshot(t, "second"))
}

func TestABadConfigLeavesTheLastOutputAsItWas(t *testing.T) {
	inProject(t, "main-42")
	run(t, 0)
	files, written := snapshot(t, "cdktf.out"), times(t, "cdktf.out")
	require.NotEmpty(t, files)
	require.NoError(t, os.WriteFile("environments/dev/tenants/momcorp.yaml", []byte("tenant: momcorp\nservices: {api: {image: {tag: latest}}}\n"), 0o600))

	stdout, stderr := run(t, 1)
	require.Empty(t, stdout)
	require.Equal(t, `environments/dev/tenants/momcorp.yaml:2:31: tenant momcorp, service api: image.tag: "latest" is mutable; pin a tag that never moves, such as main-42, v1.4.0 or a commit

1 problem; nothing was synthesized, and cdktf.out is as it was.
`, stderr)
	require.Equal(t, files, snapshot(t, "cdktf.out"))
	require.Equal(t, written, times(t, "cdktf.out"))
}

func TestABadConfigMakesNoOutput(t *testing.T) {
	inProject(t, "latest")
	run(t, 1)
	require.NoDirExists(t, "cdktf.out")
}

func TestManifestsAreAStacksObjectsAsKubernetesGetsThem(t *testing.T) {
	inProject(t, "main-42")
	stdout, stderr := run(t, 0, "manifests", "tenant-momcorp")
	require.Empty(t, stderr)
	require.Contains(t, stdout, "kind: Deployment\n")
	require.Contains(t, stdout, "value: ${HOME}\n")
	require.NoDirExists(t, "cdktf.out")
}

func TestWhatIsWellAsYetIsToldAndStopsNothing(t *testing.T) {
	inProject(t, "main-42")
	file := "environments/dev/platform.yaml"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, bytes.Replace(text, []byte("ingress: {"), []byte("ingress: {limits: {rules: 1}, "), 1), 0o600))
	_, stderr := run(t, 0)
	require.Equal(t, "warning: environments/dev/platform.yaml:4:1: ingress: the load balancer shared-1 has 1 rules, of 1 that it may have; put the next tenants on another: write shard: 2 in their files\n", stderr)
	require.FileExists(t, "cdktf.out/manifest.json")
}

func TestAnUnknownStackIsToldWithTheNearest(t *testing.T) {
	inProject(t, "main-42")
	_, stderr := run(t, 1, "manifests", "tenant-mumcorp")
	require.Equal(t, "berth: there is no stack \"tenant-mumcorp\"; did you mean tenant-momcorp?\n", stderr)
}

func TestAnUnknownEnvironmentIsToldWithTheNearest(t *testing.T) {
	inProject(t, "main-42")
	t.Setenv("BERTH_ENV", "dve")
	_, stderr := run(t, 1)
	require.Equal(t, "berth: there is no environment \"dve\"; did you mean dev?\n", stderr)
}

func TestAnUnknownCommandIsRefused(t *testing.T) {
	_, stderr := run(t, 1, "undeploy")
	require.Equal(t, "berth: unknown command \"undeploy\" for \"berth\"\n", stderr)
}

func TestManifestsNeedAStack(t *testing.T) {
	_, stderr := run(t, 1, "manifests")
	require.Equal(t, "berth: requires at least 1 arg(s), only received 0\n", stderr)
}

func TestHelpIsNoFailure(t *testing.T) {
	stdout, stderr := run(t, 0, "--help")
	require.Empty(t, stderr)
	require.Contains(t, stdout, "BERTH_ENV names the environment, a folder of environments; dev unless set.")
}

// withTenant adds a second tenant to the project.
func withTenant(t *testing.T, name string) {
	t.Helper()
	text := "tenant: " + name + "\nservices:\n  api:\n    image: {tag: main-42}\n"
	require.NoError(t, os.WriteFile("environments/dev/tenants/"+name+".yaml", []byte(text), 0o600))
}

func TestOnlyTheStacksThatAreAskedForAreBuilt(t *testing.T) {
	inProject(t, "main-42")
	withTenant(t, "acme")
	t.Setenv("BERTH_STACKS", "tenant-a*")
	stdout, _ := run(t, 0)
	require.Contains(t, stdout, "tenant-acme")
	require.NotContains(t, stdout, "tenant-momcorp")
	require.NoDirExists(t, "cdktf.out/stacks/tenant-momcorp")
}

func TestAStackIsTheSameWhetherItIsBuiltAloneOrWithAll(t *testing.T) {
	inProject(t, "main-42")
	withTenant(t, "acme")
	t.Setenv("CDKTF_OUTDIR", "all")
	run(t, 0)
	t.Setenv("CDKTF_OUTDIR", "one")
	t.Setenv("BERTH_STACKS", "tenant-acme")
	run(t, 0)
	const file = "/stacks/tenant-acme/cdk.tf.json"
	require.NotEmpty(t, snapshot(t, "one")[file])
	require.Equal(t, snapshot(t, "all")[file], snapshot(t, "one")[file])
}

func TestAPatternThatNamesNoStackIsRefused(t *testing.T) {
	inProject(t, "main-42")
	t.Setenv("BERTH_STACKS", "tenant-momcorp,network*")
	_, stderr := run(t, 1)
	require.Equal(t, "berth: there is no stack \"network*\"; write one of tenant-momcorp\n", stderr)
	t.Setenv("BERTH_STACKS", "tenant-[")
	_, stderr = run(t, 1)
	require.Equal(t, "berth: \"tenant-[\" is no pattern of stacks; write names, or globs such as tenant-a*\n", stderr)
}

func TestATenantThatIsNotBuiltIsCheckedAllTheSame(t *testing.T) {
	inProject(t, "latest")
	withTenant(t, "acme")
	t.Setenv("BERTH_STACKS", "tenant-acme")
	_, stderr := run(t, 1)
	require.Contains(t, stderr, `image.tag: "latest" is mutable`)
}

func TestWhatTerraformKeepsInTheOutputStaysThere(t *testing.T) {
	inProject(t, "main-42")
	const lock = "cdktf.out/stacks/tenant-momcorp/.terraform.lock.hcl"
	require.NoError(t, os.MkdirAll(filepath.Dir(lock), 0o700))
	require.NoError(t, os.WriteFile(lock, nil, 0o600))
	run(t, 0)
	require.FileExists(t, lock)
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Len(t, entries, 2, "no temporary folder is left beside cdktf.out and environments")
}

func TestAnOutputThatCannotBeWrittenIsTold(t *testing.T) {
	inProject(t, "main-42")
	require.NoError(t, os.WriteFile("file", nil, 0o600))
	t.Setenv("CDKTF_OUTDIR", "file/cdktf.out")
	_, stderr := run(t, 1)
	require.Contains(t, stderr, "not a directory")
}

// fakeCDKTF prints how it is called, and fails as its last argument says.
func fakeCDKTF(t *testing.T) {
	t.Helper()
	require.NoError(t, os.MkdirAll("node_modules/.bin", 0o700))
	script := "#!/bin/sh\necho \"$@, built: $BERTH_STACKS\"\ncase \"$*\" in *fail*) exit 7;; esac\n"
	require.NoError(t, os.WriteFile("node_modules/.bin/cdktf", []byte(script), 0o700)) //nolint:gosec // It is a program.
}

func TestTheCDKTFCommandBuildsNoMoreThanItDeploys(t *testing.T) {
	inProject(t, "main-42")
	withTenant(t, "acme")
	withTenant(t, "zoidberg")
	fakeCDKTF(t)
	stdout, _ := run(t, 0, "deploy", "tenant-z*", "tenant-acme", "--auto-approve")
	require.Equal(t, "deploy tenant-acme tenant-zoidberg --auto-approve, built: tenant-acme,tenant-zoidberg\n", stdout)
}

func TestWhatTenantsNeedIsDeployedFirstAndDestroyedLast(t *testing.T) {
	all := []string{"cluster", "addons", "tenant-acme", "tenant-momcorp"}
	tenants := []string{"tenant-acme", "tenant-momcorp"}
	require.Equal(t, [][]string{{"cluster"}, {"addons"}, tenants}, calls("deploy", all))
	require.Equal(t, [][]string{tenants, {"addons"}, {"cluster"}}, calls("destroy", all))
	require.Equal(t, [][]string{{"addons"}, tenants}, calls("deploy", all[1:]))
	require.Equal(t, [][]string{tenants}, calls("destroy", tenants))
}

// onEKS makes the project's cluster one of its own, with add-ons.
func onEKS(t *testing.T) {
	t.Helper()
	const file = "environments/dev/platform.yaml"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	text = bytes.Replace(text, []byte("access: {kubeconfig: {}}"), []byte("region: us-east-1\ncluster: {access: {creatorIsAdmin: true}}"), 1)
	require.NoError(t, os.WriteFile(file, text, 0o600))
}

func TestStacksAreShownInTheOrderOfTheirDeploy(t *testing.T) {
	inProject(t, "main-42")
	onEKS(t)
	withTenant(t, "acme")
	stdout, _ := run(t, 0)
	require.Equal(t, []string{"STACK", "cluster", "addons", "tenant-acme", "tenant-momcorp"}, regexp.MustCompile(`(?m)^\S+`).FindAllString(stdout, -1))
	t.Setenv("BERTH_STACKS", "addons,cluster")
	stdout, _ = run(t, 0)
	require.Equal(t, []string{"STACK", "cluster", "addons"}, regexp.MustCompile(`(?m)^\S+`).FindAllString(stdout, -1))
}

func TestADiffOfSeveralStacksIsOneAfterTheOther(t *testing.T) {
	inProject(t, "main-42")
	withTenant(t, "acme")
	fakeCDKTF(t)
	stdout, _ := run(t, 0, "diff", "tenant-*")
	require.Equal(t, "diff tenant-acme, built: tenant-acme\ndiff tenant-momcorp, built: tenant-momcorp\n", stdout)
}

func TestWhatCDKTFFailsWithIsTheExitCode(t *testing.T) {
	inProject(t, "main-42")
	fakeCDKTF(t)
	_, stderr := run(t, 7, "destroy", "tenant-momcorp", "--fail")
	require.Empty(t, stderr)
}

func TestADeployNeedsAStackThatIsThere(t *testing.T) {
	inProject(t, "main-42")
	_, stderr := run(t, 1, "deploy", "--auto-approve")
	require.Equal(t, "berth: name a stack: berth deploy tenant-momcorp\n", stderr)
	_, stderr = run(t, 1, "deploy", "tenant-mumcorp")
	require.Equal(t, "berth: there is no stack \"tenant-mumcorp\"; did you mean tenant-momcorp?\n", stderr)
}

func TestProblemsAreCounted(t *testing.T) {
	one := platform.Problem{File: "a.yaml", Line: 1, Column: 2, FieldError: check.FieldError{Path: "port", Problem: "is missing"}}
	require.Equal(t, `a.yaml:1:2: port: is missing
a.yaml:1:2: port: is missing

2 problems; nothing was synthesized, and cdktf.out is as it was.`, explain(platform.Problems{one, one}))
}
