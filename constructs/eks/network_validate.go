package eks

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"

	"github.com/berth-platform/berth/internal/check"
)

// Validate reports every problem of the network as a *FieldError, joined.
func (c *NetworkConfig) Validate() error {
	var p check.Problems
	if c.Source == nil {
		p.Add("source", "is missing", "give an eks.VPC, eks.ExistingSubnets or eks.DefaultVPC")
		return p.Err()
	}
	c.Source.validate(&p)
	return p.Err()
}

func (DefaultVPC) validate(*check.Problems) {}

var subnetID = regexp.MustCompile(`^subnet-[0-9a-f]+$`)

func (s ExistingSubnets) validate(p *check.Problems) {
	if len(s.IDs) < 2 {
		p.Add("existingSubnets.ids", fmt.Sprintf("has %d", len(s.IDs)), "give at least two subnets, in at least two zones")
	}
	for i, id := range s.IDs {
		path := check.Index("existingSubnets.ids", i)
		switch {
		case !subnetID.MatchString(id) && !check.IsToken(id):
			p.Add(path, fmt.Sprintf("%q is no id of a subnet", id), "write one such as subnet-0a1b2c3d4e5f60718")
		case slices.Contains(s.IDs[:i], id):
			p.Add(path, id+" is in the list already", "name each subnet once")
		}
	}
}

func (v VPC) validate(p *check.Problems) {
	v = v.withDefaults()
	p.Prefix("vpc.namePrefix", v.NamePrefix)
	v.validateCIDR(p)
	v.validateZones(p)
}

func (v VPC) validateCIDR(p *check.Problems) {
	cidr, err := netip.ParsePrefix(v.CIDR)
	switch {
	case err != nil || !cidr.Addr().Is4():
		p.Add("vpc.cidr", fmt.Sprintf("%q is no IPv4 prefix", v.CIDR), "write one such as 10.0.0.0/16")
	case cidr.Bits() < 16 || cidr.Bits() > 22:
		p.Add("vpc.cidr", v.CIDR+" is not the size of a VPC with subnets for load balancers and pods", "write a prefix of /16 to /22")
	case cidr != cidr.Masked():
		p.Add("vpc.cidr", v.CIDR+" does not start where its prefix starts", "write "+cidr.Masked().String())
	}
}

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html
var zoneName = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d+[a-z]$`)

func (v VPC) validateZones(p *check.Problems) {
	if v.Zones < 2 || v.Zones > maxZones {
		p.Add("vpc.zones", fmt.Sprintf("%d is out of range", v.Zones), fmt.Sprintf("write 2 to %d: EKS needs two", maxZones))
	}
	if len(v.ZoneNames) > 0 && len(v.ZoneNames) != v.Zones {
		p.Add("vpc.zones", fmt.Sprintf("is %d, and zoneNames has %d", v.Zones, len(v.ZoneNames)), "write one of the two")
	}
	for i, name := range v.ZoneNames {
		path := check.Index("vpc.zoneNames", i)
		switch {
		case !zoneName.MatchString(name) && !check.IsToken(name):
			p.Add(path, fmt.Sprintf("%q is no name of a zone", name), "write one such as us-east-1a")
		case slices.Contains(v.ZoneNames[:i], name):
			p.Add(path, name+" is in the list already", "name each zone once")
		}
	}
}
