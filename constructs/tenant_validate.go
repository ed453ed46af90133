package constructs

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/berth-platform/berth/internal/check"
)

// Validate reports every problem of the tenant as a *FieldError, joined.
func (c *TenantConfig) Validate() error {
	var p check.Problems
	full := c.withDefaults()
	p.ID("name", c.Name)
	if c.Namespace != "" {
		validateName(&p, "namespace", c.Namespace, validation.IsDNS1123Label)
	}
	if _, known := quotas[full.Tier]; known {
		full.Quota.validate(&p)
	} else {
		p.Add("tier", fmt.Sprintf("%q is not known", full.Tier), "write one of basic, standard, premium")
	}
	full.Network.validate(&p)
	validateCIDRs(&p, "network.internalLoadBalancerCidrs", c.Network.InternalLoadBalancerCIDRs) // As they are given, if they are.
	if c.ParameterStore != nil {
		c.ParameterStore.validate(&p)
	}
	if strings.HasPrefix(full.Operators.Group, "system:") { // Kubernetes' own, and refused by EKS.
		p.Add("operators.group", fmt.Sprintf("%q is one of Kubernetes' own groups", full.Operators.Group), "write another, such as tenant-acme-operators")
	}
	return p.Err()
}

func (q Quota) validate(p *check.Problems) {
	quantity(p, "quota.cpu", q.CPU, "4")
	quantity(p, "quota.memory", q.Memory, "8Gi")
	quantity(p, "quota.memoryLimit", q.MemoryLimit, "16Gi")
	memory, ok := quantity(p, "quota.containerMemory", q.ContainerMemory, "4Gi")
	if least := resource.MustParse(defaultMemoryLimit); ok && memory.Cmp(least) < 0 {
		p.Add("quota.containerMemory", fmt.Sprintf("%s is below the %s that a container has unless it says otherwise", &memory, &least), "write that, or more")
	}
	if q.Pods < 1 {
		p.Add("quota.pods", fmt.Sprintf("%d is below 1", q.Pods), "write how many pods there may be, such as 30")
	}
}

func (s ParameterStore) validate(p *check.Problems) {
	p.Require("parameterStore.region", s.Region, "write the AWS region of the parameters, such as us-east-1")
	if s.Reader == nil {
		p.Add("parameterStore.reader", "is missing", "give the identity that reads, such as an eks.PodRole")
	}
}
