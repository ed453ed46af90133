// Package addons installs the controllers that tenants rely on, each as a Helm release of a pinned chart version: the AWS
// Load Balancer Controller, External Secrets Operator, Reloader, metrics-server and Cluster Autoscaler.
//
// They stand in a stack of their own, which is applied after the cluster and before any tenant: a tenant's objects cannot
// be planned before the controllers' custom resource definitions are there. What one needs to know of AWS it is told, so
// the package needs the helm and kubernetes providers and no other.
package addons

import "github.com/berth-platform/berth/internal/check"

// FieldError is one problem of one field: the field's path as users write it, what is wrong, what to write instead.
type FieldError = check.FieldError

// ConfigError is what the constructors panic with: the construct's path and every problem of its config.
type ConfigError = check.ConfigError

// The names of the add-ons: of their charts, their releases, and the service accounts of those that have an identity.
const (
	LoadBalancerController = "aws-load-balancer-controller"
	ExternalSecrets        = "external-secrets"
	Reloader               = "reloader"
	MetricsServer          = "metrics-server"
	ClusterAutoscaler      = "cluster-autoscaler"
)

// SystemNamespace is where the add-ons run that have no namespace of their own.
const SystemNamespace = "kube-system"
