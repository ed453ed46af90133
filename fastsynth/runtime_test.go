package fastsynth

import (
	"os"
	"testing"

	constructs "github.com/aws/constructs-go/constructs/v10/jsii"
	"github.com/stretchr/testify/require"
)

func TestAProgramIsStartedUntilItIsReset(t *testing.T) {
	t.Setenv("SHELL", "/bin/other")
	reset, err := useRuntime("/it's/here.js")
	require.NoError(t, err)
	require.Equal(t, `'/it'\''s/here.js'`, os.Getenv("JSII_RUNTIME"))
	require.Equal(t, "/bin/sh", os.Getenv("SHELL"))
	reset(false)
	require.Empty(t, os.Getenv("JSII_RUNTIME"))
	require.Equal(t, "/bin/other", os.Getenv("SHELL"))
}

func TestAProgramThatTheUserNamesStays(t *testing.T) {
	t.Setenv("JSII_RUNTIME", "node mine.js")
	reset, err := useRuntime("ours.js")
	require.NoError(t, err)
	reset(false)
	require.Equal(t, "node mine.js", os.Getenv("JSII_RUNTIME"))
}

func TestAProcessThatRunsStays(t *testing.T) {
	require.False(t, started())
	constructs.Initialize()
	require.True(t, started())
	reset, err := useRuntime("ours.js")
	require.NoError(t, err)
	defer reset(true)
	require.Empty(t, os.Getenv("JSII_RUNTIME"))
}
