package eks

import (
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
)

func TestNodesReportWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		nodes Nodes
		paths []string
	}{
		"a desired number below 2":   {Nodes{Min: 1, Desired: 1}, []string{"desired"}},
		"a min below 2 alone":        {Nodes{Min: 1}, []string{"desired"}},
		"a min above max":            {Nodes{Min: 5, Max: 3}, []string{"min"}},
		"a desired number below min": {Nodes{Min: 3, Desired: 2, Max: 4}, []string{"desired"}},
		"a desired number above max": {Nodes{Desired: 5, Max: 4}, []string{"desired"}},
		"a negative min":             {Nodes{Min: -1, Desired: 2}, []string{"min"}},
		"two processors":             {Nodes{InstanceTypes: []string{"m7i.large", "m7g.large"}}, []string{"instanceTypes[1]"}},
		"an image that is none":      {Nodes{AMI: "ubuntu"}, []string{"ami"}},
		"an image of Amazon Linux 2": {Nodes{AMI: "AL2_x86_64"}, []string{"ami"}},
		"another processor's image":  {Nodes{AMI: "AL2023_ARM_64_NVIDIA"}, []string{"ami"}},
		"a disk that is soon full":   {Nodes{DiskGiB: 10}, []string{"diskGiB"}},
		"no instance type":           {Nodes{InstanceTypes: []string{"t3.medium", "large"}}, []string{"instanceTypes[1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.paths, paths(c.nodes.Validate()))
		})
	}
}

func TestTheDefaultsOfNodes(t *testing.T) {
	for name, c := range map[string]struct{ given, want Nodes }{
		"none given":    {Nodes{}, Nodes{Min: 2, Desired: 2, Max: 2}},
		"min given":     {Nodes{Min: 3}, Nodes{Min: 3, Desired: 3, Max: 3}},
		"max given":     {Nodes{Max: 6}, Nodes{Min: 2, Desired: 2, Max: 6}},
		"desired given": {Nodes{Desired: 4}, Nodes{Min: 2, Desired: 4, Max: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.InstanceTypes, c.want.AMI, c.want.DiskGiB = []string{"t3.medium"}, AL2023, 50
			assert.Equal(t, c.want, c.given.withDefaults())
		})
	}
}

func TestDefaultsOfNodesLeaveTheCallersAlone(t *testing.T) {
	given := Nodes{InstanceTypes: []string{"t3.large"}}
	given.withDefaults().InstanceTypes[0] = "other"
	assert.Equal(t, Nodes{InstanceTypes: []string{"t3.large"}}, given)
}

func TestAnAutoscalersNumberIsLeftAlone(t *testing.T) {
	config := NodeGroupConfig{Cluster: &Cluster{}, Name: "nodes", Nodes: Nodes{Autoscaled: true}}.withDefaults()
	assert.Equal(t, &[]*string{new("scaling_config[0].desired_size")}, renderNodeGroup(config, nodeGroupParts{}).Lifecycle.IgnoreChanges)
}

func TestNodesGetTheImageOfTheirProcessor(t *testing.T) {
	image := func(ami AMI, instanceType string) string {
		config := NodeGroupConfig{Cluster: &Cluster{}, Name: "nodes", Nodes: Nodes{InstanceTypes: []string{instanceType}, AMI: ami}}.withDefaults()
		assert.NoError(t, config.Validate())
		return *renderNodeGroup(config, nodeGroupParts{}).AmiType
	}
	for _, graviton := range []string{"m7g.large", "c6gn.xlarge", "t4g.small", "im4gn.large", "g5g.xlarge", "a1.large", "x2gd.large"} {
		assert.Equal(t, "AL2023_ARM_64_STANDARD", image("", graviton), graviton)
		assert.Equal(t, "BOTTLEROCKET_ARM_64", image(Bottlerocket, graviton), graviton)
	}
	for _, x86 := range []string{"t3.medium", "m7i.large", "g4dn.xlarge", "g6.xlarge", "m5dn.large", "c7i-flex.large"} {
		assert.Equal(t, "AL2023_x86_64_STANDARD", image("", x86), x86)
		assert.Equal(t, "BOTTLEROCKET_x86_64", image(Bottlerocket, x86), x86)
	}
	assert.Equal(t, "AL2023_x86_64_NVIDIA", image("AL2023_x86_64_NVIDIA", "g6.xlarge"))
	assert.Equal(t, "BOTTLEROCKET_ARM_64_NVIDIA", image("BOTTLEROCKET_ARM_64_NVIDIA", "g5g.xlarge"))
}

