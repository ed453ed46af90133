// Package eks is the AWS layer: the cluster that tenants run on, and what AWS knows their pods as.
//
// A [Network] is where a [Cluster] stands, and a cluster comes with its roles, one [NodeGroup] and an OIDC provider for
// service accounts. A [PodRole] is one service's identity on AWS. Stacks know each other by name only: [LookupCluster]
// finds a cluster that another stack has made.
//
// The package needs the aws provider and no other, so a cluster is never planned together with what runs on it.
package eks

import "github.com/berth-platform/berth/internal/check"

// FieldError is one problem of one field: the field's path as users write it, what is wrong, what to write instead.
type FieldError = check.FieldError

// ConfigError is what the constructors panic with: the construct's path and every problem of its config.
type ConfigError = check.ConfigError
