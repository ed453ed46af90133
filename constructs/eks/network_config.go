package eks

import "github.com/berth-platform/berth/internal/check"

// NetworkConfig is where a cluster stands.
type NetworkConfig struct {
	// A new [VPC], [ExistingSubnets], or the region's [DefaultVPC]. Required.
	Source NetworkSource
	// Has Terraform refuse every plan that would destroy a new VPC, its subnets or the addresses that its NAT gateways
	// are known by. Default: false.
	PreventDestroy bool
}

// NetworkSource is where a network's subnets come from: a [VPC], [ExistingSubnets] or the [DefaultVPC].
type NetworkSource interface {
	validate(p *check.Problems)
	addTo(n *Network, preventDestroy bool)
}

// VPC is a new VPC with a public and a private subnet in each zone. Nodes stand in the private ones and reach the
// internet through NAT; load balancers find theirs by the subnets' tags.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
type VPC struct {
	// What its Name tags start with: 2 to 61 lower case letters, digits and hyphens. Required.
	NamePrefix string
	// Its IPv4 addresses: a prefix of /16 to /22. A zone's subnets depend on the zone's place only: a further zone
	// moves no other. Default: 10.0.0.0/16.
	CIDR string
	// How many zones, 2 to 6: the region's first by name that EKS supports. A region that has fewer gets two parts in
	// one zone. Default: 2.
	Zones int
	// The names of the zones, instead of their number, so that a zone that AWS opens shifts none. Default: none.
	ZoneNames []string
	// Gives each zone its own NAT gateway, instead of one for all whose zone is a single point of failure.
	// Default: false.
	NATPerZone bool
	// Tags of all of its parts; the ones that Berth sets win. Default: none.
	Tags map[string]string
}

// ExistingSubnets are subnets that are there already. Their tags stay as they are: public ones that load balancers are
// to use need kubernetes.io/role/elb=1, private ones kubernetes.io/role/internal-elb=1.
type ExistingSubnets struct {
	// The ids of at least two, in at least two zones. Nodes stand in them too: private ones are best. Required.
	IDs []string
}

// DefaultVPC is the region's default VPC: all of its subnets in zones that EKS supports. They are public.
type DefaultVPC struct{}
