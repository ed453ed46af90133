package eks

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksnodegroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/naming"
	"github.com/berth-platform/berth/internal/ptr"
)

// nodeGroupLimit is the longest name of a node group.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
const nodeGroupLimit = 63

func renderNodeGroup(c NodeGroupConfig, clusterName, roleARN string, subnetIDs []string) *eksnodegroup.EksNodeGroupConfig {
	group := &eksnodegroup.EksNodeGroupConfig{
		ClusterName:   jsii.String(clusterName),
		NodeGroupName: jsii.String(naming.Fit(c.Cluster.config.NamePrefix+"-"+c.Name, nodeGroupLimit)),
		NodeRoleArn:   jsii.String(roleARN),
		SubnetIds:     ptr.Strings(subnetIDs),
		InstanceTypes: ptr.Strings(c.Nodes.InstanceTypes),
		ScalingConfig: &eksnodegroup.EksNodeGroupScalingConfig{
			MinSize:     ptr.Number(c.Nodes.Min),
			MaxSize:     ptr.Number(c.Nodes.Max),
			DesiredSize: ptr.Number(c.Nodes.Desired),
		},
		UpdateConfig: &eksnodegroup.EksNodeGroupUpdateConfig{MaxUnavailable: jsii.Number(1)},
		Tags:         ptr.Map(c.Cluster.config.Tags),
	}
	if c.Nodes.Autoscaled {
		group.Lifecycle = &cdktf.TerraformResourceLifecycle{
			IgnoreChanges: jsii.Strings("scaling_config[0].desired_size"),
		}
	}
	return group
}
