package constructs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/internal/doctest"
)

func TestEveryFieldsCommentSaysItsDefault(t *testing.T) {
	service := ServiceConfig{}.withDefaults()
	tenant := TenantConfig{}.withDefaults()
	tenant.Namespace, tenant.Operators.Group = "", "" // They are made of other fields.
	doctest.Configs(t, ".", service, service.Probes.Liveness, service.Probes.Readiness, Sidecar{}, Image{},
		ALB{}.withDefaults(), NLB{}.withDefaults(), volumesWithDefaults([]Volume{{}})[0], EmptyDir{}, tenant, ParameterStore{}, NetworkRule{}.withDefaults())
}

func TestDefaultsAreFilledIntoACopy(t *testing.T) {
	given, untouched := config(), config()
	given.withDefaults()
	require.NoError(t, given.Validate())
	require.Equal(t, untouched, given)
}

func TestWhatIsGivenWinsOverTheDefault(t *testing.T) {
	c := config(func(c *ServiceConfig) {
		c.Replicas = new(0)
		c.Probes.Readiness.InitialDelaySeconds = new(0)
		c.WaitForRollout = new(false)
		c.Secrets["DATABASE_URL"] = "/ramparts/dev/tenants/momcorp/shared/DATABASE_URL"
	}).withDefaults()
	require.Equal(t, 0, *c.Replicas)
	require.Equal(t, 0, *c.Probes.Readiness.InitialDelaySeconds)
	require.False(t, *c.WaitForRollout)
	require.Equal(t, "/ramparts/dev/tenants/momcorp/shared/DATABASE_URL", c.Secrets["DATABASE_URL"])
}

func TestASecretWithoutAPathHasTheOneOfTheConvention(t *testing.T) {
	c := config().withDefaults()
	require.Equal(t, "/ramparts/dev/tenants/momcorp/apiserver/DATABASE_URL", c.Secrets["DATABASE_URL"])
}

func TestFlagsAreLookedForWhereTheServicesParametersAre(t *testing.T) {
	require.Equal(t, FeatureFlags{Prefix: "/ramparts/dev/tenants/momcorp/apiserver"}, config().withDefaults().FeatureFlags)
}

func TestAServiceWithoutParametersLooksForNoFlags(t *testing.T) {
	c := config(func(c *ServiceConfig) { c.ParameterPrefix = "" }).withDefaults()
	require.Equal(t, FeatureFlags{Disabled: true}, c.FeatureFlags)
}
