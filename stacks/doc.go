// Package stacks puts constructs into stacks that are applied one by one: each has its own state, its providers, its
// tags and its outputs, and none reads another's state.
//
// A [ClusterStack] makes the EKS cluster, and an [AddonsStack] installs the controllers on it that tenants rely on; a
// [TenantStack] looks the cluster up by name and runs one tenant's services on it. Nothing is applied in two phases: what
// a stack needs is there, by name, when the stack is planned.
package stacks

import "github.com/berth-platform/berth/internal/check"

// FieldError is one problem of one field: the field's path as users write it, what is wrong, what to write instead.
type FieldError = check.FieldError

// ConfigError is what the constructors panic with: the stack's name and every problem of its config.
type ConfigError = check.ConfigError
