package stacks

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
)

// validateTenant reports what is wrong with the tenant's envelope, and what of its services has no room in it.
func (c TenantStackConfig) validateTenant(p *check.Problems, kubeconfig bool) {
	tenant := c.tenant()
	if !kubeconfig && len(tenant.Network.LoadBalancerCIDRs) == 0 {
		tenant.Network.LoadBalancerCIDRs = []string{"10.0.0.0/8"} // Some there are bound to be: those of the network.
	}
	var services []saas.ServiceConfig
	for _, service := range c.Services {
		services = append(services, c.complete(service))
	}
	for _, field := range check.Fields(errors.Join(tenant.Validate(), tenant.ValidateServices(services...))) {
		if field.Path == "name" {
			field.Path = "tenant"
		}
		p.Add(field.Path, field.Problem, field.Hint)
	}
	c.validateNetwork(p, kubeconfig)
	c.validateOperators(p, kubeconfig)
	if !slices.Contains(logRetentionDays, c.LogRetentionDays) {
		p.Add("logRetentionDays", fmt.Sprintf("%d is no number of days that CloudWatch keeps logs for", c.LogRetentionDays), "write one such as 30, 90 or 365")
	}
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var logRetentionDays = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

func (c TenantStackConfig) validateNetwork(p *check.Problems, kubeconfig bool) {
	switch source := networkOf(c.Network, "cluster"); { // Its name is the cluster's own stack's matter.
	case source == nil:
	case kubeconfig:
		p.Add("network", "is one of AWS, and a kubeconfig leads to the cluster", "leave it out, and give the load balancers' addresses if there are any")
	default:
		p.Within("network", (&eks.NetworkConfig{Source: source}).Validate())
	}
}

var principalARN = regexp.MustCompile(`^arn:[a-z-]+:iam::\d{12}:(role|user)/.+$`)

func (c TenantStackConfig) validateOperators(p *check.Problems, kubeconfig bool) {
	for i, arn := range c.Operators.PrincipalARNs {
		path := check.Index("operators.principalArns", i)
		switch {
		case kubeconfig:
			p.Add(path, "is known to AWS, and a kubeconfig leads to the cluster", "leave it out, or reach an EKS cluster by its name")
		case !principalARN.MatchString(arn) && !check.IsToken(arn):
			p.Add(path, fmt.Sprintf("%q is no ARN of a role or a user", arn), "write one such as arn:<partition>:iam::123456789012:role/momcorp-operators")
		case slices.Contains(c.Operators.PrincipalARNs[:i], arn):
			p.Add(path, arn+" is in the list already", "name each once")
		}
	}
}
