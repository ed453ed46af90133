package stacks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/constructs-go/constructs/v10"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/internal/check"
)

// addClasses gives the tenant a class of Ingresses for each load balancer that it shares: a tenant that may write Ingresses
// then reaches no other group, certificate or scheme. A service that names a class of its own is left alone.
func (s *TenantStack) addClasses() {
	if s.cluster == nil {
		return
	}
	s.classes = map[string]*saas.IngressClass{}
	scope := constructs.NewConstruct(s, new("ingress-class"))
	for _, class := range s.config.classes() {
		s.classes[class.Group] = saas.NewIngressClass(scope, class.Group, &class)
	}
}

// fixed is the exposure with its numbered group, of the class that fixes it.
func (s *TenantStack) fixed(exposure saas.Exposure) saas.Exposure {
	alb, ok := albOf(exposure)
	if !ok {
		return exposure
	}
	alb.Group = s.config.Group(alb)
	if class := s.classes[alb.Group]; class != nil && alb.Class == "" {
		alb.Class, alb.FixedByClass = class.Name(), true
	}
	return alb
}

// classes are the tenant's classes, each with the certificates of all its services, in the order of the services.
func (c TenantStackConfig) classes() []saas.IngressClassConfig {
	var all []saas.IngressClassConfig
	for _, service := range c.Services {
		alb, ok := albOf(service.Exposure)
		if !ok || alb.Class != "" {
			continue
		}
		group := c.Group(alb)
		i := slices.IndexFunc(all, func(class saas.IngressClassConfig) bool { return class.Group == group })
		if i < 0 {
			i = len(all)
			all = append(all, saas.IngressClassConfig{
				Namespace: c.Namespace, Group: group, Scheme: alb.Scheme, TLSPolicy: alb.TLSPolicy,
				Labels: map[string]string{"tenant": c.Tenant},
			})
		}
		if !slices.Contains(all[i].CertificateARNs, alb.CertificateARN) {
			all[i].CertificateARNs = append(all[i].CertificateARNs, alb.CertificateARN)
		}
	}
	return all
}

// Group is the group of a service's ALB, with the number of the tenant's shard.
func (c *TenantStackConfig) Group(alb saas.ALB) string {
	group := cmp.Or(alb.Group, "shared")
	if c.Shard != 0 {
		group += "-" + strconv.Itoa(c.Shard)
	}
	return group
}

func albOf(exposure saas.Exposure) (saas.ALB, bool) {
	switch exposure := exposure.(type) {
	case saas.ALB:
		return exposure, true
	case *saas.ALB:
		return *exposure, true
	}
	return saas.ALB{}, false
}

// groupLimit is the longest name of a group.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#group.name
const groupLimit = 63

// validateGroups reports what one load balancer cannot be: of two schemes, or of two TLS policies.
func (c TenantStackConfig) validateGroups(p *check.Problems) {
	if c.Shard < 0 {
		p.Add("shard", fmt.Sprintf("%d is negative", c.Shard), "write the load balancer's number, from 1 on")
	}
	first := map[string]TenantService{}
	for i, service := range c.Services {
		alb, ok := albOf(service.Exposure)
		if !ok {
			continue
		}
		path, group := check.Index("services", i)+".alb.", c.Group(alb)
		if c.Shard > 0 && len(alb.Group) <= groupLimit && len(group) > groupLimit {
			p.Add(path+"group", fmt.Sprintf("is longer than %d characters with the shard's number: %s", groupLimit, group), "shorten it")
		}
		other, known := first[group]
		if !known {
			first[group] = service
			continue
		}
		otherALB, _ := albOf(other.Exposure)
		same(p, path+"scheme", cmp.Or(alb.Scheme, "internet-facing"), cmp.Or(otherALB.Scheme, "internet-facing"), other.Name)
		same(p, path+"tlsPolicy", alb.TLSPolicy, otherALB.TLSPolicy, other.Name)
	}
}

func same(p *check.Problems, path, own, others, service string) {
	if own != others {
		p.Add(path, fmt.Sprintf("is %q, and %q in service %s, of the same group", own, others, service), "write the same, or give the service a group of its own")
	}
}
