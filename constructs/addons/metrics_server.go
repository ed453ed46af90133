package addons

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/berth-platform/berth/internal/check"
)

// MetricsServerConfig is metrics-server, by which autoscalers and `kubectl top` know what pods use.
// https://kubernetes-sigs.github.io/metrics-server/
type MetricsServerConfig struct {
	// The chart's version. Default: 3.13.1.
	Version string
}

// NewMetricsServer installs metrics-server. It panics with a *ConfigError that lists every problem of the config.
func NewMetricsServer(scope constructs.Construct, id string, cfg *MetricsServerConfig) *Addon {
	check.MustIn(scope, id, cfg.Validate())
	config := cfg.withDefaults()
	return newAddon(scope, id, chart{
		name:       MetricsServer,
		repository: "https://kubernetes-sigs.github.io/metrics-server/",
		version:    config.Version,
		namespace:  SystemNamespace,
	}, config.values(), nil)
}

func (c MetricsServerConfig) withDefaults() MetricsServerConfig {
	c.Version = cmp.Or(c.Version, "3.13.1")
	return c
}

// Validate reports every problem of the add-on as a *FieldError, joined.
func (c *MetricsServerConfig) Validate() error {
	var p check.Problems
	validateVersion(&p, c.withDefaults().Version)
	return p.Err()
}

// https://github.com/kubernetes-sigs/metrics-server/blob/metrics-server-helm-chart-3.13.1/charts/metrics-server/values.yaml
func (c MetricsServerConfig) values() values {
	return values{
		"podDisruptionBudget": values{"enabled": true, "minAvailable": 1},
		"podSecurityContext":  podSecurity(),
		"priorityClassName":   critical,
		"replicas":            2,
		"resources":           resources("100m", "200Mi", "400Mi"),
		"securityContext":     containerSecurity(),
	}
}
