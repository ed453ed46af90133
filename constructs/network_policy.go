package constructs

import (
	"net/netip"
	"slices"

	"github.com/berth-platform/berth/internal/check"
)

// networkPolicy allows one direction of traffic. Its name is no other's: what is made of a service's or a rule's name has
// a prefix of its own.
type networkPolicy struct {
	name      string
	pods      map[string]string // The labels of those whom it is for; none for all of the tenant.
	egress    bool
	peers     []peer
	ports     []int // All when empty.
	protocols []string
}

// peer is who may be talked to: a block of addresses, or pods.
type peer struct {
	cidr      string
	except    []string
	namespace string            // Empty for the policy's own.
	pods      map[string]string // Their labels; all pods when empty.
}

var (
	tcp = []string{"TCP"}

	metadata  = netip.MustParseAddr("169.254.169.254")
	linkLocal = netip.MustParsePrefix("169.254.0.0/16")

	// notInternet is what is never meant by the internet: pods, nodes and whatever else a network has inside.
	// https://www.rfc-editor.org/rfc/rfc6890
	notInternet = []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), linkLocal,
		netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	}
)

const everywhere = "0.0.0.0/0"

// policies are the tenant's own, beside the one that denies everything. The internet has a policy to itself, as blocks
// with exceptions beside other rules are not kept to by every version of the VPC CNI.
// https://github.com/aws/aws-network-policy-agent/issues/180
func (c TenantConfig) policies() []networkPolicy {
	all := []networkPolicy{
		{
			name: "dns", egress: true, ports: []int{53}, protocols: []string{"UDP", "TCP"},
			peers: []peer{{namespace: "kube-system", pods: map[string]string{"k8s-app": "kube-dns"}}},
		},
		{name: "to-tenant", egress: true, peers: []peer{{}}},
		{name: "from-tenant", peers: []peer{{}}},
		{name: "internet", egress: true, ports: []int{443}, protocols: tcp, peers: c.Network.blocks(everywhere)},
	}
	for _, name := range sortedKeys(c.Network.Egress) {
		all = append(all, c.Network.rule("egress-"+name, true, c.Network.Egress[name]))
	}
	for _, name := range sortedKeys(c.Network.Ingress) {
		all = append(all, c.Network.rule("ingress-"+name, false, c.Network.Ingress[name]))
	}
	return all
}

func (n TenantNetwork) rule(name string, egress bool, r NetworkRule) networkPolicy {
	policy := networkPolicy{name: name, egress: egress, ports: r.Ports, protocols: []string{r.Protocol}}
	if r.Service != "" {
		policy.pods = ServiceConfig{Name: r.Service}.selector()
	}
	if r.Namespace != "" {
		policy.peers = []peer{{namespace: r.Namespace}}
	} else {
		policy.peers = n.blocks(r.CIDRs...)
	}
	return policy
}

// blocks leaves out of each block what of it is not the internet, unless the block lies inside of that.
func (n TenantNetwork) blocks(cidrs ...string) []peer {
	var all []peer
	for _, cidr := range cidrs {
		one := peer{cidr: cidr}
		block, err := netip.ParsePrefix(cidr)
		for _, reserved := range notInternet {
			if err == nil && holds(block, reserved) && block != reserved {
				one.except = append(one.except, reserved.String())
			}
		}
		for _, own := range n.ClusterCIDRs {
			if err == nil && leftOut(block, own) {
				one.except = append(one.except, own)
			}
		}
		all = append(all, one)
	}
	return all
}

// leftOut says whether a block of the cluster's own is an exception of another one that the reserved ranges do not make.
// Of a token it is known only that it is part of everything.
func leftOut(of netip.Prefix, own string) bool {
	if check.IsToken(own) {
		return of.Bits() == 0
	}
	block := netip.MustParsePrefix(own)
	excepted := slices.ContainsFunc(notInternet, func(r netip.Prefix) bool { return holds(of, r) && of != r && holds(r, block) })
	return holds(of, block) && of != block && !excepted
}

// holds says whether a block holds all of another.
func holds(block, other netip.Prefix) bool {
	return block.Bits() <= other.Bits() && block.Contains(other.Addr())
}

// policiesOf are those of one service: for its load balancer, and for the Kubernetes API.
func (c TenantConfig) policiesOf(service ServiceConfig) []networkPolicy {
	var all []networkPolicy
	if from := c.Network.callers(service.Exposure); len(from) > 0 {
		all = append(all, networkPolicy{
			name: "load-balancer-" + service.Name, pods: service.selector(),
			ports: service.exposedPorts(), protocols: tcp, peers: peersOf(from),
		})
	}
	if service.MountToken && len(c.Network.APIServerCIDRs) > 0 {
		all = append(all, networkPolicy{
			name: "kubernetes-api-" + service.Name, pods: service.selector(),
			egress: true, ports: []int{443}, protocols: tcp, peers: peersOf(c.Network.APIServerCIDRs),
		})
	}
	return all
}

// callers are the addresses that requests of a load balancer come from: its own of an ALB, of an NLB its clients'.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
func (n TenantNetwork) callers(exposure Exposure) []string {
	const internal = "internal"
	switch exposure := exposure.(type) {
	case ALB:
		if exposure.Scheme == internal {
			return n.InternalLoadBalancerCIDRs
		}
		return n.LoadBalancerCIDRs
	case NLB:
		if exposure.Scheme == internal {
			return append(slices.Clone(n.InternalLoadBalancerCIDRs), n.ClusterCIDRs...)
		}
		return []string{everywhere}
	}
	return nil
}

func peersOf(cidrs []string) []peer {
	var all []peer
	for _, cidr := range slices.Compact(slices.Sorted(slices.Values(cidrs))) {
		all = append(all, peer{cidr: cidr})
	}
	return all
}

// exposedPorts are the containers' ports that the load balancer's requests go to.
func (c ServiceConfig) exposedPorts() []int {
	ports := []int{c.Port}
	for _, sidecar := range c.Sidecars {
		if sidecar.IngressPath != "" {
			ports = append(ports, sidecar.Port)
		}
	}
	return ports
}
