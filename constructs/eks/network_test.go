package eks

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
)

func TestANetworkReportsWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		source NetworkSource
		paths  []string
	}{
		"no source":                  {nil, []string{"source"}},
		"one subnet":                 {ExistingSubnets{IDs: []string{"subnet-1"}}, []string{"existingSubnets.ids"}},
		"the same subnet twice":      {ExistingSubnets{IDs: []string{"subnet-1", "subnet-1"}}, []string{"existingSubnets.ids[1]"}},
		"an id of something else":    {ExistingSubnets{IDs: []string{"vpc-1", "subnet-1"}}, []string{"existingSubnets.ids[0]"}},
		"no name":                    {VPC{}, []string{"vpc.namePrefix"}},
		"no prefix":                  {VPC{NamePrefix: "acme", CIDR: "10.0.0.0"}, []string{"vpc.cidr"}},
		"an IPv6 prefix":             {VPC{NamePrefix: "acme", CIDR: "fd00::/16"}, []string{"vpc.cidr"}},
		"a prefix too large":         {VPC{NamePrefix: "acme", CIDR: "10.0.0.0/8"}, []string{"vpc.cidr"}},
		"a prefix too small":         {VPC{NamePrefix: "acme", CIDR: "10.0.0.0/23"}, []string{"vpc.cidr"}},
		"a prefix with host bits":    {VPC{NamePrefix: "acme", CIDR: "10.0.1.0/16"}, []string{"vpc.cidr"}},
		"one zone":                   {VPC{NamePrefix: "acme", Zones: 1}, []string{"vpc.zones"}},
		"seven zones":                {VPC{NamePrefix: "acme", Zones: 7}, []string{"vpc.zones"}},
		"one named zone":             {VPC{NamePrefix: "acme", ZoneNames: []string{"us-east-1a"}}, []string{"vpc.zones"}},
		"names that are not as many": {VPC{NamePrefix: "acme", Zones: 3, ZoneNames: []string{"us-east-1a", "us-east-1b"}}, []string{"vpc.zones"}},
		"the same zone twice":        {VPC{NamePrefix: "acme", ZoneNames: []string{"us-east-1a", "us-east-1a"}}, []string{"vpc.zoneNames[1]"}},
		"a region for a zone":        {VPC{NamePrefix: "acme", ZoneNames: []string{"us-east-1", "us-east-1b"}}, []string{"vpc.zoneNames[0]"}},
		"several problems":           {VPC{CIDR: "x", Zones: 1}, []string{"vpc.namePrefix", "vpc.cidr", "vpc.zones"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.paths, paths((&NetworkConfig{Source: c.source}).Validate()))
		})
	}
}

func TestAGoodNetworkHasNoProblems(t *testing.T) {
	for name, source := range map[string]NetworkSource{
		"the default VPC":          DefaultVPC{},
		"existing subnets":         ExistingSubnets{IDs: []string{"subnet-0a1b", "${aws_subnet.two.id}"}},
		"a VPC with defaults":      VPC{NamePrefix: "acme"},
		"a small VPC in all zones": VPC{NamePrefix: "acme", CIDR: "10.1.4.0/22", Zones: 6},
		"a VPC in GovCloud":        VPC{NamePrefix: "acme", ZoneNames: []string{"us-gov-west-1a", "us-gov-west-1b", "us-gov-west-1c"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.NoError(t, (&NetworkConfig{Source: source}).Validate())
		})
	}
}

func TestTheDefaultsOfAVPC(t *testing.T) {
	v := VPC{NamePrefix: "acme"}.withDefaults()
	assert.Equal(t, VPC{NamePrefix: "acme", CIDR: "10.0.0.0/16", Zones: 2}, v)
}

func TestNamedZonesAreCounted(t *testing.T) {
	v := VPC{ZoneNames: []string{"us-east-1a", "us-east-1b", "us-east-1c"}}.withDefaults()
	assert.Equal(t, 3, v.Zones)
}

func TestDefaultsOfAVPCLeaveTheCallersAlone(t *testing.T) {
	given := VPC{ZoneNames: []string{"us-east-1a", "us-east-1b"}, Tags: map[string]string{"Team": "core"}}
	v := given.withDefaults()
	v.ZoneNames[0] = "other"
	v.Tags["Team"] = "other"
	assert.Equal(t, VPC{ZoneNames: []string{"us-east-1a", "us-east-1b"}, Tags: map[string]string{"Team": "core"}}, given)
}

