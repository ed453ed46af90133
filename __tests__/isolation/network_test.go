package isolation

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/berth-platform/berth/__tests__/isolation/netpol"
)

// pod is one of a Deployment's pods.
type pod struct {
	netpol.Endpoint

	name     string
	exposed  []int32 // The ports that a load balancer sends requests to.
	callsAPI bool    // The Kubernetes API, which is somewhere in the cluster on port 443.
}

// tried are the ports that connections are tried on: those that services listen on, and common ones that none may open.
var tried = []int32{22, 53, 80, 443, 3000, 5432, 8000, 8080}

// connects tries each pod of one tenant with each of another, on each port.
func connects(a, b tenant) []attempt {
	var attempts []attempt
	for _, from := range a.pods {
		for _, to := range b.pods {
			for _, port := range tried {
				attempts = append(attempts, attempt{
					what:     fmt.Sprintf("%s connects to %s on %d", from.name, to.name, port),
					succeeds: a.connects(from.Endpoint, to.Endpoint, port),
				})
			}
		}
	}
	return attempts
}

func (t tenant) connects(from, to netpol.Endpoint, port int32) bool {
	return t.network.Allowed(netpol.Connection{From: from, To: to, Port: port, Protocol: corev1.ProtocolTCP})
}

func TestPodsConnectToWhatTheyNeedAndToNothingElse(t *testing.T) {
	for name, site := range sites {
		t.Run(name, func(t *testing.T) {
			for _, tenant := range tenants(t, site) {
				assert.NotEmpty(t, tenant.pods, tenant.name)
				for _, pod := range tenant.pods {
					tenant.reaches(t, pod, site)
					tenant.isReached(t, pod, site)
				}
			}
		})
	}
}

var (
	internet = address("8.8.8.8")
	metadata = address("169.254.169.254")
	// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
	agent = address("169.254.170.23")
)

// system is a pod of the cluster's own, which no policy is for.
func (s site) system(app string) netpol.Endpoint {
	return netpol.Endpoint{Namespace: "kube-system", IP: netip.MustParseAddr(s.pods), Labels: map[string]string{"k8s-app": app}}
}

func (t tenant) reaches(test *testing.T, from pod, site site) {
	dns := site.system("kube-dns")
	for _, port := range tried {
		says := func(want bool, to netpol.Endpoint, what string) {
			assert.Equal(test, want, t.connects(from.Endpoint, to, port), "%s of %s to %s on %d", from.name, t.name, what, port)
		}
		says(false, metadata, "the instance metadata")
		says(port == 80 && site.identity == "podIdentity", agent, "the Pod Identity agent")
		says(port == 443, internet, "the internet")
		says(port == 53 || port == 443 && from.callsAPI, dns, "DNS")
		says(port == 443 && from.callsAPI, site.system("other"), "the system's other pods")
		for _, to := range t.pods {
			says(true, to.Endpoint, to.name)
		}
	}
	assert.True(test, t.network.Allowed(netpol.Connection{From: from.Endpoint, To: dns, Port: 53, Protocol: corev1.ProtocolUDP}), "%s asks DNS by UDP", from.name)
}

func (t tenant) isReached(test *testing.T, to pod, site site) {
	for _, port := range tried {
		says := func(want bool, from netpol.Endpoint, what string) {
			assert.Equal(test, want, t.connects(from, to.Endpoint, port), "%s to %s of %s on %d", what, to.name, t.name, port)
		}
		says(slices.Contains(to.exposed, port), address(site.balancer), "a load balancer")
		says(false, internet, "the internet")
		says(site.mixed && slices.Contains(to.exposed, port), site.system("other"), "the system's pods")
		says(true, netpol.Endpoint{Node: true}, "the pod's own node")
	}
}

func address(ip string) netpol.Endpoint { return netpol.Endpoint{IP: netip.MustParseAddr(ip)} }

// newNetwork is all tenants' policies in one cluster.
func newNetwork(all []tenant) (*netpol.Cluster, error) {
	var namespaces []*corev1.Namespace
	var policies []*networkingv1.NetworkPolicy
	for _, tenant := range all {
		namespaces = append(namespaces, objects[*corev1.Namespace](tenant)...)
		for _, policy := range objects[*networkingv1.NetworkPolicy](tenant) {
			resolved, err := resolvedBlocks(policy, tenant.values)
			if err != nil {
				return nil, err
			}
			policies = append(policies, resolved)
		}
	}
	return netpol.New(namespaces, policies)
}

// resolvedBlocks fills in the addresses that only Terraform knows.
func resolvedBlocks(policy *networkingv1.NetworkPolicy, values map[string]string) (*networkingv1.NetworkPolicy, error) {
	policy = policy.DeepCopy()
	var peers []networkingv1.NetworkPolicyPeer
	for _, rule := range policy.Spec.Ingress {
		peers = append(peers, rule.From...)
	}
	for _, rule := range policy.Spec.Egress {
		peers = append(peers, rule.To...)
	}
	for _, peer := range peers {
		if peer.IPBlock == nil {
			continue
		}
		texts := []*string{&peer.IPBlock.CIDR}
		for i := range peer.IPBlock.Except {
			texts = append(texts, &peer.IPBlock.Except[i])
		}
		for _, text := range texts {
			resolved, err := resolve(*text, values)
			if err != nil {
				return nil, fmt.Errorf("NetworkPolicy %s: %w", policy.Name, err)
			}
			*text = resolved
		}
	}
	return policy, nil
}

// newPods gives each Deployment a pod, with the next address.
func newPods(t tenant, next func() netip.Addr) []pod {
	var all []pod
	for _, deployment := range objects[*appsv1.Deployment](t) {
		template := deployment.Spec.Template
		one := pod{name: deployment.Name, exposed: t.exposed(template.Labels), callsAPI: *template.Spec.AutomountServiceAccountToken}
		one.Endpoint = netpol.Endpoint{Namespace: t.namespace(), Labels: template.Labels, IP: next()}
		for _, container := range template.Spec.Containers {
			one.Ports = append(one.Ports, container.Ports...)
		}
		all = append(all, one)
	}
	return all
}

// exposed are the ports of pods that Ingresses lead to.
func (t tenant) exposed(pods labels.Set) []int32 {
	var ports []int32
	for _, ingress := range objects[*networkingv1.Ingress](t) {
		for _, rule := range ingress.Spec.Rules {
			for _, path := range rule.HTTP.Paths {
				ports = append(ports, t.targets(*path.Backend.Service, pods)...)
			}
		}
	}
	return ports
}

func (t tenant) targets(of networkingv1.IngressServiceBackend, pods labels.Set) []int32 {
	var ports []int32
	for _, service := range objects[*corev1.Service](t) {
		for _, port := range service.Spec.Ports {
			if service.Name == of.Name && port.Port == of.Port.Number && labels.SelectorFromSet(service.Spec.Selector).Matches(pods) {
				ports = append(ports, port.TargetPort.IntVal)
			}
		}
	}
	return ports
}
