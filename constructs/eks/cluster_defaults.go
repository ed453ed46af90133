package eks

import (
	"cmp"
	"maps"
	"slices"
)

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (c ClusterConfig) withDefaults() ClusterConfig {
	c.Version = cmp.Or(c.Version, "1.35")
	c.Access.Admins, c.Access.Entries = slices.Clone(c.Access.Admins), slices.Clone(c.Access.Entries)
	c.Endpoint.PublicCIDRs = slices.Clone(c.Endpoint.PublicCIDRs)
	c.Logs = c.Logs.withDefaults()
	c.AddOns.Versions = maps.Clone(c.AddOns.Versions)
	c.AddOns.NetworkPolicy = cmp.Or(c.AddOns.NetworkPolicy, NetworkPolicyStandard)
	c.Nodes = c.Nodes.withDefaults()
	c.RegistryPolicy = cmp.Or(c.RegistryPolicy, RegistryReadOnly)
	c.Tags = maps.Clone(c.Tags)
	return c
}

func (l Logs) withDefaults() Logs {
	l.Types = slices.Clone(l.Types)
	if len(l.Types) == 0 {
		l.Types = slices.Clone(logTypes)
	}
	l.RetentionDays = cmp.Or(l.RetentionDays, 365)
	return l
}