func TestSubnetsHaveTheirPlaceInTheVPC(t *testing.T) {
	vpc := netip.MustParsePrefix("10.0.0.0/16")
	assert.Equal(t, "10.0.0.0/19", privateCIDR(vpc, 0).String())
	assert.Equal(t, "10.0.160.0/19", privateCIDR(vpc, 5).String())
	assert.Equal(t, "10.0.192.0/21", publicCIDR(vpc, 0).String())
	assert.Equal(t, "10.0.232.0/21", publicCIDR(vpc, 5).String())
}

func TestSubnetsNeverOverlap(t *testing.T) {
	for _, cidr := range []string{"10.0.0.0/16", "100.64.8.0/21", "192.168.252.0/22"} {
		vpc := netip.MustParsePrefix(cidr)
		var all []netip.Prefix
		for zone := range maxZones {
			all = append(all, privateCIDR(vpc, zone), publicCIDR(vpc, zone))
		}
		for i, one := range all {
			assert.True(t, vpc.Contains(one.Addr()), "%s in %s", one, vpc)
			assert.Equal(t, one, one.Masked())
			for _, other := range all[:i] {
				assert.False(t, one.Overlaps(other), "%s and %s", one, other)
			}
		}
	}
}

func TestSubnetsOfTheSmallestVPCHoldALoadBalancer(t *testing.T) {
	// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
	assert.LessOrEqual(t, publicCIDR(netip.MustParsePrefix("10.0.0.0/22"), 0).Bits(), 27)
}

func TestOurTagsOfAVPCWin(t *testing.T) {
	v := VPC{NamePrefix: "acme", Tags: map[string]string{"Name": "mine", "Team": "core"}}
	assert.Equal(t, map[string]*string{"Name": new("acme-vpc"), "Team": new("core")}, *renderVPC(v, nil).Tags)
}

func TestANewVPC(t *testing.T) {
	var network *Network
	s := synth(t, func(stack cdktf.TerraformStack) {
		network = NewNetwork(stack, "network", &NetworkConfig{Source: VPC{NamePrefix: "acme"}})
	})
	zones, zonesData := s.data("aws_availability_zones")

	t.Run("gives names to its nodes", func(t *testing.T) {
		vpc := s.resource("aws_vpc", "network_vpc")
		assert.Equal(t, "10.0.0.0/16", vpc["cidr_block"])
		assert.Equal(t, true, vpc["enable_dns_support"])
		assert.Equal(t, true, vpc["enable_dns_hostnames"])
	})
	t.Run("stands in zones that EKS supports", func(t *testing.T) {
		assert.Equal(t, []any{"use1-az3", "usw1-az2", "cac1-az3"}, zonesData["exclude_zone_ids"])
		assert.Equal(t, []any{object{"name": "zone-type", "values": []any{"availability-zone"}}}, zonesData["filter"])
	})
	t.Run("has a tagged public and private subnet in each of two zones", func(t *testing.T) {
		assert.Len(t, s.Resource["aws_subnet"], 4)
		for i, cidrs := range [][2]string{{"10.0.192.0/21", "10.0.0.0/19"}, {"10.0.200.0/21", "10.0.32.0/19"}} {
			path, zone := fmt.Sprintf("network_zone-%d", i+1), fmt.Sprintf("${element(%s.names, %d)}", zones, i)
			assert.Equal(t, object{
				"vpc_id": s.reference("aws_vpc", "network_vpc", "id"), "availability_zone": zone, "cidr_block": cidrs[0],
				"tags": object{"Name": fmt.Sprintf("acme-public-%d", i+1), "kubernetes.io/role/elb": "1"},
			}, s.resource("aws_subnet", path+"_public-subnet"))
			assert.Equal(t, object{
				"vpc_id": s.reference("aws_vpc", "network_vpc", "id"), "availability_zone": zone, "cidr_block": cidrs[1],
				"tags": object{"Name": fmt.Sprintf("acme-private-%d", i+1), "kubernetes.io/role/internal-elb": "1"},
			}, s.resource("aws_subnet", path+"_private-subnet"))
		}
	})
	t.Run("gives the cluster all subnets and nodes the private ones", func(t *testing.T) {
		assert.Len(t, network.SubnetIDs(), 4)
		assert.Len(t, network.NodeSubnetIDs(), 2)
		assert.Subset(t, network.SubnetIDs(), network.NodeSubnetIDs())
		assert.NotNil(t, network.VPC())
	})
}

