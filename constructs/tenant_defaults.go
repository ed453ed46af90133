package constructs

import (
	"cmp"
	"maps"
	"slices"
)

// quotas are the tiers' numbers.
var quotas = map[Tier]Quota{
	TierBasic:    {CPU: "1", Memory: "2Gi", MemoryLimit: "4Gi", ContainerMemory: "1Gi", Pods: 10},
	TierStandard: {CPU: "4", Memory: "8Gi", MemoryLimit: "16Gi", ContainerMemory: "4Gi", Pods: 30},
	TierPremium:  {CPU: "16", Memory: "32Gi", MemoryLimit: "64Gi", ContainerMemory: "16Gi", Pods: 100},
}

// tiers are the tiers by size.
var tiers = []Tier{TierBasic, TierStandard, TierPremium}

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (c TenantConfig) withDefaults() TenantConfig {
	c.Namespace = cmp.Or(c.Namespace, "tenant-"+c.Name)
	c.Tier = cmp.Or(c.Tier, TierStandard)
	c.Quota = c.Quota.withDefaults(c.Tier)
	c.Network = c.Network.withDefaults()
	c.Operators.Group = cmp.Or(c.Operators.Group, c.Namespace+"-operators")
	return c
}

func (q Quota) withDefaults(tier Tier) Quota {
	of := quotas[tier]
	return Quota{
		CPU:             cmp.Or(q.CPU, of.CPU),
		Memory:          cmp.Or(q.Memory, of.Memory),
		MemoryLimit:     cmp.Or(q.MemoryLimit, of.MemoryLimit),
		ContainerMemory: cmp.Or(q.ContainerMemory, of.ContainerMemory),
		Pods:            cmp.Or(q.Pods, of.Pods),
	}
}

func (n TenantNetwork) withDefaults() TenantNetwork {
	if len(n.InternalLoadBalancerCIDRs) == 0 {
		n.InternalLoadBalancerCIDRs = slices.Clone(n.LoadBalancerCIDRs)
	}
	n.Egress, n.Ingress = rulesWithDefaults(n.Egress), rulesWithDefaults(n.Ingress)
	return n
}

func rulesWithDefaults(rules map[string]NetworkRule) map[string]NetworkRule {
	rules = maps.Clone(rules)
	for name, rule := range rules {
		rules[name] = rule.withDefaults()
	}
	return rules
}

func (r NetworkRule) withDefaults() NetworkRule {
	r.Protocol = cmp.Or(r.Protocol, "TCP")
	return r
}
