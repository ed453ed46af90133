package eks

import (
	"cmp"
	"slices"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksnodegroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/launchtemplate"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// NodeGroup is a managed group of a cluster's nodes.
type NodeGroup struct {
	constructs.Construct

	template launchtemplate.LaunchTemplate
	group    eksnodegroup.EksNodeGroup
}

// NewNodeGroup makes a group of nodes. It panics with a *ConfigError that lists every problem of the config.
//
// The group waits for the policies of its role, for the add-ons that nodes need and for its way to the internet: EKS
// checks the role when it makes the group, and a node that has no network or reaches nothing does not join.
func NewNodeGroup(scope constructs.Construct, id string, cfg *NodeGroupConfig) *NodeGroup {
	config := cfg.withDefaults()
	config.Name = cmp.Or(config.Name, id)
	check.MustIn(scope, id, config.Validate())

	g := &NodeGroup{}
	constructs.NewConstruct_Override(g, scope, &id)
	cluster := config.Cluster
	g.template = launchtemplate.NewLaunchTemplate(g, new("template"), renderLaunchTemplate(config, cluster.defaultTags))
	group := renderNodeGroup(config, nodeGroupParts{
		cluster:               *cluster.cluster.Name(),
		version:               *cluster.cluster.Version(),
		nodeRoleARN:           *cluster.nodeRole.Arn(),
		launchTemplateID:      *g.template.Id(),
		launchTemplateVersion: *cdktf.Token_AsString(g.template.LatestVersion(), nil),
		nodeSubnetIDs:         cluster.config.Network.nodeSubnetIDs,
	})
	group.DependsOn = new(slices.Concat(cluster.beforeNodes, cluster.config.Network.nodeRoutes))
	g.group = eksnodegroup.NewEksNodeGroup(g, new("group"), group)
	return g
}

// LaunchTemplate is the provider's resource, for what the config does not reach.
func (g *NodeGroup) LaunchTemplate() launchtemplate.LaunchTemplate { return g.template }

// EKSNodeGroup is the provider's resource, for what the config does not reach.
func (g *NodeGroup) EKSNodeGroup() eksnodegroup.EksNodeGroup { return g.group }
