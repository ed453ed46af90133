// Package constructs is the app layer: what a tenant runs on a Kubernetes cluster, hardened by default.
//
// A [Service] is one block: a Deployment whose image cannot be `latest`, a Service, an Ingress, a service account,
// secrets that stay in SSM Parameter Store, and feature flags that need no deploy. A [Tenant] is the envelope it
// stands in: a namespace with its quota, its network policies, its SecretStore and the rights of its operators.
// Everything a config leaves out has a default that is fit for production; what a config gets wrong is reported at
// synth time, all of it at once.
//
// The package needs the kubernetes provider and no other, so what it makes runs on EKS, GKE, AKS and kind alike.
// As AWS's own package has the same name, importers usually rename this one:
//
//	import saas "github.com/berth-platform/berth/constructs"
package constructs

import "github.com/berth-platform/berth/internal/check"

// FieldError is one problem of one field: the field's path as users write it, what is wrong, what to write instead.
type FieldError = check.FieldError

// ConfigError is what the constructors panic with: the construct's path and every problem of its config.
type ConfigError = check.ConfigError
