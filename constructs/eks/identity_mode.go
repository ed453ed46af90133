package eks

// IdentityMode is how AWS knows pods: by [IRSA] or by [PodIdentity].
type IdentityMode interface{ identityMode() IdentityMode }

// IRSA has AWS know pods by the tokens of their service accounts, which the cluster's OIDC provider vouches for.
// https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
type IRSA struct{}

// PodIdentity has EKS itself vouch for pods, by an agent on each node: the add-on eks-pod-identity-agent, which a
// [Cluster] has.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
type PodIdentity struct{}

// Each gives itself as a value, also where its user gives a pointer.
func (i IRSA) identityMode() IdentityMode        { return i }
func (p PodIdentity) identityMode() IdentityMode { return p }

func identityModeOrDefault(mode IdentityMode) IdentityMode {
	if mode == nil {
		return IRSA{}
	}
	return mode.identityMode()
}
