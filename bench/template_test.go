package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func roleOf(tenant, checksum string) *built {
	return &built{Overrides: map[string]any{}, Elements: []element{{
		Module: "m", Name: "Role", Path: "role", ID: "role",
		Config: map[string]any{"name": "cluster." + tenant, tenant: "key", "checksum": checksum, "replicas": 2.0},
	}}}
}

func describedOf(t *testing.T, stacks ...[2]string) *description {
	t.Helper()
	var all description
	for _, stack := range stacks {
		require.NoError(t, all.add("tenant-"+stack[0], roleOf(stack[0], stack[1])))
	}
	all.cut()
	return &all
}

func TestTenantsThatDifferInValuesHaveOneTemplate(t *testing.T) {
	all := describedOf(t, [2]string{"acme", "a1"}, [2]string{"momcorp", "b2"})
	require.Equal(t, []any{map[string]any{
		"overrides": map[string]any{},
		"elements": []any{map[string]any{
			"module": "m", "name": "Role", "path": "role", "id": "role",
			"config": map[string]any{"name": "cluster.{tenant}", "{tenant}": "key", "checksum": "{value0}", "replicas": 2.0},
		}},
	}}, all.Templates)
	require.Equal(t, []stack{
		{Name: "tenant-acme", Tenant: "acme", Values: []any{"a1"}},
		{Name: "tenant-momcorp", Tenant: "momcorp", Values: []any{"b2"}},
	}, all.Stacks)
}

func TestTenantsOfOtherResourcesHaveATemplateOfTheirOwn(t *testing.T) {
	var all description
	require.NoError(t, all.add("tenant-acme", roleOf("acme", "a1")))
	two := roleOf("momcorp", "b2")
	two.Elements = append(two.Elements, two.Elements[0])
	require.NoError(t, all.add("tenant-momcorp", two))
	all.cut()
	require.Len(t, all.Templates, 2)
	require.Equal(t, []int{0, 1}, []int{all.Stacks[0].Template, all.Stacks[1].Template})
	require.Empty(t, all.Stacks[1].Values)
}
