package eks

// ClusterAccess is who may do what in a cluster. EKS asks its access entries and nothing else: there is no aws-auth.
// https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
type ClusterAccess struct {
	// The ARNs of the IAM roles and users that may do everything; who runs Terraform on what is in the cluster is to be
	// one. Required, unless who makes the cluster is the admin.
	Admins []string `json:"admins,omitempty"`
	// Makes whoever makes the cluster an admin for good, beside the others. A change is another cluster. Default: false.
	CreatorIsAdmin bool `json:"creatorIsAdmin,omitempty"`
	// Further roles and users, and what they may do. Default: none.
	Entries []AccessEntry `json:"entries,omitempty"`
}

// AccessEntry is what one IAM role or user may do in a cluster: by a policy of EKS, as a member of Kubernetes groups, or
// both.
type AccessEntry struct {
	// The ARN of the role or user. Required.
	Principal string `json:"principal"`
	// A policy of EKS: view, edit, admin or cluster-admin. Default: none.
	Policy AccessPolicy `json:"policy,omitempty" jsonschema:"enum=view,enum=edit,enum=admin,enum=cluster-admin"`
	// The namespaces that the policy is good for; tenant-* is all that start with tenant-. Default: all.
	Namespaces []string `json:"namespaces,omitempty"`
	// The Kubernetes groups, whose rights RoleBindings give. Default: none.
	Groups []string `json:"groups,omitempty"`
}

// AccessPolicy is a policy of EKS by the name of the Kubernetes role that it is like.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
type AccessPolicy string

const (
	// AccessView reads all but Secrets.
	AccessView AccessPolicy = "view"
	// AccessEdit changes all but roles and quotas.
	AccessEdit AccessPolicy = "edit"
	// AccessAdmin changes all that stands in namespaces, but quotas.
	AccessAdmin AccessPolicy = "admin"
	// AccessClusterAdmin does everything.
	AccessClusterAdmin AccessPolicy = "cluster-admin"
)

// entries are all of them, the admins first.
func (a ClusterAccess) entries() []AccessEntry {
	var all []AccessEntry
	for _, admin := range a.Admins {
		all = append(all, AccessEntry{Principal: admin, Policy: AccessClusterAdmin})
	}
	return append(all, a.Entries...)
}
