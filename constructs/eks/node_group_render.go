package eks

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksnodegroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/naming"
	"github.com/berth-platform/berth/internal/ptr"
)

// nodeGroupLimit is the longest prefix of a node group's name: of 63 characters, the provider's suffix takes 26.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
const nodeGroupLimit = 37

// renderNodeGroup lets a group that has to be another, as one of other instance types has, be there before the old one
// goes: Terraform would take away all nodes first. So each has a name of its own. A new version is no other group.
func renderNodeGroup(c NodeGroupConfig, cluster nodeGroupCluster) *eksnodegroup.EksNodeGroupConfig {
	group := &eksnodegroup.EksNodeGroupConfig{
		ClusterName:         jsii.String(cluster.name),
		Version:             jsii.String(cluster.version),
		NodeGroupNamePrefix: jsii.String(naming.Fit(c.Cluster.config.NamePrefix+"-"+c.Name, nodeGroupLimit-1) + "-"),
		NodeRoleArn:         jsii.String(cluster.nodeRoleARN),
		SubnetIds:           ptr.Strings(cluster.nodeSubnetIDs),
		InstanceTypes:       ptr.Strings(c.Nodes.InstanceTypes),
		ScalingConfig: &eksnodegroup.EksNodeGroupScalingConfig{
			MinSize:     ptr.Number(c.Nodes.Min),
			MaxSize:     ptr.Number(c.Nodes.Max),
			DesiredSize: ptr.Number(c.Nodes.Desired),
		},
		UpdateConfig: &eksnodegroup.EksNodeGroupUpdateConfig{MaxUnavailable: jsii.Number(1)},
		Tags:         ptr.Map(c.Cluster.config.Tags),
		Lifecycle:    &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: jsii.Bool(true)},
	}
	if isGraviton(c.Nodes.InstanceTypes[0]) {
		group.AmiType = jsii.String("AL2023_ARM_64_STANDARD") // EKS takes x86 for granted.
	}
	if c.Nodes.Autoscaled {
		group.Lifecycle.IgnoreChanges = jsii.Strings("scaling_config[0].desired_size")
	}
	return group
}

// nodeGroupCluster is what a group takes from its cluster: tokens.
type nodeGroupCluster struct {
	name, version, nodeRoleARN string
	nodeSubnetIDs              []string
}
