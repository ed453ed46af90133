package addons

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/berth-platform/berth/internal/check"
)

// ReloaderConfig is Reloader, which restarts the pods of a Deployment when a value of its Secrets changes. It reads all
// Secrets of the cluster, to see that they change.
// https://github.com/stakater/Reloader
type ReloaderConfig struct {
	// The chart's version. Default: 2.2.16.
	Version string
	// The labels of the namespaces that it looks after. Default: app.kubernetes.io/managed-by=berth.
	NamespaceSelector string
}

// NewReloader installs Reloader in a namespace of its own. It panics with a *ConfigError that lists every problem of the
// config.
func NewReloader(scope constructs.Construct, id string, cfg *ReloaderConfig) *Addon {
	check.MustIn(scope, id, cfg.Validate())
	config := cfg.withDefaults()
	return newAddon(scope, id, chart{
		name:       Reloader,
		repository: "https://stakater.github.io/stakater-charts",
		version:    config.Version,
		namespace:  "reloader",
	}, config.values(), nil)
}

func (c ReloaderConfig) withDefaults() ReloaderConfig {
	c.Version = cmp.Or(c.Version, "2.2.16")
	c.NamespaceSelector = cmp.Or(c.NamespaceSelector, "app.kubernetes.io/managed-by=berth")
	return c
}

// Validate reports every problem of the add-on as a *FieldError, joined.
func (c *ReloaderConfig) Validate() error {
	var p check.Problems
	validateVersion(&p, c.withDefaults().Version)
	return p.Err()
}

// values has Reloader mark the pod template by an annotation: its default adds a variable, which Terraform would take out
// again.
// https://github.com/stakater/Reloader/blob/master/deployments/kubernetes/chart/reloader/values.yaml
func (c ReloaderConfig) values() values {
	return values{"reloader": values{
		"autoReloadAll":          false,
		"enableHA":               true,
		"ignoreConfigMaps":       true,
		"namespaceSelector":      c.NamespaceSelector,
		"podDisruptionBudget":    values{"enabled": true, "minAvailable": 1},
		"readOnlyRootFileSystem": true,
		"reloadStrategy":         "annotations",
		"deployment": values{
			"containerSecurityContext": containerSecurity(),
			"replicas":                 2,
			"resources":                resources("25m", "64Mi", "256Mi"),
			"securityContext":          podSecurity(),
		},
	}}
}
