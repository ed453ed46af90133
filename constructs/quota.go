package constructs

import (
	"fmt"
	"strconv"
	"strings"

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

// part is one of a quota's numbers.
type part struct {
	name   string
	of     func(Quota) string
	needed func(container) string // Of each pod; nil for the pod itself.
}

var parts = []part{
	{"cpu", func(q Quota) string { return q.CPU }, func(c container) string { return c.Resources.Requests.CPU }},
	{"memory", func(q Quota) string { return q.Memory }, func(c container) string { return c.Resources.Requests.Memory }},
	{"memoryLimit", func(q Quota) string { return q.MemoryLimit }, func(c container) string { return c.Resources.Limits.Memory }},
	{"pods", func(q Quota) string { return strconv.Itoa(q.Pods) }, nil},
}

const takeLess = ", or have the services take less"

// validateQuota reports at the quota's numbers that are given, and at the tier for all others together.
func (c *TenantConfig) validateQuota(p *check.Problems, services []ServiceConfig) {
	full := c.withDefaults()
	var ofTier []string
	for _, part := range parts {
		need, have := part.sum(services), parse(part.of(full.Quota))
		switch {
		case have.Sign() <= 0 || need.Cmp(have) <= 0: // What is no quantity is reported as that.
		case part.of(c.Quota) == part.of(full.Quota): // It is given.
			p.Add("quota."+part.name, fmt.Sprintf("%s has no room for a rollout of the services, which takes %s", &have, &need),
				fmt.Sprintf("write %s or more", &need)+takeLess)
		default:
			ofTier = append(ofTier, fmt.Sprintf("%s %s of %s", part.name, &need, &have))
		}
	}
	if len(ofTier) > 0 {
		p.Add("tier", fmt.Sprintf("%s has no room for a rollout of the services, which takes %s", full.Tier, strings.Join(ofTier, ", ")), larger(services))
	}
	c.validateContainers(p, services)
}

func (c *TenantConfig) validateContainers(p *check.Problems, services []ServiceConfig) {
	full := c.withDefaults()
	most := parse(full.Quota.ContainerMemory)
	for _, service := range services {
		for _, container := range service.containers() {
			limit := parse(container.Resources.Limits.Memory)
			uses := fmt.Sprintf("allows a container %s memory, and container %s of service %s may use %s", &most, container.Name, service.Name, &limit)
			switch {
			case most.Sign() <= 0 || limit.Cmp(most) <= 0:
			case c.Quota.ContainerMemory != "":
				p.Add("quota.containerMemory", uses, fmt.Sprintf("write %s or more", &limit)+takeLess)
			default:
				p.Add("tier", string(full.Tier)+" "+uses, larger(services))
			}
		}
	}
}

// larger is a hint at the smallest tier that has room for the services.
func larger(services []ServiceConfig) string {
	if tier, found := fitting(services); found {
		return "take tier " + string(tier) + takeLess
	}
	return "write what they take into quota" + takeLess
}

// fitting is the smallest tier that has room for the services.
func fitting(services []ServiceConfig) (Tier, bool) {
	for _, tier := range tiers {
		var p check.Problems
		(&TenantConfig{Quota: quotas[tier]}).validateQuota(&p, services) // As one that is given, which asks for no tier again.
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
