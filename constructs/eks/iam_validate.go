package eks

import (
	"fmt"
	"regexp"

	"github.com/berth-platform/berth/internal/check"
)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const maxPath = 512

var iamPath = regexp.MustCompile(`^/([A-Za-z0-9_+=,.@-]+/)*$`)

// Validate reports every problem of what roles have in common as a *FieldError, joined.
func (i IAM) Validate() error {
	var p check.Problems
	if i.PermissionsBoundary != "" && !policyARN.MatchString(i.PermissionsBoundary) && !check.IsToken(i.PermissionsBoundary) {
		p.Add("permissionsBoundary", fmt.Sprintf("%q is no ARN of a policy", i.PermissionsBoundary), "write one such as arn:<partition>:iam::123456789012:policy/boundary")
	}
	if i.Path != "" && (len(i.Path) > maxPath || !iamPath.MatchString(i.Path)) && !check.IsToken(i.Path) {
		p.Add("path", fmt.Sprintf("%q is no path of roles", i.Path), "write one such as /platform/, with a slash at both ends")
	}
	return p.Err()
}
