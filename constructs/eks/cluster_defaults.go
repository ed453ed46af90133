package eks

import (
	"cmp"
	"maps"
)

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (c ClusterConfig) withDefaults() ClusterConfig {
	c.Version = cmp.Or(c.Version, "1.35")
	c.Nodes = c.Nodes.withDefaults()
	c.RegistryPolicy = cmp.Or(c.RegistryPolicy, RegistryReadOnly)
	c.Tags = maps.Clone(c.Tags)
	return c
}
