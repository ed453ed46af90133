package eks

import (
	"fmt"
	"net/netip"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawssubnet"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsvpc"
)

// Addresses are a cluster's blocks of addresses: text where they are known without a look, and tokens otherwise.
type Addresses struct {
	VPC     []string // Of pods and nodes.
	Public  []string // Of internet-facing load balancers.
	Private []string // Of internal ones.
}

// LookupAddresses gives the addresses of a cluster's network, for policies that are to tell its load balancers from its
// pods. A [VPC] is computed as [NewNetwork] makes it. Of [ExistingSubnets] it is not known which are whose: both kinds of
// load balancers stand in any. Of a [DefaultVPC], and of nil, which is wherever the cluster is, pods and load balancers
// share the VPC's one block, and nothing tells them apart.
func LookupAddresses(scope constructs.Construct, id string, source NetworkSource, cluster *ClusterRef) Addresses {
	switch source := source.(type) {
	case VPC:
		return source.addresses()
	case *VPC:
		return source.addresses()
	case ExistingSubnets:
		return source.lookup(constructs.NewConstruct(scope, &id), cluster)
	case *ExistingSubnets:
		return source.lookup(constructs.NewConstruct(scope, &id), cluster)
	}
	block := lookupVPC(constructs.NewConstruct(scope, &id), cluster)
	return Addresses{VPC: block, Public: block, Private: block}
}

func (v VPC) addresses() Addresses {
	v = v.withDefaults()
	vpc := netip.MustParsePrefix(v.CIDR)
	all := Addresses{VPC: []string{v.CIDR}}
	for zone := range v.Zones {
		all.Public = append(all.Public, publicCIDR(vpc, zone).String())
		all.Private = append(all.Private, privateCIDR(vpc, zone).String())
	}
	return all
}

func (s ExistingSubnets) lookup(scope constructs.Construct, cluster *ClusterRef) Addresses {
	var blocks []string
	for i, subnet := range s.IDs {
		found := dataawssubnet.NewDataAwsSubnet(scope, new(fmt.Sprintf("subnet-%d", i+1)), renderSubnetLookup(subnet))
		blocks = append(blocks, *found.CidrBlock())
	}
	return Addresses{VPC: lookupVPC(scope, cluster), Public: blocks, Private: blocks}
}

func lookupVPC(scope constructs.Construct, cluster *ClusterRef) []string {
	return []string{*dataawsvpc.NewDataAwsVpc(scope, new("vpc"), renderVPCLookup(cluster.VPCID())).CidrBlock()}
}
