package addons

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/berth-platform/berth/internal/check"
)

// ClusterAutoscalerConfig is Cluster Autoscaler, which adds nodes for pods that find no place, and takes away those that
// are not needed. It finds the cluster's node groups by the tags that EKS gives them.
// https://docs.aws.amazon.com/eks/latest/best-practices/cas.html
type ClusterAutoscalerConfig struct {
	// The chart's version. It goes with one minor version of Kubernetes: this one's with 1.35. Default: 9.59.0.
	Version string
	// The name of the EKS cluster. Required.
	ClusterName string
	// The cluster's region. Required.
	Region string
	// What AWS knows its pods as: the service account of the add-on's name in the SystemNamespace. Required.
	Identity Identity
}

// NewClusterAutoscaler installs Cluster Autoscaler. It panics with a *ConfigError that lists every problem of the config.
func NewClusterAutoscaler(scope constructs.Construct, id string, cfg *ClusterAutoscalerConfig) *Addon {
	check.MustIn(scope, id, cfg.Validate())
	config := cfg.withDefaults()
	return newAddon(scope, id, chart{
		name:       ClusterAutoscaler,
		repository: "https://kubernetes.github.io/autoscaler",
		version:    config.Version,
		namespace:  SystemNamespace,
	}, config.values(), config.Identity)
}

func (c ClusterAutoscalerConfig) withDefaults() ClusterAutoscalerConfig {
	c.Version = cmp.Or(c.Version, "9.59.0")
	return c
}

// Validate reports every problem of the add-on as a *FieldError, joined.
func (c *ClusterAutoscalerConfig) Validate() error {
	var p check.Problems
	validateVersion(&p, c.withDefaults().Version)
	p.Require("clusterName", c.ClusterName, "give the EKS cluster's name")
	p.Require("region", c.Region, "write an AWS region such as us-east-1")
	validateIdentity(&p, c.Identity)
	return p.Err()
}

// https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-chart-9.59.0/charts/cluster-autoscaler/values.yaml
func (c ClusterAutoscalerConfig) values() values {
	pod := podSecurity()
	pod["runAsUser"] = 65534 // The others' charts, or their images, name a user by themselves.
	return values{
		"autoDiscovery":            values{"clusterName": c.ClusterName},
		"awsRegion":                c.Region,
		"cloudProvider":            "aws",
		"containerSecurityContext": containerSecurity(),
		"extraArgs":                values{"balance-similar-node-groups": true, "expander": "least-waste"},
		"fullnameOverride":         ClusterAutoscaler,
		"podDisruptionBudget":      values{"maxUnavailable": 1},
		"priorityClassName":        critical,
		"rbac": values{"serviceAccount": values{
			"name": ClusterAutoscaler, "annotations": c.Identity.ServiceAccountAnnotations(),
		}},
		"replicaCount":    2,
		"resources":       resources("100m", "300Mi", "600Mi"),
		"securityContext": pod,
	}
}
