package constructs

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestARolloutMayTakeWhatItsPodsMay(t *testing.T) {
	tests := map[string]struct {
		change            func(*ServiceConfig)
		deadline, timeout time.Duration
	}{
		"one pod with five minutes to start": {func(*ServiceConfig) {}, 10 * time.Minute, 12 * time.Minute},
		"a longer leash":                     {func(c *ServiceConfig) { c.Probes.Startup.FailureThreshold = 120 }, 15 * time.Minute, 17 * time.Minute},
		"two pods, one after the other":      {func(c *ServiceConfig) { c.Replicas = new(2) }, 10 * time.Minute, 22 * time.Minute},
		"eight pods, two at a time":          {func(c *ServiceConfig) { c.Replicas = new(8) }, 10 * time.Minute, 42 * time.Minute},
		"as many as wanted, to a limit":      {func(c *ServiceConfig) { c.Replicas = new(100) }, 10 * time.Minute, 42 * time.Minute},
		"no more than 45 minutes":            {func(c *ServiceConfig) { c.Replicas = new(3); c.Probes.Startup.FailureThreshold = 240 }, 25 * time.Minute, 45 * time.Minute},
		"no pod at all":                      {func(c *ServiceConfig) { c.Replicas = new(0) }, 10 * time.Minute, 12 * time.Minute},
		"readiness, where there is no startup probe": {func(c *ServiceConfig) {
			c.Probes.Startup.Disabled = true
			c.Probes.Readiness = Probe{InitialDelaySeconds: new(300), PeriodSeconds: 10, FailureThreshold: 60}
		}, 20 * time.Minute, 22 * time.Minute},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := config(test.change).withDefaults()
			require.Equal(t, test.deadline, c.progressDeadline())
			require.Equal(t, test.timeout, c.rolloutTimeout())
		})
	}
}

func TestTheChecksumFollowsTheMappingOfSecretsAndFlags(t *testing.T) {
	checksum := func(change func(*ServiceConfig)) string { return config(change).withDefaults().checksum() }
	before := checksum(func(*ServiceConfig) {})
	require.Len(t, before, 64)
	require.Equal(t, before, checksum(func(c *ServiceConfig) { c.Image.Tag = "main-43" }), "a tag is no part of it")
	require.NotEqual(t, before, checksum(func(c *ServiceConfig) { c.Secrets["DATABASE_URL"] = c.ParameterPrefix + "/shared/URL" }))
	require.NotEqual(t, before, checksum(func(c *ServiceConfig) { c.Secrets["API_KEY"] = "" }))
	require.NotEqual(t, before, checksum(func(c *ServiceConfig) { c.FeatureFlags.Prefix = c.ParameterPrefix + "/flags" }))
	require.Equal(t, "none", checksum(func(c *ServiceConfig) { c.Secrets, c.ParameterPrefix = nil, "" }))
}

func TestTheVersionLabelIsOneWhateverTheTag(t *testing.T) {
	tests := map[string]string{
		"main-42":                 "main-42",
		"_edge.":                  "edge",
		strings.Repeat("a", 128):  strings.Repeat("a", 63),
		strings.Repeat("a-", 64):  strings.Repeat("a-", 31) + "a",
		strings.Repeat("ab-", 43): strings.Repeat("ab-", 20) + "ab",
	}
	for tag, label := range tests {
		c := config(func(c *ServiceConfig) { c.Image.Tag = tag })
		require.Equal(t, label, c.versionLabels()["version"])
	}
}

func TestOnlyTheDeploymentCarriesTheVersion(t *testing.T) {
	c := config().withDefaults()
	require.NotContains(t, c.labels(), "version")
	require.NotContains(t, c.selector(), "version")
}
