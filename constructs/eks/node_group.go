package eks

import (
	"cmp"
	"slices"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksnodegroup"

	"github.com/berth-platform/berth/internal/check"
)

// NodeGroup is a managed group of a cluster's nodes.
type NodeGroup struct {
	constructs.Construct

	group eksnodegroup.EksNodeGroup
}

// NewNodeGroup makes a group of nodes. It panics with a *ConfigError that lists every problem of the config.
//
// The group waits for the policies of its role, and for its way to the internet: EKS checks the role when it makes the
// group, and a node that reaches nothing does not join.
func NewNodeGroup(scope constructs.Construct, id string, cfg *NodeGroupConfig) *NodeGroup {
	config := cfg.withDefaults()
	config.Name = cmp.Or(config.Name, id)
	check.Must(*scope.Node().Path()+"/"+id, config.Validate())

	g := &NodeGroup{}
	constructs.NewConstruct_Override(g, scope, &id)
	cluster := config.Cluster
	group := renderNodeGroup(config, nodeGroupCluster{
		name:          *cluster.cluster.Name(),
		version:       *cluster.cluster.Version(),
		nodeRoleARN:   *cluster.nodeRole.Arn(),
		nodeSubnetIDs: cluster.config.Network.nodeSubnetIDs,
	})
	group.DependsOn = new(slices.Concat(cluster.nodePolicies, cluster.config.Network.nodeRoutes))
	g.group = eksnodegroup.NewEksNodeGroup(g, new("group"), group)
	return g
}

// EKSNodeGroup is the provider's resource, for what the config does not reach.
func (g *NodeGroup) EKSNodeGroup() eksnodegroup.EksNodeGroup { return g.group }
