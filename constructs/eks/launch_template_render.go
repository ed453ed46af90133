package eks

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/launchtemplate"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/ptr"
)

// renderLaunchTemplate leaves the image and the types to the node group. A hop limit of 1 keeps pods from the instance's
// metadata, where the node's own credentials are: an answer is lost on its second hop.
// https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
func renderLaunchTemplate(c NodeGroupConfig, defaultTags any) *launchtemplate.LaunchTemplateConfig {
	hops := 1
	if c.Nodes.PodsReachInstanceMetadata {
		hops = 2
	}
	return &launchtemplate.LaunchTemplateConfig{
		NamePrefix: jsii.String(c.fullName() + "-"),
		MetadataOptions: &launchtemplate.LaunchTemplateMetadataOptions{
			HttpEndpoint:            jsii.String("enabled"),
			HttpTokens:              jsii.String("required"),
			HttpPutResponseHopLimit: ptr.Number(hops),
			InstanceMetadataTags:    jsii.String("disabled"),
		},
		BlockDeviceMappings: renderDisks(c.Nodes),
		TagSpecifications:   renderNodeTags(c, defaultTags),
		Tags:                ptr.Map(c.Cluster.config.Tags),
		Lifecycle:           &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: jsii.Bool(true)},
	}
}

// renderDisks gives the size to the disk that images and logs are on, which Bottlerocket has beside that of its system.
// https://github.com/bottlerocket-os/bottlerocket#default-volumes
func renderDisks(n Nodes) []*launchtemplate.LaunchTemplateBlockDeviceMappings {
	disk := func(device string, size *float64) *launchtemplate.LaunchTemplateBlockDeviceMappings {
		return &launchtemplate.LaunchTemplateBlockDeviceMappings{
			DeviceName: jsii.String(device),
			Ebs: &launchtemplate.LaunchTemplateBlockDeviceMappingsEbs{
				VolumeType:          jsii.String("gp3"),
				VolumeSize:          size,
				Encrypted:           jsii.String("true"),
				DeleteOnTermination: jsii.String("true"),
			},
		}
	}
	if n.AMI.isBottlerocket() {
		return []*launchtemplate.LaunchTemplateBlockDeviceMappings{disk("/dev/xvda", nil), disk("/dev/xvdb", ptr.Number(n.DiskGiB))}
	}
	return []*launchtemplate.LaunchTemplateBlockDeviceMappings{disk("/dev/xvda", ptr.Number(n.DiskGiB))}
}

// renderNodeTags gives nodes and their disks the provider's tags, too, which it does not give what EC2 makes.
func renderNodeTags(c NodeGroupConfig, defaultTags any) []*launchtemplate.LaunchTemplateTagSpecifications {
	own := ptr.Merge(c.Cluster.config.Tags, map[string]string{"Name": c.fullName()})
	tags := cdktf.Token_AsStringMap(cdktf.Fn_Merge(&[]any{defaultTags, own}), nil)
	var all []*launchtemplate.LaunchTemplateTagSpecifications
	for _, kind := range []string{"instance", "volume"} {
		all = append(all, &launchtemplate.LaunchTemplateTagSpecifications{ResourceType: jsii.String(kind), Tags: tags})
	}
	return all
}
