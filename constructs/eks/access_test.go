package eks

import (
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
)

func TestAccessReportsWhatIsWrong(t *testing.T) {
	const deployer = "arn:aws-us-gov:iam::123456789012:role/deployer"
	entry := func(e AccessEntry) ClusterAccess {
		if e.Principal == "" {
			e.Principal = deployer
		}
		return ClusterAccess{CreatorIsAdmin: true, Entries: []AccessEntry{e}}
	}
	for name, c := range map[string]struct {
		access ClusterAccess
		want   string
	}{
		"nobody":                           {ClusterAccess{}, "admins: is missing, so that nobody could deploy into the cluster; write the ARN of the role that deploys, or creatorIsAdmin: true"},
		"a viewer alone":                   {ClusterAccess{Entries: []AccessEntry{{Principal: deployer, Policy: AccessView}}}, "admins: is missing, so that nobody could deploy into the cluster; write the ARN of the role that deploys, or creatorIsAdmin: true"},
		"a name for an ARN":                {ClusterAccess{Admins: []string{"deployer"}}, `admins[0]: "deployer" is no ARN of an IAM role or user; write one such as arn:<partition>:iam::123456789012:role/platform-admin`},
		"the whole account":                {ClusterAccess{Admins: []string{"arn:aws:iam::123456789012:root"}}, `admins[0]: "arn:aws:iam::123456789012:root" is no ARN of an IAM role or user; write one such as arn:<partition>:iam::123456789012:role/platform-admin`},
		"a session":                        {ClusterAccess{Admins: []string{"arn:aws:sts::123456789012:assumed-role/deployer/me"}}, "admins[0]: arn:aws:sts::123456789012:assumed-role/deployer/me is a session, which ends; write the ARN of its role, arn:<partition>:iam::…:role/…, with the role's path"},
		"an admin twice":                   {ClusterAccess{Admins: []string{deployer, deployer}}, "admins[1]: " + deployer + " has an entry already; put the two together: EKS takes one of each role and user"},
		"an admin who is something else":   {ClusterAccess{Admins: []string{deployer}, Entries: []AccessEntry{{Principal: deployer, Policy: AccessView}}}, "entries[0].principal: " + deployer + " has an entry already; put the two together: EKS takes one of each role and user"},
		"an entry of nobody":               {ClusterAccess{CreatorIsAdmin: true, Entries: []AccessEntry{{Policy: AccessView}}}, "entries[0].principal: is missing; write one such as arn:<partition>:iam::123456789012:role/platform-admin"},
		"an entry that says nothing":       {entry(AccessEntry{}), "entries[0].policy: is missing, and there are no groups; write view, edit, admin or cluster-admin, or name Kubernetes groups"},
		"an unknown policy":                {entry(AccessEntry{Policy: "root"}), `entries[0].policy: "root" is not known; write one of view, edit, admin, cluster-admin`},
		"namespaces of groups":             {entry(AccessEntry{Groups: []string{"developers"}, Namespaces: []string{"acme"}}), "entries[0].namespaces: is given without a policy; write the policy that is good for them: groups have their namespaces from RoleBindings"},
		"all namespaces, in disguise":      {entry(AccessEntry{Policy: AccessView, Namespaces: []string{"*"}}), `entries[0].namespaces[0]: "*" is no namespace; write one such as tenant-momcorp, or tenant-* for all that start so`},
		"Kubernetes' own group":            {entry(AccessEntry{Groups: []string{"system:masters"}}), `entries[0].groups[0]: "system:masters" starts as the groups do that EKS keeps to itself; write a group of your own, and bind it with a RoleBinding`},
		"an empty group":                   {entry(AccessEntry{Groups: []string{""}}), "entries[0].groups[0]: is empty; write the name of a Kubernetes group"},
		"everything right, with a path":    {ClusterAccess{Admins: []string{"arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_admin_1", "arn:aws-cn:iam::123456789012:user/break-glass"}}, ""},
		"everything right, and Terraforms": {ClusterAccess{Admins: []string{"${aws_iam_role.deployer.arn}"}, Entries: []AccessEntry{{Principal: deployer, Policy: AccessEdit, Namespaces: []string{"tenant-*"}, Groups: []string{"developers"}}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.access.Validate()
			if c.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestWhoMayDoWhatInACluster(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) {
			c.Access.Admins = append([]string{"${aws_iam_role.deployer.arn}"}, c.Access.Admins...)
			c.Access.Entries = []AccessEntry{
				{Principal: "arn:aws-us-gov:iam::123456789012:role/team/support", Policy: AccessView, Namespaces: []string{"tenant-*"}},
				{Principal: "arn:aws-us-gov:iam::123456789012:role/build-policy", Groups: []string{"builders"}},
				{Principal: "arn:aws-us-gov:iam::123456789012:role/build", Policy: AccessEdit}, // Its policy's id is not the other's.
			}
			c.Tags = map[string]string{"Environment": "dev"}
		})
	})
	cluster := s.reference("aws_eks_cluster", "cluster", "name")
	partition, _ := s.data("aws_partition")
	policy := func(name string) string {
		return "arn:${" + partition + ".partition}:eks::aws:cluster-access-policy/" + name
	}

	t.Run("an admin may do everything", func(t *testing.T) {
		const id = "123456789012role--deployer"
		assert.Equal(t, object{
			"cluster_name": cluster, "principal_arn": "arn:aws-us-gov:iam::123456789012:role/deployer", "tags": object{"Environment": "dev"},
		}, s.resource("aws_eks_access_entry", "cluster_access-"+id))
		assert.Equal(t, object{
			"cluster_name": cluster, "principal_arn": s.reference("aws_eks_access_entry", "cluster_access-"+id, "principal_arn"),
			"policy_arn": policy("AmazonEKSClusterAdminPolicy"), "access_scope": object{"type": "cluster"},
		}, s.resource("aws_eks_access_policy_association", "cluster_access-policy-"+id))
	})
	t.Run("an admin that Terraform knows goes by its place", func(t *testing.T) {
		assert.Equal(t, "${aws_iam_role.deployer.arn}", s.resource("aws_eks_access_entry", "cluster_access-0")["principal_arn"])
	})
	t.Run("another does what it may, where it may", func(t *testing.T) {
		support := s.resource("aws_eks_access_policy_association", "cluster_access-policy-123456789012role--team--support")
		assert.Equal(t, policy("AmazonEKSViewPolicy"), support["policy_arn"])
		assert.Equal(t, object{"type": "namespace", "namespaces": []any{"tenant-*"}}, support["access_scope"])
	})
	t.Run("a member of groups has no policy", func(t *testing.T) {
		assert.Equal(t, []any{"builders"}, s.resource("aws_eks_access_entry", "cluster_access-123456789012role--build-policy")["kubernetes_groups"])
		assert.Len(t, s.Resource["aws_eks_access_policy_association"], 4)
	})
}

func TestWhoMakesTheClusterIsAnAdminOnlyWhenItIsSaid(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) { c.Access = ClusterAccess{CreatorIsAdmin: true} })
	})
	access := s.resource("aws_eks_cluster", "cluster")["access_config"]
	assert.Equal(t, object{"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": true}, access)
	assert.NotContains(t, s.Resource, "aws_eks_access_entry")
}
