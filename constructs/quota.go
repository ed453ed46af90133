package constructs

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/berth-platform/berth/internal/check"
)

// ValidateServices reports as *FieldErrors, joined, what of its services the tenant has no room or no way for: more than
// its quota while all of them are rolled out at once, a container above the limit of one, an ALB of unknown subnets, a
// rule for a service that is not there. What is wrong within a service is for [ServiceConfig.Validate] to say.
func (c *TenantConfig) ValidateServices(services ...ServiceConfig) error {
	var p check.Problems
	full := c.withDefaults()
	all := make([]ServiceConfig, len(services))
	for i := range services {
		all[i] = services[i].withDefaults()
	}
	if _, known := quotas[full.Tier]; known {
		c.validateQuota(&p, all)
	}
	full.Network.validateServices(&p, all)
	return p.Err()
}

// part is one of a quota's numbers, and how much of it is taken.
type part struct {
	name, unit string
	of         func(Quota) string
	needed     func(container) string // Of each pod.
}

var parts = []part{
	{"cpu", "requests of %s cores", func(q Quota) string { return q.CPU }, func(c container) string { return c.Resources.Requests.CPU }},
	{"memory", "requests of %s memory", func(q Quota) string { return q.Memory }, func(c container) string { return c.Resources.Requests.Memory }},
	{"memoryLimit", "limits of %s memory", func(q Quota) string { return q.MemoryLimit }, func(c container) string { return c.Resources.Limits.Memory }},
	{"pods", "%s pods", func(q Quota) string { return fmt.Sprint(q.Pods) }, nil},
}

func (c *TenantConfig) validateQuota(p *check.Problems, services []ServiceConfig) {
	full := c.withDefaults()
	for _, part := range parts {
		need, have := part.sum(services), parse(part.of(full.Quota))
		if have.Sign() > 0 && need.Cmp(have) > 0 {
			problem := fmt.Sprintf("allows "+part.unit+", and the services take %s while they roll out", &have, &need)
			c.addShortage(p, part.name, part.of(c.Quota), problem, &need, services)
		}
	}
	most := parse(full.Quota.ContainerMemory)
	for _, service := range services {
		for _, container := range service.containers() {
			if limit := parse(container.Resources.Limits.Memory); most.Sign() > 0 && limit.Cmp(most) > 0 {
				problem := fmt.Sprintf("allows a container %s memory, and container %s of service %s may use %s", &most, container.Name, service.Name, &limit)
				c.addShortage(p, "containerMemory", c.Quota.ContainerMemory, problem, &limit, services)
			}
		}
	}
}

// addShortage reports at the number of the quota when it is given, and otherwise at the tier that it is from.
func (c *TenantConfig) addShortage(p *check.Problems, name, given, problem string, need *resource.Quantity, services []ServiceConfig) {
	if given != "" && given != "0" {
		p.Add("quota."+name, problem, fmt.Sprintf("write %s or more, or have the services take less", need))
		return
	}
	hint := fmt.Sprintf("write %s or more into quota.%s, or have the services take less", need, name)
	if tier, found := fitting(services); found {
		hint = fmt.Sprintf("take tier %s, or have the services take less", tier)
	}
	p.Add("tier", "is "+string(c.withDefaults().Tier)+", which "+problem, hint)
}

// fitting is the smallest tier that has room for the services.
func fitting(services []ServiceConfig) (Tier, bool) {
	for _, tier := range tiers {
		var p check.Problems
		of := quotas[tier]
		(&TenantConfig{Quota: of}).validateQuota(&p, services)
		if p.Err() == nil {
			return tier, true
		}
	}
	return "", false
}

// sum is what the services need while each of them has the pods of a rollout beside its own.
func (part part) sum(services []ServiceConfig) resource.Quantity {
	var total resource.Quantity
	for _, service := range services {
		pods := int64(*service.Replicas + service.surge())
		if part.needed == nil {
			total.Add(*resource.NewQuantity(pods, resource.DecimalSI))
			continue
		}
		for _, container := range service.containers() {
			need := parse(part.needed(container))
			need.Mul(pods)
			total.Add(need)
		}
	}
	return total
}

// parse gives nothing for what is no quantity: that is reported where it is written.
func parse(text string) resource.Quantity {
	quantity, err := resource.ParseQuantity(text)
	if err != nil {
		return resource.Quantity{}
	}
	return quantity
}

func (n TenantNetwork) validateServices(p *check.Problems, services []ServiceConfig) {
	known := map[string]bool{}
	for _, service := range services {
		known[service.Name] = true
		_, isALB := service.Exposure.(ALB)
		if isALB && len(n.callers(service.Exposure)) == 0 {
			p.Add("network.loadBalancerCidrs", fmt.Sprintf("is missing, and service %s has an ALB, which would not be let in", service.Name),
				"write the load balancers' subnets, such as [10.0.192.0/21]")
		}
	}
	rulesFor(p, "network.egress", n.Egress, known)
	rulesFor(p, "network.ingress", n.Ingress, known)
}

// rulesFor reports the rules for a service that is not there.
func rulesFor(p *check.Problems, path string, rules map[string]NetworkRule, services map[string]bool) {
	for _, name := range sortedKeys(rules) {
		if service := rules[name].Service; service != "" && !services[service] {
			p.Add(path+"."+name+".service", fmt.Sprintf("%q is no service of the tenant", service), check.Nearest(service, sortedKeys(services)))
		}
	}
}
