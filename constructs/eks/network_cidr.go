package eks

import (
	"encoding/binary"
	"net/netip"
)

// maxZones is how many zones the shares below leave room for, and what the largest region has.
const maxZones = 6

// privateCIDR is the private subnet of a zone, counted from 0: an eighth of the VPC, as every pod takes an address.
func privateCIDR(vpc netip.Prefix, zone int) netip.Prefix { return share(vpc, 3, zone) }

// publicCIDR is the public subnet of a zone, counted from 0: a thirty-second of the VPC, behind all private subnets.
func publicCIDR(vpc netip.Prefix, zone int) netip.Prefix { return share(vpc, 5, 4*maxZones+zone) }

// share is one of the 2^bits equal shares of an IPv4 prefix, counted from 0.
func share(of netip.Prefix, bits, index int) netip.Prefix {
	bits += of.Bits()
	address := of.Addr().As4()
	first := binary.BigEndian.Uint32(address[:]) + uint32(index)<<(32-bits)
	binary.BigEndian.PutUint32(address[:], first)
	return netip.PrefixFrom(netip.AddrFrom4(address), bits)
}
