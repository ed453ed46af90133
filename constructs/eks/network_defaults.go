package eks

import (
	"cmp"
	"maps"
	"slices"
)

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (v VPC) withDefaults() VPC {
	v.CIDR = cmp.Or(v.CIDR, "10.0.0.0/16")
	v.Zones = cmp.Or(v.Zones, len(v.ZoneNames), 2)
	v.ZoneNames = slices.Clone(v.ZoneNames)
	v.Tags = maps.Clone(v.Tags)
	return v
}