func TestTheRoutesOfANewVPC(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		NewNetwork(stack, "network", &NetworkConfig{Source: VPC{NamePrefix: "acme"}})
	})

	t.Run("lead public subnets to the internet", func(t *testing.T) {
		route := s.resource("aws_route", "network_internet-route")
		assert.Equal(t, s.reference("aws_internet_gateway", "network_internet-gateway", "id"), route["gateway_id"])
		for _, zone := range []string{"network_zone-1", "network_zone-2"} {
			assert.Equal(t, object{
				"route_table_id": route["route_table_id"],
				"subnet_id":      s.reference("aws_subnet", zone+"_public-subnet", "id"),
			}, s.resource("aws_route_table_association", zone+"_public-association"))
		}
	})
	t.Run("lead all private subnets to one NAT gateway", func(t *testing.T) {
		assert.Len(t, s.Resource["aws_nat_gateway"], 1)
		assert.Len(t, s.Resource["aws_eip"], 1)
		for _, zone := range []string{"network_zone-1", "network_zone-2"} {
			route := s.resource("aws_route", zone+"_nat-route")
			assert.Equal(t, s.reference("aws_nat_gateway", "network_zone-1_nat", "id"), route["nat_gateway_id"])
			assert.Equal(t, object{
				"route_table_id": route["route_table_id"],
				"subnet_id":      s.reference("aws_subnet", zone+"_private-subnet", "id"),
			}, s.resource("aws_route_table_association", zone+"_private-association"))
		}
	})
	t.Run("are there before the NAT gateway that needs them", func(t *testing.T) {
		assert.ElementsMatch(t, []any{
			s.address("aws_route", "network_internet-route"),
			s.address("aws_route_table_association", "network_zone-1_public-association"),
		}, s.resource("aws_nat_gateway", "network_zone-1_nat")["depends_on"])
	})
}

func TestANATGatewayInEachZone(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		NewNetwork(stack, "network", &NetworkConfig{Source: VPC{NamePrefix: "acme", Zones: 3, NATPerZone: true}})
	})
	assert.Len(t, s.Resource["aws_nat_gateway"], 3)
	for _, zone := range []string{"network_zone-1", "network_zone-2", "network_zone-3"} {
		assert.Equal(t, s.reference("aws_nat_gateway", zone+"_nat", "id"),
			s.resource("aws_route", zone+"_nat-route")["nat_gateway_id"])
	}
}

func TestNamedZonesAreNotLookedUp(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		NewNetwork(stack, "network", &NetworkConfig{Source: VPC{NamePrefix: "acme", ZoneNames: []string{"us-east-1a", "us-east-1c"}}})
	})
	assert.Empty(t, s.Data)
	assert.ElementsMatch(t, []any{"us-east-1a", "us-east-1a", "us-east-1c", "us-east-1c"}, s.values("aws_subnet", "availability_zone"))
}

func TestTheDefaultVPC(t *testing.T) {
	var network *Network
	s := synth(t, func(stack cdktf.TerraformStack) {
		network = NewNetwork(stack, "network", &NetworkConfig{Source: DefaultVPC{}})
		NewCluster(stack, "cluster", &ClusterConfig{NamePrefix: "acme", Network: network, Access: testAccess})
	})
	vpc, vpcData := s.data("aws_vpc")
	zones, _ := s.data("aws_availability_zones")
	subnets, subnetsData := s.data("aws_subnets")

	t.Run("is looked up", func(t *testing.T) {
		assert.Equal(t, object{"default": true}, vpcData)
		assert.Nil(t, network.VPC())
	})
	t.Run("gives its subnets in zones that EKS supports", func(t *testing.T) {
		assert.Equal(t, []any{
			object{"name": "vpc-id", "values": []any{"${" + vpc + ".id}"}},
			object{"name": "availability-zone", "values": "${" + zones + ".names}"},
		}, subnetsData["filter"])
	})
	t.Run("gives the same subnets to the cluster and its nodes", func(t *testing.T) {
		assert.Equal(t, "${"+subnets+".ids}", s.resource("aws_eks_cluster", "cluster")["vpc_config"].(object)["subnet_ids"])
		assert.Equal(t, "${"+subnets+".ids}", s.resource("aws_eks_node_group", "cluster_nodes_group")["subnet_ids"])
	})
}

func TestExistingSubnetsAreLeftAsTheyAre(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		network := NewNetwork(stack, "network", &NetworkConfig{Source: ExistingSubnets{IDs: []string{"subnet-1", "subnet-2"}}})
		NewCluster(stack, "cluster", &ClusterConfig{NamePrefix: "acme", Network: network, Access: testAccess})
	})
	ids := []any{"subnet-1", "subnet-2"}
	assert.Equal(t, ids, s.resource("aws_eks_cluster", "cluster")["vpc_config"].(object)["subnet_ids"])
	assert.Equal(t, ids, s.resource("aws_eks_node_group", "cluster_nodes_group")["subnet_ids"])
	assert.Empty(t, s.Resource["aws_subnet"])
}

func TestABadNetworkPanicsWithItsPath(t *testing.T) {
	assertPanicsAt(t, "stack/network", "source", func() { NewNetwork(newStack(), "network", &NetworkConfig{}) })
}
