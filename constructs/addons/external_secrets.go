package addons

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/berth-platform/berth/internal/check"
)

// ExternalSecretsConfig is External Secrets Operator, which makes Secrets of parameters in SSM. It has no rights in AWS:
// it reads with those of the service account that a store names.
// https://external-secrets.io/latest/provider/aws-access/
type ExternalSecretsConfig struct {
	// The chart's version. Default: 2.9.0.
	Version string
	// Lets namespaces share a ClusterSecretStore, by which each may read all that the store may. Default: false.
	ClusterStores bool
}

// NewExternalSecrets installs External Secrets Operator with its custom resource definitions, in a namespace of its own.
// It panics with a *ConfigError that lists every problem of the config.
func NewExternalSecrets(scope constructs.Construct, id string, cfg *ExternalSecretsConfig) *Addon {
	check.MustIn(scope, id, cfg.Validate())
	config := cfg.withDefaults()
	return newAddon(scope, id, chart{
		name:       ExternalSecrets,
		repository: "https://charts.external-secrets.io",
		version:    config.Version,
		namespace:  "external-secrets",
	}, config.values(), nil)
}

func (c ExternalSecretsConfig) withDefaults() ExternalSecretsConfig {
	c.Version = cmp.Or(c.Version, "2.9.0")
	return c
}

// Validate reports every problem of the add-on as a *FieldError, joined.
func (c *ExternalSecretsConfig) Validate() error {
	var p check.Problems
	validateVersion(&p, c.withDefaults().Version)
	return p.Err()
}

// values leaves out the kinds by which a namespace reaches others. The chart wants each switched off twice: the kind, and
// the controller that would watch it.
// https://github.com/external-secrets/external-secrets/blob/v2.9.0/deploy/charts/external-secrets/values.yaml
func (c ExternalSecretsConfig) values() values {
	budget := values{"enabled": true, "minAvailable": 1}
	return values{
		"installCRDs": true,
		"crds": values{
			"createClusterExternalSecret": false,
			"createClusterGenerator":      false,
			"createClusterPushSecret":     false,
			"createClusterSecretStore":    c.ClusterStores,
			"createPushSecret":            false,
		},
		"processClusterExternalSecret": false,
		"processClusterGenerator":      false,
		"processClusterPushSecret":     false,
		"processClusterStore":          c.ClusterStores,
		"processPushSecret":            false,

		"concurrent":          5,
		"leaderElect":         true,
		"podDisruptionBudget": budget,
		"podSecurityContext":  podSecurity(),
		"replicaCount":        2,
		"resources":           resources("50m", "128Mi", "512Mi"),
		"securityContext":     containerSecurity(),
		"webhook": values{
			"failurePolicy":       "Fail",
			"podDisruptionBudget": budget,
			"podSecurityContext":  podSecurity(),
			"replicaCount":        2,
			"resources":           resources("25m", "64Mi", "256Mi"),
			"securityContext":     containerSecurity(),
		},
		"certController": values{
			"podSecurityContext": podSecurity(),
			"resources":          resources("25m", "64Mi", "256Mi"),
			"securityContext":    containerSecurity(),
		},
	}
}
