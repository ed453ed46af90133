package addons

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/berth-platform/berth/internal/check"
)

// LoadBalancerControllerConfig is the AWS Load Balancer Controller, which makes load balancers of Ingresses and Services.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/
type LoadBalancerControllerConfig struct {
	// The chart's version. Default: 3.5.0.
	Version string
	// The name of the EKS cluster. Required.
	ClusterName string
	// The cluster's region. Required.
	Region string
	// The VPC that the cluster stands in: pods have no way to ask a node for it. Required.
	VPCID string
	// What AWS knows its pods as: the service account of the add-on's name in the SystemNamespace. Required.
	Identity Identity
	// Has the IngressClassParams of a class alone say which group its Ingresses are in, and their own annotation be
	// ignored: with it, whoever may make an Ingress may join any group. Default: false.
	GroupsByClass bool
	// Leaves Services of type LoadBalancer to others when they name no class. Default: false.
	ServicesByClass bool
}

// NewLoadBalancerController installs the AWS Load Balancer Controller, and makes the IngressClass alb. It panics with a
// *ConfigError that lists every problem of the config.
func NewLoadBalancerController(scope constructs.Construct, id string, cfg *LoadBalancerControllerConfig) *Addon {
	check.MustIn(scope, id, cfg.Validate())
	config := cfg.withDefaults()
	return newAddon(scope, id, chart{
		name:       LoadBalancerController,
		repository: "https://aws.github.io/eks-charts",
		version:    config.Version,
		namespace:  SystemNamespace,
	}, config.values(), config.Identity)
}

func (c LoadBalancerControllerConfig) withDefaults() LoadBalancerControllerConfig {
	c.Version = cmp.Or(c.Version, "3.5.0")
	return c
}

// Validate reports every problem of the add-on as a *FieldError, joined.
func (c *LoadBalancerControllerConfig) Validate() error {
	var p check.Problems
	validateVersion(&p, c.withDefaults().Version)
	p.Require("clusterName", c.ClusterName, "give the EKS cluster's name")
	p.Require("region", c.Region, "write an AWS region such as us-east-1")
	p.Require("vpcId", c.VPCID, "give the VPC of the cluster, such as its ClusterRef's")
	validateIdentity(&p, c.Identity)
	return p.Err()
}

// values keeps the webhooks' certificate: a new one at each upgrade cuts them off until every pod has it.
// https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/helm/aws-load-balancer-controller/values.yaml
func (c LoadBalancerControllerConfig) values() values {
	return values{
		"clusterName":                       c.ClusterName,
		"region":                            c.Region,
		"vpcId":                             c.VPCID,
		"createIngressClassResource":        true,
		"defaultTargetType":                 "ip",
		"disableIngressClassAnnotation":     true,
		"disableIngressGroupNameAnnotation": c.GroupsByClass,
		"enableServiceMutatorWebhook":       !c.ServicesByClass,
		"ingressClass":                      "alb",
		"keepTLSSecret":                     true,
		"podDisruptionBudget":               values{"maxUnavailable": 1},
		"podSecurityContext":                podSecurity(),
		"priorityClassName":                 critical,
		"replicaCount":                      2,
		"resources":                         resources("100m", "128Mi", "512Mi"),
		"securityContext":                   containerSecurity(),
		"serviceAccount":                    values{"name": LoadBalancerController, "annotations": c.Identity.ServiceAccountAnnotations()},
	}
}
