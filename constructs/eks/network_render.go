package eks

import (
	"fmt"
	"net/netip"

	"github.com/aws/jsii-runtime-go"
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

	"github.com/berth-platform/berth/internal/ptr"
)

const everywhere = "0.0.0.0/0"

func renderDefaultVPC() *dataawsvpc.DataAwsVpcConfig {
	return &dataawsvpc.DataAwsVpcConfig{Default: true}
}

// renderZones leaves out the local zones, and the three zones that a cluster's subnets cannot be in.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html#network-requirements-subnets
func renderZones() *dataawsavailabilityzones.DataAwsAvailabilityZonesConfig {
	return &dataawsavailabilityzones.DataAwsAvailabilityZonesConfig{
		State:          jsii.String("available"),
		ExcludeZoneIds: jsii.Strings("use1-az3", "usw1-az2", "cac1-az3"),
		Filter: []*dataawsavailabilityzones.DataAwsAvailabilityZonesFilter{{
			Name: jsii.String("zone-type"), Values: jsii.Strings("availability-zone"),
		}},
	}
}

// firstZones are expressions for the first names of the data source, which sorts them. They start over when it has
// fewer.
func firstZones(zones string, count int) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("${element(%s.names, %d)}", zones, i)
	}
	return names
}

func renderSubnets(vpcID string, zones *[]*string) *dataawssubnets.DataAwsSubnetsConfig {
	return &dataawssubnets.DataAwsSubnetsConfig{
		Filter: []*dataawssubnets.DataAwsSubnetsFilter{
			{Name: jsii.String("vpc-id"), Values: jsii.Strings(vpcID)},
			{Name: jsii.String("availability-zone"), Values: zones},
		},
	}
}

func renderVPC(v VPC, lifecycle *cdktf.TerraformResourceLifecycle) *vpc.VpcConfig {
	return &vpc.VpcConfig{
		CidrBlock: jsii.String(v.CIDR),
		// Nodes cannot join without either.
		EnableDnsSupport:   true,
		EnableDnsHostnames: true,
		Tags:               v.tags("vpc", nil),
		Lifecycle:          lifecycle,
	}
}

func renderInternetGateway(v VPC, vpcID string) *internetgateway.InternetGatewayConfig {
	return &internetgateway.InternetGatewayConfig{VpcId: jsii.String(vpcID), Tags: v.tags("internet", nil)}
}

func renderPublicRoutes(v VPC, vpcID string) *routetable.RouteTableConfig {
	return &routetable.RouteTableConfig{VpcId: jsii.String(vpcID), Tags: v.tags("public", nil)}
}

func renderPrivateRoutes(z vpcZone) *routetable.RouteTableConfig {
	return &routetable.RouteTableConfig{VpcId: jsii.String(z.vpcID), Tags: z.zoneTags("private", nil)}
}

func renderInternetRoute(tableID, gatewayID string) *route.RouteConfig {
	return &route.RouteConfig{
		RouteTableId:         jsii.String(tableID),
		DestinationCidrBlock: jsii.String(everywhere),
		GatewayId:            jsii.String(gatewayID),
	}
}

func renderNATRoute(tableID, natID string) *route.RouteConfig {
	return &route.RouteConfig{
		RouteTableId:         jsii.String(tableID),
		DestinationCidrBlock: jsii.String(everywhere),
		NatGatewayId:         jsii.String(natID),
	}
}

func renderAssociation(tableID, subnetID string) *routetableassociation.RouteTableAssociationConfig {
	return &routetableassociation.RouteTableAssociationConfig{
		RouteTableId: jsii.String(tableID),
		SubnetId:     jsii.String(subnetID),
	}
}

func renderPublicSubnet(z vpcZone) *subnet.SubnetConfig {
	return &subnet.SubnetConfig{
		VpcId:            jsii.String(z.vpcID),
		AvailabilityZone: jsii.String(z.ZoneNames[z.index]),
		CidrBlock:        jsii.String(publicCIDR(z.prefix(), z.index).String()),
		Tags:             z.zoneTags("public", map[string]string{"kubernetes.io/role/elb": "1"}),
		Lifecycle:        z.lifecycle,
	}
}

func renderPrivateSubnet(z vpcZone) *subnet.SubnetConfig {
	return &subnet.SubnetConfig{
		VpcId:            jsii.String(z.vpcID),
		AvailabilityZone: jsii.String(z.ZoneNames[z.index]),
		CidrBlock:        jsii.String(privateCIDR(z.prefix(), z.index).String()),
		Tags:             z.zoneTags("private", map[string]string{"kubernetes.io/role/internal-elb": "1"}),
		Lifecycle:        z.lifecycle,
	}
}

func renderNATAddress(z vpcZone) *eip.EipConfig {
	return &eip.EipConfig{Domain: jsii.String("vpc"), Tags: z.zoneTags("nat", nil), Lifecycle: z.lifecycle}
}

func renderNAT(z vpcZone, subnetID, addressID string) *natgateway.NatGatewayConfig {
	return &natgateway.NatGatewayConfig{
		SubnetId:     jsii.String(subnetID),
		AllocationId: jsii.String(addressID),
		Tags:         z.zoneTags("nat", nil),
	}
}

// prefix is the VPC's addresses, which are valid here.
func (v VPC) prefix() netip.Prefix { return netip.MustParsePrefix(v.CIDR) }

func (v VPC) tags(part string, role map[string]string) *map[string]*string {
	return ptr.Map(ptr.Merge(v.Tags, role, map[string]string{"Name": v.NamePrefix + "-" + part}))
}

func (z vpcZone) zoneTags(part string, role map[string]string) *map[string]*string {
	return z.tags(fmt.Sprintf("%s-%d", part, z.number()), role)
}