func TestTheLaunchTemplateOfNodes(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		cluster := newTestCluster(stack, func(c *ClusterConfig) { c.Tags = map[string]string{"Environment": "dev"} })
		NewNodeGroup(stack, "hard", &NodeGroupConfig{Cluster: cluster, Nodes: Nodes{AMI: Bottlerocket, DiskGiB: 100, PodsReachInstanceMetadata: true}})
	})
	template := s.resource("aws_launch_template", "cluster_nodes_template")
	hard := s.resource("aws_launch_template", "hard_template")

	t.Run("keeps the instance's metadata from pods, unless it is said", func(t *testing.T) {
		metadata := object{"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1.0, "instance_metadata_tags": "disabled"}
		assert.Equal(t, metadata, template["metadata_options"])
		metadata["http_put_response_hop_limit"] = 2.0
		assert.Equal(t, metadata, hard["metadata_options"])
	})
	t.Run("encrypts every disk", func(t *testing.T) {
		disk := func(device string, size any) object {
			ebs := object{"encrypted": "true", "volume_type": "gp3", "delete_on_termination": "true"}
			if size != nil {
				ebs["volume_size"] = size
			}
			return object{"device_name": device, "ebs": ebs}
		}
		assert.Equal(t, []any{disk("/dev/xvda", 50.0)}, template["block_device_mappings"])
		assert.Equal(t, []any{disk("/dev/xvda", nil), disk("/dev/xvdb", 100.0)}, hard["block_device_mappings"])
	})
	t.Run("tags what EC2 makes as all else is tagged", func(t *testing.T) {
		provider, _ := s.data("aws_default_tags")
		tags := `${merge(` + provider + `.tags, {"Environment" = "dev", "Name" = "acme-nodes"})}`
		assert.Equal(t, []any{object{"resource_type": "instance", "tags": tags}, object{"resource_type": "volume", "tags": tags}}, template["tag_specifications"])
		assert.Equal(t, object{"Environment": "dev"}, template["tags"])
	})
	t.Run("is there in each of its versions before nodes are replaced", func(t *testing.T) {
		assert.Equal(t, object{
			"id":      s.reference("aws_launch_template", "cluster_nodes_template", "id"),
			"version": s.reference("aws_launch_template", "cluster_nodes_template", "latest_version"),
		}, s.resource("aws_eks_node_group", "cluster_nodes_group")["launch_template"])
		assert.Equal(t, object{"create_before_destroy": true}, template["lifecycle"])
		assert.Equal(t, "acme-nodes-", template["name_prefix"])
	})
	t.Run("leaves the image and the types to the group", func(t *testing.T) {
		assert.NotContains(t, template, "image_id")
		assert.NotContains(t, template, "instance_type")
	})
}

func TestAFurtherNodeGroup(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		cluster := newTestCluster(stack, func(c *ClusterConfig) { c.Tags = map[string]string{"Environment": "dev"} })
		NewNodeGroup(stack, "gpu", &NodeGroupConfig{Cluster: cluster, Nodes: Nodes{InstanceTypes: []string{"g6.xlarge"}}})
	})
	group := s.resource("aws_eks_node_group", "gpu_group")

	t.Run("is named after its cluster and its id", func(t *testing.T) {
		assert.Equal(t, "acme-gpu-", group["node_group_name_prefix"])
	})
	t.Run("shares the cluster's role, policies, subnets and tags", func(t *testing.T) {
		first := s.resource("aws_eks_node_group", "cluster_nodes_group")
		for _, shared := range []string{"cluster_name", "node_role_arn", "depends_on", "subnet_ids", "tags"} {
			assert.Equal(t, first[shared], group[shared], shared)
		}
		assert.Len(t, group["depends_on"], 5)
	})
}

func TestABadNodeGroupPanicsWithItsPath(t *testing.T) {
	assertPanicsAt(t, "stack/gpu", "cluster", func() { NewNodeGroup(newStack(), "gpu", &NodeGroupConfig{}) })
}
