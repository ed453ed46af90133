package eks

import (
	"path"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
)

func TestAddOnsReportWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		addOns AddOns
		want   string
	}{
		"an add-on that is none": {AddOns{Versions: map[string]string{"vpccni": "v1.20.1-eksbuild.1"}}, "addOns.versions.vpccni: is no add-on that is installed here; did you mean vpc-cni?"},
		"the latest version":     {AddOns{Versions: map[string]string{"coredns": "latest"}}, "addOns.versions.coredns: \"latest\" is no version of an add-on; write one such as v1.20.1-eksbuild.1, as `aws eks describe-addon-versions` lists them"},
		"a version of nothing":   {AddOns{Versions: map[string]string{"aws-ebs-csi-driver": "v1.50.0-eksbuild.1"}}, "addOns.versions.aws-ebs-csi-driver: is the version of an add-on that is not asked for; write ebsCsi: true beside the versions, or leave it out"},
		"a mode that is none":    {AddOns{NetworkPolicy: "on"}, `addOns.networkPolicy: "on" is not known; write one of standard, strict, off`},
		"everything right":       {AddOns{Versions: map[string]string{"aws-ebs-csi-driver": "v1.50.0-eksbuild.1", "vpc-cni": "${local.version}"}, EBSCSI: true, NetworkPolicy: NetworkPolicyOff}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := (&ClusterConfig{NamePrefix: "acme", Network: &Network{}, Access: testAccess, AddOns: c.addOns}).Validate()
			if c.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestTheAddOnsOfACluster(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) {
			c.AddOns.EBSCSI = true
			c.AddOns.Versions = map[string]string{"coredns": "v1.13.2-eksbuild.1"}
			c.Tags = map[string]string{"Environment": "dev"}
		})
	})
	addOn := func(name string) object { return s.resource("aws_eks_addon", "cluster_"+name) }
	attached := func(path string) string { return s.address("aws_iam_role_policy_attachment", path) }

	t.Run("are EKS's alone to install", func(t *testing.T) {
		assert.Equal(t, false, s.resource("aws_eks_cluster", "cluster")["bootstrap_self_managed_addons"])
		assert.ElementsMatch(t, []any{"vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "aws-ebs-csi-driver"}, s.values("aws_eks_addon", "addon_name"))
	})
	t.Run("hold network policies", func(t *testing.T) {
		assert.Equal(t, object{
			"cluster_name": s.reference("aws_eks_cluster", "cluster", "name"), "addon_name": "vpc-cni",
			"configuration_values":        `{"enableNetworkPolicy":"true"}`,
			"service_account_role_arn":    s.reference("aws_iam_role", "cluster_vpc-cni-role", "arn"),
			"resolve_conflicts_on_create": "OVERWRITE", "resolve_conflicts_on_update": "OVERWRITE",
			"tags": object{"Environment": "dev"}, "depends_on": []any{attached("cluster_vpc-cni-policy")},
		}, addOn("vpc-cni"))
	})
	t.Run("that nodes need are there before them", func(t *testing.T) {
		group := s.resource("aws_eks_node_group", "cluster_nodes_group")
		for _, name := range []string{"vpc-cni", "kube-proxy", "eks-pod-identity-agent"} {
			assert.Contains(t, group["depends_on"], s.address("aws_eks_addon", "cluster_"+name))
		}
	})
	t.Run("that need nodes come after them", func(t *testing.T) {
		nodes := s.address("aws_eks_node_group", "cluster_nodes_group")
		assert.Equal(t, []any{nodes}, addOn("coredns")["depends_on"])
		assert.Equal(t, []any{nodes, attached("cluster_aws-ebs-csi-driver-policy")}, addOn("aws-ebs-csi-driver")["depends_on"])
	})
	t.Run("have the versions that are written, and otherwise EKS's", func(t *testing.T) {
		assert.Equal(t, "v1.13.2-eksbuild.1", addOn("coredns")["addon_version"])
		assert.NotContains(t, addOn("kube-proxy"), "addon_version")
	})
	t.Run("have rights of their own, for their own service accounts", func(t *testing.T) {
		for name, want := range map[string]struct{ account, policy string }{
			"vpc-cni":            {"aws-node", "AmazonEKS_CNI_Policy"},
			"aws-ebs-csi-driver": {"ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"},
		} {
			role := s.resource("aws_iam_role", "cluster_"+name+"-role")
			assert.Equal(t, "acme-eks-"+name+"-role", role["name"])
			assert.Contains(t, role["assume_role_policy"], `:sub":"system:serviceaccount:kube-system:`+want.account+`"`)
			attachment := s.resource("aws_iam_role_policy_attachment", "cluster_"+name+"-policy")
			assert.Regexp(t, `:iam::aws:policy/`+want.policy+`$`, attachment["policy_arn"])
			assert.Equal(t, s.reference("aws_iam_role", "cluster_"+name+"-role", "name"), attachment["role"])
		}
	})
	t.Run("are known by their names", func(t *testing.T) {
		cluster := newTestCluster(newStack(), func(*ClusterConfig) {})
		assert.Equal(t, "vpc-cni", *cluster.AddOn("vpc-cni").AddonNameInput())
		assert.Nil(t, cluster.AddOn("aws-ebs-csi-driver"))
	})
}

func TestNetworkPoliciesAreHeldAsItIsSaid(t *testing.T) {
	for mode, want := range map[NetworkPolicyMode]string{
		"":       `{"enableNetworkPolicy":"true"}`,
		"strict": `{"enableNetworkPolicy":"true","env":{"NETWORK_POLICY_ENFORCING_MODE":"strict"}}`,
		"off":    `{"enableNetworkPolicy":"false"}`,
	} {
		s := synth(t, func(stack cdktf.TerraformStack) {
			newTestCluster(stack, func(c *ClusterConfig) { c.AddOns.NetworkPolicy = mode })
		})
		assert.Equal(t, want, s.resource("aws_eks_addon", "cluster_vpc-cni")["configuration_values"], mode)
	}
}

func TestNodesHaveTheRightsOfTheirNetworkWhenItIsSaid(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) { c.AddOns.CNIPolicyOnNodes = true })
	})
	var policies []string
	for _, attachment := range s.Resource["aws_iam_role_policy_attachment"] {
		if attachment["role"] == s.reference("aws_iam_role", "cluster_node-role", "name") {
			policies = append(policies, path.Base(attachment["policy_arn"].(string)))
		}
	}
	slices.Sort(policies)
	assert.Equal(t, []string{"AmazonEC2ContainerRegistryReadOnly", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"}, policies)
	assert.Contains(t, s.resource("aws_eks_node_group", "cluster_nodes_group")["depends_on"], s.address("aws_iam_role_policy_attachment", "cluster_cni-policy"))
	assert.NotContains(t, s.resource("aws_eks_addon", "cluster_vpc-cni"), "service_account_role_arn")
}
