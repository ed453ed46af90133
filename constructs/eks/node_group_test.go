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
			c.want.InstanceTypes = []string{"t3.medium"}
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
	assert.Equal(t, &[]*string{new("scaling_config[0].desired_size")}, renderNodeGroup(config, nodeGroupCluster{}).Lifecycle.IgnoreChanges)
}

func TestGravitonNodesGetAnImageOfTheirProcessor(t *testing.T) {
	image := func(types ...string) *string {
		config := NodeGroupConfig{Cluster: &Cluster{}, Name: "nodes", Nodes: Nodes{InstanceTypes: types}}.withDefaults()
		return renderNodeGroup(config, nodeGroupCluster{}).AmiType
	}
	for _, graviton := range []string{"m7g.large", "c6gn.xlarge", "t4g.small", "im4gn.large", "g5g.xlarge", "a1.large", "x2gd.large"} {
		assert.Equal(t, new("AL2023_ARM_64_STANDARD"), image(graviton), graviton)
	}
	for _, x86 := range []string{"t3.medium", "m7i.large", "g4dn.xlarge", "g6.xlarge", "m5dn.large", "c7i-flex.large"} {
		assert.Nil(t, image(x86), x86)
	}
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
		assert.Len(t, group["depends_on"], 3)
	})
}

func TestABadNodeGroupPanicsWithItsPath(t *testing.T) {
	assertPanicsAt(t, "stack/gpu", "cluster", func() { NewNodeGroup(newStack(), "gpu", &NodeGroupConfig{}) })
}
