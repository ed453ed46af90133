package netpol

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// New reads the policies, and refuses those that Kubernetes' own validation would. A namespace that is not given has no
// labels but its name.
func New(namespaces []*corev1.Namespace, policies []*networkingv1.NetworkPolicy) (*Cluster, error) {
	c := &Cluster{namespaces: map[string]labels.Set{}}
	for _, namespace := range namespaces {
		c.namespaces[namespace.Name] = namespace.Labels
	}
	var problems []error
	for _, object := range policies {
		read, err := newPolicy(object)
		if err != nil {
			problems = append(problems, fmt.Errorf("NetworkPolicy %s/%s: %w", object.Namespace, object.Name, err))
		}
		c.policies = append(c.policies, read)
	}
	return c, errors.Join(problems...)
}

func newPolicy(object *networkingv1.NetworkPolicy) (policy, error) {
	spec := object.Spec
	pods, err := metav1.LabelSelectorAsSelector(&spec.PodSelector)
	p := policy{namespace: object.Namespace, pods: pods, isolates: policyTypes(spec)}
	problems := []error{err}
	if object.Namespace == "" {
		problems = append(problems, errors.New("it is in no namespace"))
	}
	for _, policyType := range p.isolates {
		if policyType != networkingv1.PolicyTypeIngress && policyType != networkingv1.PolicyTypeEgress {
			problems = append(problems, fmt.Errorf("policy type %q", policyType))
		}
	}
	for _, ingress := range spec.Ingress {
		read, err := newRule(ingress.From, ingress.Ports)
		p.ingress, problems = append(p.ingress, read), append(problems, err)
	}
	for _, egress := range spec.Egress {
		read, err := newRule(egress.To, egress.Ports)
		p.egress, problems = append(p.egress, read), append(problems, err)
	}
	return p, errors.Join(problems...)
}

// policyTypes are, where none are given, ingress and, with a rule for it, egress.
// https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
func policyTypes(spec networkingv1.NetworkPolicySpec) []networkingv1.PolicyType {
	switch {
	case len(spec.PolicyTypes) > 0:
		return spec.PolicyTypes
	case len(spec.Egress) > 0:
		return []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}
	}
	return []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
}

func newRule(peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) (rule, error) {
	var r rule
	var problems []error
	for _, object := range peers {
		read, err := newPeer(object)
		r.peers, problems = append(r.peers, read), append(problems, err)
	}
	for _, object := range ports {
		read, err := newPort(object)
		r.ports, problems = append(r.ports, read), append(problems, err)
	}
	return r, errors.Join(problems...)
}

func newPeer(object networkingv1.NetworkPolicyPeer) (peer, error) {
	selects := object.PodSelector != nil || object.NamespaceSelector != nil
	switch {
	case object.IPBlock != nil && selects:
		return peer{}, errors.New("a peer has an ipBlock and a selector")
	case object.IPBlock != nil:
		return newBlock(*object.IPBlock)
	case !selects:
		return peer{}, errors.New("a peer is empty")
	}
	p := peer{pods: labels.Everything()}
	var problems []error
	for selector, of := range map[*labels.Selector]*metav1.LabelSelector{&p.pods: object.PodSelector, &p.namespaces: object.NamespaceSelector} {
		if of != nil {
			read, err := metav1.LabelSelectorAsSelector(of)
			*selector, problems = read, append(problems, err)
		}
	}
	return p, errors.Join(problems...)
}

func newBlock(object networkingv1.IPBlock) (peer, error) {
	within, err := netip.ParsePrefix(object.CIDR)
	p, problems := peer{within: within}, []error{err}
	for _, text := range object.Except {
		except, err := netip.ParsePrefix(text)
		if err == nil && (except.Bits() <= within.Bits() || !within.Contains(except.Addr())) {
			err = fmt.Errorf("except %s is not inside %s", except, within)
		}
		p.except, problems = append(p.except, except), append(problems, err)
	}
	return p, errors.Join(problems...)
}

// https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports
func newPort(object networkingv1.NetworkPolicyPort) (port, error) {
	p := port{protocol: protocolOf(object.Protocol)}
	if !slices.Contains([]corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP}, p.protocol) {
		return port{}, fmt.Errorf("protocol %q", p.protocol)
	}
	numeric := object.Port != nil && object.Port.Type == intstr.Int
	switch {
	case numeric:
		p.first, p.last = object.Port.IntVal, object.Port.IntVal
	case object.Port != nil:
		p.name = object.Port.StrVal
	}
	if numeric && p.first < 1 {
		return port{}, fmt.Errorf("port %d", p.first)
	}
	if object.EndPort != nil {
		p.last = *object.EndPort
		if !numeric || p.last < p.first {
			return port{}, fmt.Errorf("endPort %d without a port below it", p.last)
		}
	}
	return p, nil
}

func protocolOf(protocol *corev1.Protocol) corev1.Protocol {
	if protocol == nil || *protocol == "" {
		return corev1.ProtocolTCP
	}
	return *protocol
}
