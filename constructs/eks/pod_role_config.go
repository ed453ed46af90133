package eks

import (
	"cmp"
	"maps"
	"slices"

	"github.com/berth-platform/berth/internal/naming"
)

// PodRoleConfig is what AWS knows one service's pods as, and what they may do there.
type PodRoleConfig struct {
	// The cluster that the pods run on, from [LookupCluster] or [Cluster.Ref]. Required.
	Cluster *ClusterRef
	// Whose service it is: 2 to 30 lower case letters, digits and hyphens; none where it is Shared. Required.
	Tenant string
	// The service is the cluster's, and no tenant's. Default: false.
	Shared bool
	// The service's name, by the same rule. Required.
	Service string
	// The namespace that the pods run in. Required.
	Namespace string
	// Their service account. Default: <Service>-sa.
	ServiceAccount string
	// The ARNs of policies that say what they may do. Default: none.
	PolicyARNs []string
	// Policies of this role alone: name to JSON document. An IAM variable in one is written $${aws:…}. Default: none.
	InlinePolicies map[string]string
	// The SSM paths that the pods read all parameters below of by themselves. Secrets that a service is given need none.
	// Default: none.
	ReadParameters []string
	// How AWS knows the pods: IRSA{} or PodIdentity{}. Default: IRSA{}.
	IdentityMode IdentityMode
	// What the account asks of its roles.
	IAM IAM
}

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (c PodRoleConfig) withDefaults() PodRoleConfig {
	c.ServiceAccount = cmp.Or(c.ServiceAccount, c.Service+"-sa")
	c.PolicyARNs = slices.Clone(c.PolicyARNs)
	c.InlinePolicies = maps.Clone(c.InlinePolicies)
	c.ReadParameters = slices.Clone(c.ReadParameters)
	c.IdentityMode = identityModeOrDefault(c.IdentityMode)
	return c
}

// roleName has the cluster's name in it, as an account's roles are one space for all of its clusters.
func (c PodRoleConfig) roleName() string {
	if c.Shared {
		return naming.Role(c.Cluster.Name(), c.Service)
	}
	return naming.Role(c.Cluster.Name(), c.Tenant, c.Service)
}
