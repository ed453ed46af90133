package tests

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the goldens from what is synthesized")

// examples are the programs that are synthesized, by the folder that each runs in.
var examples = map[string]string{
	"dev":         "..",
	"fastapi":     "../examples/fastapi",
	"two-regions": "../examples/two-regions",
	"gke":         "../examples/gke",
}

// TestGolden freezes all of each example: a logical id that changes is a resource that is made anew in production.
func TestGolden(t *testing.T) {
	for name, folder := range examples {
		t.Run(name, func(t *testing.T) {
			golden := filepath.Join("testdata", "golden", name)
			if *update {
				require.NoError(t, os.RemoveAll(golden))
			}
			out := run(t, folder)
			var stacks []string
			for stack, synthesized := range read(t, out) {
				stacks = append(stacks, stack+".json")
				file := filepath.Join(golden, stack+".json")
				if *update {
					require.NoError(t, os.MkdirAll(golden, 0o750))
					require.NoError(t, os.WriteFile(file, synthesized.text, 0o600))
				}
				want, err := os.ReadFile(file)
				require.NoError(t, err)
				assert.Equal(t, string(want), string(synthesized.text), "%s; if that is meant, `make golden` rewrites it", file)
			}
			require.ElementsMatch(t, stacks, names(t, golden))
		})
	}
}

func TestTwoRunsGiveTheSameBytes(t *testing.T) {
	first, second := run(t, ".."), run(t, "..")
	require.Equal(t, contents(t, first), contents(t, second))
}

func TestTheSameAppOnAnotherCloudNeedsNoAWSProvider(t *testing.T) {
	app := read(t, run(t, examples["gke"]))["app"]
	require.Equal(t, []string{"kubernetes"}, keys(app.tree["provider"]))
	for typ := range app.tree["resource"].(map[string]any) {
		require.True(t, strings.HasPrefix(typ, "kubernetes_"), typ)
	}
	require.NotContains(t, app.tree, "data")
}

func TestTwoRegionsShareNoNameOfARole(t *testing.T) {
	seen := map[any]string{}
	for name, stack := range read(t, run(t, examples["two-regions"])) {
		for id, role := range stack.blocks("resource", "aws_iam_role") {
			roleName := role.(map[string]any)["name"]
			require.NotContains(t, seen, roleName)
			seen[roleName] = name + "/" + id
		}
	}
	require.Len(t, seen, 10, "three for each cluster, one for each service and one for each reader of secrets")
}

func TestAnImageOfTheExampleIsChangedByItsTagAlone(t *testing.T) {
	before := read(t, run(t, examples["fastapi"]))["app"]
	t.Setenv("IMAGE_TAG", "v2.0.0")
	after := read(t, run(t, examples["fastapi"]))["app"]
	require.Equal(t, "ghcr.io/mohamednourdine/fastapi-items:v2.0.0", after.containers()[0].Image)
	require.Equal(t,
		strings.ReplaceAll(string(before.text), "v1.0.0", "v2.0.0"), string(after.text))
}

func TestAnExampleTellsABadTagInALine(t *testing.T) {
	t.Setenv("IMAGE_TAG", "latest")
	command := program(t, examples["fastapi"], t.TempDir())
	output, err := command.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(output), `image.tag: "latest" is mutable`)
	require.NotContains(t, string(output), "goroutine")
}

// run synthesizes the program of a folder and gives the folder that it wrote to.
func run(t *testing.T, folder string) string {
	t.Helper()
	out := t.TempDir()
	output, err := program(t, folder, out).CombinedOutput()
	require.NoError(t, err, string(output))
	return out
}

func program(t *testing.T, folder, out string) *exec.Cmd {
	t.Helper()
	command := exec.Command("go", "run", ".")
	command.Dir = folder
	command.Env = append(os.Environ(), "CDKTF_OUTDIR="+out)
	return command
}

// contents gives each file of a folder by its path.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		relative, _ := filepath.Rel(folder, path)
		all[relative] = string(text)
		return err
	}))
	require.NotEmpty(t, all)
	return all
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}
