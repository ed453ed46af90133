package eks

// IAM is what an account asks of all roles that are made in it. Both are to be there from the start: a role with another
// path is another role, whose name is taken until the first is gone.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
type IAM struct {
	// The ARN of the policy that bounds what roles may do, whatever else allows it. Default: none.
	PermissionsBoundary string `json:"permissionsBoundary,omitempty"`
	// What stands before the name in a role's ARN, such as /platform/. Default: /.
	Path string `json:"path,omitempty"`
}
