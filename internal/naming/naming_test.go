package naming

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTwoRolesNeverShareAName(t *testing.T) {
	long := strings.Repeat("a", 30)
	roles := [][]string{
		{"dev", "acme", "eu-api"}, {"dev", "acme-eu", "api"}, {"dev-acme", "eu", "api"},
		{long + long, "acme", "api"}, {long + long, "acme", "apis"}, {long + long, "acme-eu", "api"},
	}
	seen := map[string][]string{}
	for _, parts := range roles {
		name := Role(parts...)
		require.LessOrEqual(t, len(name), RoleLimit)
		require.NotContains(t, seen, name)
		seen[name] = parts
	}
}

func TestANameWithinTheLimitIsKept(t *testing.T) {
	require.Equal(t, "ramparts-dev-cluster.momcorp.apiserver", Role("ramparts-dev-cluster", "momcorp", "apiserver"))
}

func TestALabelHoldsOnlyWhatALabelMay(t *testing.T) {
	require.Equal(t, "v1_2", Label("v1+2"))
	require.Equal(t, "a", Label("-a-"))
	require.Empty(t, Label("..."))
}
