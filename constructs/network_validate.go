package constructs

import (
	"fmt"
	"net/netip"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/berth-platform/berth/internal/check"
)

func (n TenantNetwork) validate(p *check.Problems) {
	validateCIDRs(p, "network.clusterCidrs", n.ClusterCIDRs)
	validateCIDRs(p, "network.loadBalancerCidrs", n.LoadBalancerCIDRs)
	validateCIDRs(p, "network.apiServerCidrs", n.APIServerCIDRs)
	for _, name := range sortedKeys(n.Egress) {
		n.Egress[name].validate(p, "network.egress."+name, name)
	}
	for _, name := range sortedKeys(n.Ingress) {
		n.Ingress[name].validate(p, "network.ingress."+name, name)
	}
}

func (r NetworkRule) validate(p *check.Problems, path, name string) {
	p.ID(path, name)
	r.validatePeers(p, path)
	if r.Service != "" {
		p.ID(path+".service", r.Service)
	}
	if len(r.Ports) == 0 {
		p.Add(path+".ports", "is missing", "write the ports, such as [5432]")
	}
	for i, port := range r.Ports {
		p.TCPPort(check.Index(path+".ports", i), port)
	}
	p.OneOf(path+".protocol", r.Protocol, "TCP", "UDP")
}

func (r NetworkRule) validatePeers(p *check.Problems, path string) {
	switch {
	case len(r.CIDRs) == 0 && r.Namespace == "":
		p.Add(path+".cidrs", "is missing", "write the addresses, such as [10.0.64.0/24], or a namespace")
	case len(r.CIDRs) > 0 && r.Namespace != "":
		p.Add(path+".namespace", "stands beside cidrs", "make it a rule of its own")
	}
	validateCIDRs(p, path+".cidrs", r.CIDRs)
	for i, cidr := range r.CIDRs {
		if block, err := netip.ParsePrefix(cidr); err == nil && holds(linkLocal, block) && block.Contains(metadata) {
			p.Add(check.Index(path+".cidrs", i), cidr+" is where the instance metadata is, and with it the node's rights", "leave it out")
		}
	}
	if r.Namespace != "" {
		validateName(p, path+".namespace", r.Namespace, validation.IsDNS1123Label)
	}
}

func validateCIDRs(p *check.Problems, path string, cidrs []string) {
	for i, cidr := range cidrs {
		if check.IsToken(cidr) {
			continue
		}
		block, err := netip.ParsePrefix(cidr)
		switch {
		case err != nil:
			p.Add(check.Index(path, i), fmt.Sprintf("%q is no block of addresses", cidr), "write one such as 10.0.64.0/24")
		case block != block.Masked():
			p.Add(check.Index(path, i), cidr+" does not start where its prefix starts", "write "+block.Masked().String())
		}
	}
}
