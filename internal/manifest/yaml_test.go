package manifest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestYAMLIsWhatTheStackSets(t *testing.T) {
	want, err := os.ReadFile("testdata/want.yaml")
	require.NoError(t, err)

	assert.Equal(t, string(want), render(t, readStack(t)))
}

func TestYAMLIsTheSameInAnyOrderOfObjects(t *testing.T) {
	objects := readStack(t)
	first := render(t, objects)
	slices.Reverse(objects)

	assert.Equal(t, first, render(t, objects))
}

func render(t *testing.T, objects []Object) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, YAML(&out, objects))
	return out.String()
}
