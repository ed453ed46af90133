package eks

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/berth-platform/berth/internal/check"
)

var (
	principalARN = regexp.MustCompile(`^arn:[a-z-]+:iam::\d{12}:(role|user)/.+$`)
	sessionARN   = regexp.MustCompile(`^arn:[a-z-]+:sts::\d{12}:assumed-role/`)
	// https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
	namespacePattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9*])?$`)
)

// ownGroups are how the names of groups start that EKS takes from nobody.
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
var ownGroups = regexp.MustCompile(`^(system|eks|aws|amazon|iam):`)

// Validate reports every problem of the access as a *FieldError, joined.
func (a ClusterAccess) Validate() error {
	var p check.Problems
	if len(a.Admins) == 0 && !a.CreatorIsAdmin {
		p.Add("admins", "is missing, so that nobody could deploy into the cluster",
			"write the ARN of the role that deploys, or creatorIsAdmin: true")
	}
	seen := map[string]bool{}
	for i, entry := range a.entries() {
		principal := check.Index("admins", i)
		if i >= len(a.Admins) {
			path := check.Index("entries", i-len(a.Admins))
			principal = path + ".principal"
			entry.validate(&p, path)
		}
		validatePrincipal(&p, principal, entry.Principal)
		if seen[entry.Principal] {
			p.Add(principal, entry.Principal+" has an entry already", "put the two together: EKS takes one of each role and user")
		}
		seen[entry.Principal] = entry.Principal != ""
	}
	return p.Err()
}

func validatePrincipal(p *check.Problems, path, arn string) {
	const hint = "write one such as arn:<partition>:iam::123456789012:role/platform-admin"
	switch {
	case !p.Require(path, arn, hint) || principalARN.MatchString(arn) || check.IsToken(arn):
	case sessionARN.MatchString(arn):
		p.Add(path, arn+" is a session, which ends", "write the ARN of its role, arn:<partition>:iam::…:role/…, with the role's path")
	default:
		p.Add(path, fmt.Sprintf("%q is no ARN of an IAM role or user", arn), hint)
	}
}

func (e AccessEntry) validate(p *check.Problems, path string) {
	if e.Policy == "" && len(e.Groups) == 0 {
		p.Add(path+".policy", "is missing, and there are no groups", "write view, edit, admin or cluster-admin, or name Kubernetes groups")
	}
	if e.Policy != "" {
		p.OneOf(path+".policy", string(e.Policy), string(AccessView), string(AccessEdit), string(AccessAdmin), string(AccessClusterAdmin))
	}
	if e.Policy == "" && len(e.Namespaces) > 0 {
		p.Add(path+".namespaces", "is given without a policy", "write the policy that is good for them: groups have their namespaces from RoleBindings")
	}
	for i, namespace := range e.Namespaces {
		if !namespacePattern.MatchString(namespace) && !check.IsToken(namespace) {
			p.Add(check.Index(path+".namespaces", i), fmt.Sprintf("%q is no namespace", namespace), "write one such as tenant-momcorp, or tenant-* for all that start so")
		}
	}
	for i, group := range e.Groups {
		switch at := check.Index(path+".groups", i); {
		case strings.TrimSpace(group) == "":
			p.Add(at, "is empty", "write the name of a Kubernetes group")
		case ownGroups.MatchString(group):
			p.Add(at, fmt.Sprintf("%q starts as the groups do that EKS keeps to itself", group), "write a group of your own, and bind it with a RoleBinding")
		}
	}
}
