package eks

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/berth-platform/berth/internal/check"
)

// Validate reports every problem of the role as a *FieldError, joined.
func (c *PodRoleConfig) Validate() error {
	var p check.Problems
	c.validateSubject(&p)
	c.validatePolicyARNs(&p)
	c.validateInlinePolicies(&p)
	for i, path := range c.ReadParameters {
		if !parameterPath.MatchString(path) {
			p.Add(check.Index("readParameters", i), fmt.Sprintf("%q is no path of parameters", path),
				"write one such as /acme/dev/tenants/momcorp/apiserver")
		}
	}
	p.Within("iam", c.IAM.Validate())
	return p.Err()
}

var (
	// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
	namespaceName      = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	serviceAccountName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)
	// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
	parameterPath = regexp.MustCompile(`^(/[A-Za-z0-9_.-]+)+$`)
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
	inlinePolicyName = regexp.MustCompile(`^[A-Za-z0-9_+=,.@-]{1,128}$`)
	policyARN        = regexp.MustCompile(`^arn:[a-z-]+:iam::(aws|\d{12}):policy/.+$`)
)

func (c *PodRoleConfig) validateSubject(p *check.Problems) {
	if c.Cluster == nil {
		p.Add("cluster", "is missing", "give what eks.LookupCluster found")
	}
	switch {
	case !c.Shared:
		p.ID("tenant", c.Tenant)
	case c.Tenant != "":
		p.Add("tenant", "is given, and the service is shared", "leave out one of them")
	}
	p.ID("service", c.Service)
	const hint = "give the name of the namespace that the pods run in"
	if p.Require("namespace", c.Namespace, hint) && !namespaceName.MatchString(c.Namespace) && !check.IsToken(c.Namespace) {
		p.Add("namespace", fmt.Sprintf("%q is no name of a namespace", c.Namespace), hint)
	}
	if c.ServiceAccount != "" && !serviceAccountName.MatchString(c.ServiceAccount) && !check.IsToken(c.ServiceAccount) {
		p.Add("serviceAccount", fmt.Sprintf("%q is no name of a service account", c.ServiceAccount), "write one such as apiserver-sa")
	}
}

func (c *PodRoleConfig) validatePolicyARNs(p *check.Problems) {
	for i, arn := range c.PolicyARNs {
		path := check.Index("policyArns", i)
		switch {
		case !policyARN.MatchString(arn) && !check.IsToken(arn):
			p.Add(path, fmt.Sprintf("%q is no ARN of a policy", arn), "write one such as arn:<partition>:iam::123456789012:policy/uploads")
		case slices.Contains(c.PolicyARNs[:i], arn):
			p.Add(path, arn+" is in the list already", "name each policy once")
		}
	}
}

func (c *PodRoleConfig) validateInlinePolicies(p *check.Problems) {
	for _, name := range slices.Sorted(maps.Keys(c.InlinePolicies)) {
		path := "inlinePolicies." + name
		if !inlinePolicyName.MatchString(name) {
			p.Add(path, fmt.Sprintf("%q is no name of a policy", name), "write up to 128 letters, digits and characters of _+=,.@-")
		}
		if name == readParameters && len(c.ReadParameters) > 0 {
			p.Add(path, "is the name of the policy that readParameters makes", "give it another name")
		}
		document := c.InlinePolicies[name]
		var policy map[string]any
		if err := json.Unmarshal([]byte(document), &policy); err != nil && !strings.HasPrefix(document, "${") {
			p.Add(path, "is no JSON object: "+err.Error(), "write an IAM policy")
		}
	}
}
