package eks

import (
	"fmt"
	"slices"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsavailabilityzones"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawssubnets"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsvpc"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eip"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/internetgateway"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/natgateway"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/routetable"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/routetableassociation"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/subnet"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// Network is the subnets of a cluster.
type Network struct {
	constructs.Construct

	subnetIDs     []string
	nodeSubnetIDs []string
	nodeRoutes    []cdktf.ITerraformDependable // Without them a node starts and cannot join.
	vpc           vpc.Vpc
}

// NewNetwork makes or finds the network. It panics with a *ConfigError that lists every problem of the config.
func NewNetwork(scope constructs.Construct, id string, cfg *NetworkConfig) *Network {
	check.MustIn(scope, id, cfg.Validate())
	n := &Network{}
	constructs.NewConstruct_Override(n, scope, &id)
	cfg.Source.addTo(n, cfg.PreventDestroy)
	return n
}

// SubnetIDs are the ids of all subnets. Of the default VPC it is one token that stands for the list.
func (n *Network) SubnetIDs() []string { return slices.Clone(n.subnetIDs) }

// NodeSubnetIDs are the ids of the subnets that nodes stand in: the private ones of a new VPC, otherwise all.
func (n *Network) NodeSubnetIDs() []string { return slices.Clone(n.nodeSubnetIDs) }

// VPC is the provider's resource, for what the config does not reach; nil unless the network is a new VPC.
func (n *Network) VPC() vpc.Vpc { return n.vpc }

func (DefaultVPC) addTo(n *Network, _ bool) {
	defaultVPC := dataawsvpc.NewDataAwsVpc(n, new("vpc"), renderDefaultVPC())
	zones := dataawsavailabilityzones.NewDataAwsAvailabilityZones(n, new("zones"), renderZones())
	subnets := dataawssubnets.NewDataAwsSubnets(n, new("subnets"), renderSubnets(*defaultVPC.Id(), zones.Names()))
	for _, id := range *subnets.Ids() {
		n.subnetIDs = append(n.subnetIDs, *id)
	}
	n.nodeSubnetIDs = n.subnetIDs
}

func (s ExistingSubnets) addTo(n *Network, _ bool) {
	n.subnetIDs = append(n.subnetIDs, s.IDs...)
	n.nodeSubnetIDs = n.subnetIDs
}

func (v VPC) addTo(n *Network, preventDestroy bool) {
	v = v.withDefaults()
	n.vpc = vpc.NewVpc(n, new("vpc"), renderVPC(v, lifecycle(preventDestroy)))
	vpcID := *n.vpc.Id()
	if len(v.ZoneNames) == 0 {
		zones := dataawsavailabilityzones.NewDataAwsAvailabilityZones(n, new("zones"), renderZones())
		v.ZoneNames = firstZones(*zones.Fqn(), v.Zones)
	}
	gateway := internetgateway.NewInternetGateway(n, new("internet-gateway"), renderInternetGateway(v, vpcID))
	public := routetable.NewRouteTable(n, new("public-routes"), renderPublicRoutes(v, vpcID))
	internet := route.NewRoute(n, new("internet-route"), renderInternetRoute(*public.Id(), *gateway.Id()))

	var nat natgateway.NatGateway
	for i := range v.ZoneNames {
		z := vpcZone{VPC: v, vpcID: vpcID, index: i, lifecycle: lifecycle(preventDestroy)}
		z.scope = constructs.NewConstruct(n, new(fmt.Sprintf("zone-%d", z.number())))
		publicID, association := z.addPublicSubnet(*public.Id())
		if nat == nil || v.NATPerZone {
			nat = z.addNAT(publicID, internet, association)
		}
		privateID, routes := z.addPrivateSubnet(*nat.Id())
		n.subnetIDs = append(n.subnetIDs, publicID)
		n.nodeSubnetIDs = append(n.nodeSubnetIDs, privateID)
		n.nodeRoutes = append(n.nodeRoutes, routes...)
	}
	n.subnetIDs = append(n.subnetIDs, n.nodeSubnetIDs...)
}

// vpcZone is a new VPC's part in one zone.
type vpcZone struct {
	VPC

	scope     constructs.Construct
	vpcID     string
	index     int
	lifecycle *cdktf.TerraformResourceLifecycle
}

// number is the zone's place as people count.
func (z vpcZone) number() int { return z.index + 1 }

func (z vpcZone) addPublicSubnet(tableID string) (id string, association cdktf.ITerraformDependable) {
	public := subnet.NewSubnet(z.scope, new("public-subnet"), renderPublicSubnet(z))
	return *public.Id(), routetableassociation.NewRouteTableAssociation(z.scope, new("public-association"),
		renderAssociation(tableID, *public.Id()))
}

func (z vpcZone) addNAT(subnetID string, wayOut ...cdktf.ITerraformDependable) natgateway.NatGateway {
	address := eip.NewEip(z.scope, new("nat-address"), renderNATAddress(z))
	nat := renderNAT(z, subnetID, *address.Id())
	nat.DependsOn = &wayOut
	return natgateway.NewNatGateway(z.scope, new("nat"), nat)
}

// addPrivateSubnet gives each zone its own routes even when they lead to one gateway, so that going over to a gateway
// per zone changes routes and nothing else.
func (z vpcZone) addPrivateSubnet(natID string) (id string, routes []cdktf.ITerraformDependable) {
	private := subnet.NewSubnet(z.scope, new("private-subnet"), renderPrivateSubnet(z))
	table := routetable.NewRouteTable(z.scope, new("private-routes"), renderPrivateRoutes(z))
	return *private.Id(), []cdktf.ITerraformDependable{
		route.NewRoute(z.scope, new("nat-route"), renderNATRoute(*table.Id(), natID)),
		routetableassociation.NewRouteTableAssociation(z.scope, new("private-association"),
			renderAssociation(*table.Id(), *private.Id())),
	}
}
