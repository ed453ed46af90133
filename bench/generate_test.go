package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/platform"
)

func TestAGeneratedPlatformIsReadWithAllItsTenants(t *testing.T) {
	project := t.TempDir()
	require.NoError(t, generate("..", project, 3))
	environment, err := platform.Load(project, "dev")
	require.NoError(t, err)
	require.NotNil(t, environment.Cluster)
	require.Len(t, environment.Tenants, 3)
	for i, tenant := range environment.Tenants {
		require.Equal(t, tenantName(i), tenant.Tenant)
		require.Len(t, tenant.Services, 3)
	}
}

func TestAPlatformWithoutTenantsCannotBeGeneratedFrom(t *testing.T) {
	require.Error(t, generate(t.TempDir(), t.TempDir(), 1))
	_, _, err := firstTenant(t.TempDir())
	require.ErrorContains(t, err, "has no tenants")
}
