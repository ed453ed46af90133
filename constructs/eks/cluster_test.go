package eks

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"

	"github.com/berth-platform/berth/internal/naming"
)

func TestAClusterReportsWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*ClusterConfig)
		paths  []string
	}{
		"no name":                       {func(c *ClusterConfig) { c.NamePrefix = "" }, []string{"namePrefix"}},
		"a name in capitals":            {func(c *ClusterConfig) { c.NamePrefix = "Acme" }, []string{"namePrefix"}},
		"no network":                    {func(c *ClusterConfig) { c.Network = nil }, []string{"network"}},
		"a version at its end":          {func(c *ClusterConfig) { c.Version = "1.29" }, []string{"version"}},
		"a version with a patch":        {func(c *ClusterConfig) { c.Version = "1.35.2" }, []string{"version"}},
		"no version, even with reasons": {func(c *ClusterConfig) { c.Version, c.UnsupportedVersionReason = "latest", "why not" }, []string{"version"}},
		"an unknown registry policy":    {func(c *ClusterConfig) { c.RegistryPolicy = "AdministratorAccess" }, []string{"registryPolicy"}},
		"nobody who may do anything":    {func(c *ClusterConfig) { c.Access = ClusterAccess{} }, []string{"access.admins"}},
		"a boundary that is none":       {func(c *ClusterConfig) { c.IAM.PermissionsBoundary = "x" }, []string{"iam.permissionsBoundary"}},
		"bad nodes":                     {func(c *ClusterConfig) { c.Nodes.Desired = 1 }, []string{"nodes.desired"}},
	} {
		t.Run(name, func(t *testing.T) {
			config := &ClusterConfig{NamePrefix: "acme", Network: &Network{}, Access: testAccess, Nodes: Nodes{Min: 1, Desired: 2}}
			c.change(config)
			assert.Equal(t, c.paths, paths(config.Validate()))
		})
	}
}

func TestSupportedVersionsNeedNoReason(t *testing.T) {
	for _, version := range []string{"", "1.34", "1.35", "1.36"} {
		assert.NoError(t, (&ClusterConfig{NamePrefix: "acme", Network: &Network{}, Access: testAccess, Version: version}).Validate(), version)
	}
}

func TestAnotherVersionNeedsAReason(t *testing.T) {
	config := &ClusterConfig{NamePrefix: "acme", Network: &Network{}, Access: testAccess, Version: "1.33", UnsupportedVersionReason: "moving from extended support"}
	assert.NoError(t, config.Validate())
}

func TestTheDefaultsOfACluster(t *testing.T) {
	assert.Equal(t, ClusterConfig{
		NamePrefix:     "acme",
		Version:        "1.35",
		Logs:           Logs{Types: []LogType{"api", "audit", "authenticator", "controllerManager", "scheduler"}, RetentionDays: 365},
		AddOns:         AddOns{NetworkPolicy: "standard"},
		Nodes:          Nodes{InstanceTypes: []string{"t3.medium"}, AMI: "al2023", DiskGiB: 50, Min: 2, Max: 2, Desired: 2},
		RegistryPolicy: "AmazonEC2ContainerRegistryReadOnly",
	}, ClusterConfig{NamePrefix: "acme"}.withDefaults())
}

func TestTheLongestNamesFit(t *testing.T) {
	config := ClusterConfig{NamePrefix: strings.Repeat("a", 61), Network: &Network{}, Access: testAccess}
	assert.NoError(t, config.Validate())
	assert.LessOrEqual(t, len(*renderClusterRole(config).Name), naming.RoleLimit)
	assert.LessOrEqual(t, len(*renderNodeRole(config).Name), naming.RoleLimit)
	assert.Regexp(t, clusterName, config.clusterName())
}

