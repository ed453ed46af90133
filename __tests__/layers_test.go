package tests

import (
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEachLayerKnowsItsOwnProviderAlone(t *testing.T) {
	for _, layer := range []struct {
		name, pattern string
		providers     []string
	}{
		{"the app's layer runs on any Kubernetes", "./constructs", []string{"kubernetes"}},
		{"the AWS layer needs no cluster", "./constructs/eks", []string{"aws"}},
		{"the add-ons need no AWS", "./constructs/addons", []string{"helm", "kubernetes"}},
		{"the program on GKE needs no AWS", "./examples/gke", []string{"kubernetes"}},
	} {
		t.Run(layer.name, func(t *testing.T) {
			assert.Equal(t, layer.providers, providersOf(t, layer.pattern))
		})
	}
}

// providersOf is which providers' packages are linked into the package, at any depth.
func providersOf(t *testing.T, pattern string) []string {
	t.Helper()
	command := exec.Command("go", "list", "-deps", pattern)
	command.Dir = ".."
	output, err := command.Output()
	require.NoError(t, err)
	seen := map[string]bool{}
	for dependency := range strings.Lines(string(output)) {
		if module, found := strings.CutPrefix(dependency, "github.com/cdktf/cdktf-provider-"); found {
			provider, _, _ := strings.Cut(module, "-go/")
			seen[provider] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
