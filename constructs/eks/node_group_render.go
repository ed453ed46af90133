package eks

import (
	"strings"

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
func renderNodeGroup(c NodeGroupConfig, parts nodeGroupParts) *eksnodegroup.EksNodeGroupConfig {
	group := &eksnodegroup.EksNodeGroupConfig{
		ClusterName:         jsii.String(parts.cluster),
		Version:             jsii.String(parts.version),
		NodeGroupNamePrefix: jsii.String(naming.Fit(c.fullName(), nodeGroupLimit-1) + "-"),
		NodeRoleArn:         jsii.String(parts.nodeRoleARN),
		SubnetIds:           ptr.Strings(parts.nodeSubnetIDs),
		AmiType:             jsii.String(c.Nodes.amiType()),
		InstanceTypes:       ptr.Strings(c.Nodes.InstanceTypes),
		ScalingConfig: &eksnodegroup.EksNodeGroupScalingConfig{
			MinSize:     ptr.Number(c.Nodes.Min),
			MaxSize:     ptr.Number(c.Nodes.Max),
			DesiredSize: ptr.Number(c.Nodes.Desired),
		},
		LaunchTemplate: &eksnodegroup.EksNodeGroupLaunchTemplate{
			Id:      jsii.String(parts.launchTemplateID),
			Version: jsii.String(parts.launchTemplateVersion),
		},
		UpdateConfig: &eksnodegroup.EksNodeGroupUpdateConfig{MaxUnavailable: jsii.Number(1)},
		Tags:         ptr.Map(c.Cluster.config.Tags),
		Lifecycle:    &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: jsii.Bool(true)},
	}
	if c.Nodes.Autoscaled {
		group.Lifecycle.IgnoreChanges = jsii.Strings("scaling_config[0].desired_size")
	}
	return group
}

// nodeGroupParts are what a group is made of: tokens.
type nodeGroupParts struct {
	cluster, version, nodeRoleARN           string
	launchTemplateID, launchTemplateVersion string
	nodeSubnetIDs                           []string
}

// fullName is the group's name, but for what makes it unique.
func (c NodeGroupConfig) fullName() string { return c.Cluster.config.NamePrefix + "-" + c.Name }

func (a AMI) isBottlerocket() bool {
	return a == Bottlerocket || strings.HasPrefix(string(a), "BOTTLEROCKET_")
}

// amiType is the image's name at EKS, for the processor of the instance types.
func (n Nodes) amiType() string {
	graviton := isGraviton(n.InstanceTypes[0])
	switch {
	case n.AMI == AL2023 && graviton:
		return "AL2023_ARM_64_STANDARD"
	case n.AMI == AL2023:
		return "AL2023_x86_64_STANDARD"
	case n.AMI == Bottlerocket && graviton:
		return "BOTTLEROCKET_ARM_64"
	case n.AMI == Bottlerocket:
		return "BOTTLEROCKET_x86_64"
	}
	return string(n.AMI)
}