func TestTheRolesOfACluster(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) { c.Tags = map[string]string{"Environment": "dev"} })
	})

	t.Run("are one that EKS takes on", func(t *testing.T) {
		assert.Equal(t, object{
			"name":               "acme-eks-cluster-role",
			"assume_role_policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},"Action":["sts:AssumeRole"]}]}`,
			"tags":               object{"Environment": "dev"},
		}, s.resource("aws_iam_role", "cluster_cluster-role"))
	})
	t.Run("are one that nodes take on", func(t *testing.T) {
		assert.Equal(t, object{
			"name":               "acme-eks-node-role",
			"assume_role_policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole"]}]}`,
			"tags":               object{"Environment": "dev"},
		}, s.resource("aws_iam_role", "cluster_node-role"))
	})
	t.Run("have these policies, no more, no less", func(t *testing.T) {
		partition, _ := s.data("aws_partition")
		policies := map[any][]any{}
		for _, a := range s.Resource["aws_iam_role_policy_attachment"] {
			arn := strings.ReplaceAll(a["policy_arn"].(string), "${"+partition+".partition}", "<partition>")
			policies[a["role"]] = append(policies[a["role"]], arn)
		}
		assert.Len(t, policies, 3)
		assert.Equal(t, []any{"arn:<partition>:iam::aws:policy/AmazonEKSClusterPolicy"},
			policies[s.reference("aws_iam_role", "cluster_cluster-role", "name")])
		assert.ElementsMatch(t, []any{
			"arn:<partition>:iam::aws:policy/AmazonEKSWorkerNodePolicy",
			"arn:<partition>:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
		}, policies[s.reference("aws_iam_role", "cluster_node-role", "name")])
		assert.Equal(t, []any{"arn:<partition>:iam::aws:policy/AmazonEKS_CNI_Policy"},
			policies[s.reference("aws_iam_role", "cluster_vpc-cni-role", "name")])
	})
	t.Run("are there in every partition", func(t *testing.T) {
		assert.NotContains(t, s.text, "arn:aws:")
	})
}

func TestTheControlPlane(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) { c.Tags = map[string]string{"Environment": "dev"} })
	})

	t.Run("waits for its role's policies and its log group", func(t *testing.T) {
		assert.Equal(t, object{
			"name":     "acme-cluster",
			"version":  "1.35",
			"role_arn": s.reference("aws_iam_role", "cluster_cluster-role", "arn"),
			"vpc_config": object{
				"subnet_ids":              []any{"subnet-1", "subnet-2"},
				"endpoint_private_access": true, "endpoint_public_access": false,
			},
			"access_config": object{"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": false},
			"encryption_config": object{
				"provider":  object{"key_arn": s.reference("aws_kms_key", "cluster_secrets-key", "arn")},
				"resources": []any{"secrets"},
			},
			"bootstrap_self_managed_addons": false,
			"enabled_cluster_log_types":     []any{"api", "audit", "authenticator", "controllerManager", "scheduler"},
			"tags":                          object{"Environment": "dev"},
			"depends_on": []any{
				s.address("aws_iam_role_policy_attachment", "cluster_cluster-policy"),
				s.address("aws_cloudwatch_log_group", "cluster_logs"),
				s.address("aws_iam_role_policy", "cluster_secrets-key-policy"),
			},
		}, s.resource("aws_eks_cluster", "cluster"))
	})
	t.Run("makes its service accounts known to IAM", func(t *testing.T) {
		assert.Equal(t, object{
			"url":             s.reference("aws_eks_cluster", "cluster", "identity[0].oidc[0].issuer"),
			"client_id_list":  []any{"sts.amazonaws.com"},
			"thumbprint_list": []any{issuerThumbprint},
			"tags":            object{"Environment": "dev"},
		}, s.resource("aws_iam_openid_connect_provider", "cluster_oidc-provider"))
	})
}

func TestTheNodesOfACluster(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) {
			c.Nodes = Nodes{InstanceTypes: []string{"m7i.large"}, Max: 4}
			c.Tags = map[string]string{"Environment": "dev"}
		})
	})
	group := s.resource("aws_eks_node_group", "cluster_nodes_group")

	t.Run("wait for their policies and for what they need", func(t *testing.T) {
		assert.ElementsMatch(t, []any{
			s.address("aws_iam_role_policy_attachment", "cluster_worker-node-policy"),
			s.address("aws_iam_role_policy_attachment", "cluster_registry-policy"),
			s.address("aws_eks_addon", "cluster_vpc-cni"),
			s.address("aws_eks_addon", "cluster_kube-proxy"),
			s.address("aws_eks_addon", "cluster_eks-pod-identity-agent"),
		}, group["depends_on"])
	})
	t.Run("are replaced one at a time", func(t *testing.T) {
		assert.Equal(t, object{"max_unavailable": 1.0}, group["update_config"])
		assert.Equal(t, object{"min_size": 2.0, "desired_size": 2.0, "max_size": 4.0}, group["scaling_config"])
	})
	t.Run("follow the cluster's version, in place", func(t *testing.T) {
		assert.Equal(t, s.reference("aws_eks_cluster", "cluster", "version"), group["version"])
	})
	t.Run("are there before others of another type go", func(t *testing.T) {
		assert.Equal(t, object{"create_before_destroy": true}, group["lifecycle"])
		assert.NotContains(t, group, "node_group_name")
	})
	t.Run("are named and tagged", func(t *testing.T) {
		assert.Equal(t, "acme-nodes-", group["node_group_name_prefix"])
		assert.Equal(t, object{"Environment": "dev"}, group["tags"])
	})
	t.Run("are what was asked for, in the cluster", func(t *testing.T) {
		assert.Equal(t, []any{"m7i.large"}, group["instance_types"])
		assert.Equal(t, []any{"subnet-1", "subnet-2"}, group["subnet_ids"])
		assert.Equal(t, s.reference("aws_iam_role", "cluster_node-role", "arn"), group["node_role_arn"])
		assert.Equal(t, s.reference("aws_eks_cluster", "cluster", "name"), group["cluster_name"])
	})
}

func TestAClusterInItsOwnVPC(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		network := NewNetwork(stack, "network", &NetworkConfig{Source: VPC{NamePrefix: "acme"}})
		NewCluster(stack, "cluster", &ClusterConfig{NamePrefix: "acme", Network: network, Access: testAccess})
	})
	group := s.resource("aws_eks_node_group", "cluster_nodes_group")

	t.Run("stands in all subnets, its nodes in the private ones", func(t *testing.T) {
		private := []any{s.reference("aws_subnet", "network_zone-1_private-subnet", "id"), s.reference("aws_subnet", "network_zone-2_private-subnet", "id")}
		public := []any{s.reference("aws_subnet", "network_zone-1_public-subnet", "id"), s.reference("aws_subnet", "network_zone-2_public-subnet", "id")}
		assert.Equal(t, private, group["subnet_ids"])
		assert.Equal(t, slices.Concat(public, private), s.resource("aws_eks_cluster", "cluster")["vpc_config"].(object)["subnet_ids"])
	})
	t.Run("has nodes that wait for their way out", func(t *testing.T) {
		assert.Subset(t, group["depends_on"], []any{
			s.address("aws_route", "network_zone-1_nat-route"),
			s.address("aws_route", "network_zone-2_nat-route"),
			s.address("aws_route_table_association", "network_zone-1_private-association"),
			s.address("aws_route_table_association", "network_zone-2_private-association"),
		})
	})
}

func TestDefaultsOfAClusterLeaveTheCallersAlone(t *testing.T) {
	fresh := func() ClusterConfig {
		return ClusterConfig{
			Access:   ClusterAccess{Admins: []string{"a"}, Entries: []AccessEntry{{Principal: "b"}}},
			Endpoint: Endpoint{PublicCIDRs: []string{"c"}},
			Logs:     Logs{Types: []LogType{"audit"}},
			Nodes:    Nodes{InstanceTypes: []string{"t3.large"}},
			AddOns:   AddOns{Versions: map[string]string{"coredns": "d"}},
			Tags:     map[string]string{"Environment": "dev"},
		}
	}
	given := fresh()
	config := given.withDefaults()
	config.Access.Admins[0], config.Access.Entries[0].Principal, config.Endpoint.PublicCIDRs[0], config.Logs.Types[0] = "x", "x", "x", "x"
	config.Nodes.InstanceTypes[0], config.Tags["Environment"], config.AddOns.Versions["coredns"] = "other", "other", "other"
	assert.Equal(t, fresh(), given)
}

func TestNodesThatOnlyPullImages(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		newTestCluster(stack, func(c *ClusterConfig) { c.RegistryPolicy = RegistryPullOnly })
	})
	registry := s.resource("aws_iam_role_policy_attachment", "cluster_registry-policy")
	assert.Contains(t, registry["policy_arn"], ":iam::aws:policy/AmazonEC2ContainerRegistryPullOnly")
}

func TestABadClusterPanicsWithItsPath(t *testing.T) {
	assertPanicsAt(t, "stack/cluster", "nodes.desired", func() {
		newTestCluster(newStack(), func(c *ClusterConfig) { c.Nodes.Min = 1 })
	})
}

var testAccess = ClusterAccess{Admins: []string{"arn:aws-us-gov:iam::123456789012:role/deployer"}}

func newTestCluster(stack cdktf.TerraformStack, change func(*ClusterConfig)) *Cluster {
	network := NewNetwork(stack, "network", &NetworkConfig{Source: ExistingSubnets{IDs: []string{"subnet-1", "subnet-2"}}})
	config := &ClusterConfig{NamePrefix: "acme", Network: network, Access: testAccess}
	change(config)
	return NewCluster(stack, "cluster", config)
}

func TestTheLongestNameOfANodeGroupFits(t *testing.T) {
	cluster := &Cluster{config: ClusterConfig{NamePrefix: strings.Repeat("a", 61)}}
	config := NodeGroupConfig{Cluster: cluster, Name: strings.Repeat("b", 30)}.withDefaults()
	assert.Len(t, *renderNodeGroup(config, nodeGroupParts{}).NodeGroupNamePrefix, nodeGroupLimit)
}
