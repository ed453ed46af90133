package constructs

import (
	"strconv"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/networkpolicyv1"

	"github.com/berth-platform/berth/internal/ptr"
)

// renderDefaultDeny is what every other policy is an exception of.
func renderDefaultDeny(c TenantConfig, namespace string) *networkpolicyv1.NetworkPolicyV1Config {
	return &networkpolicyv1.NetworkPolicyV1Config{
		Metadata: renderPolicyMetadata(c, "default-deny", namespace),
		Spec: &networkpolicyv1.NetworkPolicyV1Spec{
			PodSelector: &networkpolicyv1.NetworkPolicyV1SpecPodSelector{},
			PolicyTypes: jsii.Strings("Ingress", "Egress"),
		},
	}
}

func renderNetworkPolicy(c TenantConfig, namespace string, policy networkPolicy) *networkpolicyv1.NetworkPolicyV1Config {
	spec := &networkpolicyv1.NetworkPolicyV1Spec{
		PodSelector: &networkpolicyv1.NetworkPolicyV1SpecPodSelector{MatchLabels: ptr.Map(policy.pods)},
		PolicyTypes: jsii.Strings("Ingress"),
		Ingress:     renderIngressRule(policy),
	}
	if policy.egress {
		spec.PolicyTypes, spec.Ingress, spec.Egress = jsii.Strings("Egress"), nil, renderEgressRule(policy)
	}
	return &networkpolicyv1.NetworkPolicyV1Config{Metadata: renderPolicyMetadata(c, policy.name, namespace), Spec: spec}
}

func renderPolicyMetadata(c TenantConfig, name, namespace string) *networkpolicyv1.NetworkPolicyV1Metadata {
	return &networkpolicyv1.NetworkPolicyV1Metadata{
		Name: jsii.String(name), Namespace: jsii.String(namespace), Labels: ptr.Map(c.labels()),
	}
}

func renderIngressRule(policy networkPolicy) []*networkpolicyv1.NetworkPolicyV1SpecIngress {
	peers := []*networkpolicyv1.NetworkPolicyV1SpecIngressFrom{}
	for _, peer := range policy.peers {
		one := &networkpolicyv1.NetworkPolicyV1SpecIngressFrom{}
		if peer.cidr != "" {
			one.IpBlock = &networkpolicyv1.NetworkPolicyV1SpecIngressFromIpBlock{Cidr: jsii.String(peer.cidr), Except: ptr.Strings(peer.except)}
		} else {
			one.PodSelector = &networkpolicyv1.NetworkPolicyV1SpecIngressFromPodSelector{MatchLabels: ptr.Map(peer.pods)}
		}
		if peer.namespace != "" {
			one.NamespaceSelector = &networkpolicyv1.NetworkPolicyV1SpecIngressFromNamespaceSelector{MatchLabels: namespaceLabels(peer.namespace)}
		}
		peers = append(peers, one)
	}
	rule := &networkpolicyv1.NetworkPolicyV1SpecIngress{From: peers}
	if len(policy.ports) == 0 {
		return []*networkpolicyv1.NetworkPolicyV1SpecIngress{rule}
	}
	ports := []*networkpolicyv1.NetworkPolicyV1SpecIngressPorts{}
	for _, protocol := range policy.protocols {
		for _, port := range policy.ports {
			ports = append(ports, &networkpolicyv1.NetworkPolicyV1SpecIngressPorts{Port: jsii.String(strconv.Itoa(port)), Protocol: jsii.String(protocol)})
		}
	}
	rule.Ports = ports
	return []*networkpolicyv1.NetworkPolicyV1SpecIngress{rule}
}

func renderEgressRule(policy networkPolicy) []*networkpolicyv1.NetworkPolicyV1SpecEgress {
	peers := []*networkpolicyv1.NetworkPolicyV1SpecEgressTo{}
	for _, peer := range policy.peers {
		one := &networkpolicyv1.NetworkPolicyV1SpecEgressTo{}
		if peer.cidr != "" {
			one.IpBlock = &networkpolicyv1.NetworkPolicyV1SpecEgressToIpBlock{Cidr: jsii.String(peer.cidr), Except: ptr.Strings(peer.except)}
		} else {
			one.PodSelector = &networkpolicyv1.NetworkPolicyV1SpecEgressToPodSelector{MatchLabels: ptr.Map(peer.pods)}
		}
		if peer.namespace != "" {
			one.NamespaceSelector = &networkpolicyv1.NetworkPolicyV1SpecEgressToNamespaceSelector{MatchLabels: namespaceLabels(peer.namespace)}
		}
		peers = append(peers, one)
	}
	rule := &networkpolicyv1.NetworkPolicyV1SpecEgress{To: peers}
	if len(policy.ports) == 0 {
		return []*networkpolicyv1.NetworkPolicyV1SpecEgress{rule}
	}
	ports := []*networkpolicyv1.NetworkPolicyV1SpecEgressPorts{}
	for _, protocol := range policy.protocols {
		for _, port := range policy.ports {
			ports = append(ports, &networkpolicyv1.NetworkPolicyV1SpecEgressPorts{Port: jsii.String(strconv.Itoa(port)), Protocol: jsii.String(protocol)})
		}
	}
	rule.Ports = ports
	return []*networkpolicyv1.NetworkPolicyV1SpecEgress{rule}
}

// namespaceLabels find a namespace by its name, which Kubernetes itself puts on it.
func namespaceLabels(name string) *map[string]*string {
	return ptr.Map(map[string]string{"kubernetes.io/metadata.name": name})
}
