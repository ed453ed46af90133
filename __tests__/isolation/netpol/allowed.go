// Package netpol tells which connections NetworkPolicies allow, by the rules that Kubernetes documents.
// https://kubernetes.io/docs/concepts/services-networking/network-policies/
//
// It judges a connection as it arrives at the pod: a Service's own port plays no part, and answers are always let back.
// A policy that Kubernetes would refuse, or read in a way that is not documented, is an error.
package netpol

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Connection is what somebody wants to open.
type Connection struct {
	From, To Endpoint
	Protocol corev1.Protocol
	Port     int32
}

// Endpoint is a pod, or an address outside the cluster where it has no namespace.
type Endpoint struct {
	Namespace string
	Labels    map[string]string
	IP        netip.Addr
	Ports     []corev1.ContainerPort // Those that policies may name.
	Node      bool                   // The node that the connection's pod runs on, or a pod on the node's own network.
}

// Cluster is namespaces and the policies in them.
type Cluster struct {
	namespaces map[string]labels.Set
	policies   []policy
}

// policy is a NetworkPolicy that is known to be good.
type policy struct {
	namespace string
	pods      labels.Selector
	ingress   []rule
	egress    []rule
	isolates  []networkingv1.PolicyType
}

// rule lets connections through that match one of its peers and one of its ports; none of a kind is all of it.
type rule struct {
	peers []peer
	ports []port
}

// peer is either addresses, or pods of some namespaces.
type peer struct {
	within     netip.Prefix
	except     []netip.Prefix
	namespaces labels.Selector // Nil for the policy's own namespace.
	pods       labels.Selector // Nil for addresses.
}

type port struct {
	protocol corev1.Protocol
	first    int32 // 0 for all ports.
	last     int32
	name     string
}

// Allowed says whether a connection is let out of where it comes from and into where it goes. What runs on a pod's own
// node may always.
// https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
func (c *Cluster) Allowed(connection Connection) bool {
	from, to := connection.From, connection.To
	if from.Node || to.Node {
		return true
	}
	return c.lets(networkingv1.PolicyTypeEgress, from, to, connection) && c.lets(networkingv1.PolicyTypeIngress, to, from, connection)
}

// lets asks the policies of one end of the connection. Where none isolates it, all is allowed; where some do, what any of
// their rules allows.
func (c *Cluster) lets(direction networkingv1.PolicyType, end, other Endpoint, connection Connection) bool {
	isolated := false
	for _, policy := range c.policies {
		if !policy.selects(end) || !slices.Contains(policy.isolates, direction) {
			continue
		}
		isolated = true
		rules := policy.ingress
		if direction == networkingv1.PolicyTypeEgress {
			rules = policy.egress
		}
		for _, rule := range rules {
			if rule.hasPeer(c, policy.namespace, other) && rule.hasPort(connection) {
				return true
			}
		}
	}
	return !isolated
}

func (p policy) selects(end Endpoint) bool {
	return end.Namespace == p.namespace && p.pods.Matches(labels.Set(end.Labels))
}

func (r rule) hasPeer(c *Cluster, namespace string, end Endpoint) bool {
	return len(r.peers) == 0 || slices.ContainsFunc(r.peers, func(p peer) bool { return p.is(c, namespace, end) })
}

// is takes an address block for what it says, of pods too: Kubernetes means it for addresses outside the cluster and
// stops nobody from writing one that has pods in it.
// https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
func (p peer) is(c *Cluster, namespace string, end Endpoint) bool {
	contains := func(block netip.Prefix) bool { return block.Contains(end.IP) }
	switch {
	case p.pods == nil:
		return contains(p.within) && !slices.ContainsFunc(p.except, contains)
	case end.Namespace == "":
		return false
	case p.namespaces == nil:
		return end.Namespace == namespace && p.pods.Matches(labels.Set(end.Labels))
	}
	return p.namespaces.Matches(c.labels(end.Namespace)) && p.pods.Matches(labels.Set(end.Labels))
}

// labels are a namespace's own, and its name, which Kubernetes sets.
// https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name
func (c *Cluster) labels(namespace string) labels.Set {
	return labels.Merge(c.namespaces[namespace], labels.Set{corev1.LabelMetadataName: namespace})
}

func (r rule) hasPort(connection Connection) bool {
	return len(r.ports) == 0 || slices.ContainsFunc(r.ports, func(p port) bool { return p.is(connection) })
}

// is looks a name up among the ports of the pod that the connection goes to.
func (p port) is(connection Connection) bool {
	if p.protocol != connection.Protocol {
		return false
	}
	if p.name != "" {
		return slices.ContainsFunc(connection.To.Ports, func(of corev1.ContainerPort) bool {
			return of.Name == p.name && of.ContainerPort == connection.Port && protocolOf(&of.Protocol) == p.protocol
		})
	}
	return p.first == 0 || p.first <= connection.Port && connection.Port <= p.last
}
