package netpol

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// endpoints are who the known cases are about; any other name is an address outside the cluster.
var endpoints = map[string]Endpoint{
	"web":         pod("default", "10.1.0.1", map[string]string{"app": "web"}, corev1.ContainerPort{Name: "http", ContainerPort: 8080}),
	"client":      pod("default", "10.1.0.2", map[string]string{"app": "client"}),
	"db":          pod("default", "10.1.0.3", map[string]string{"role": "db"}),
	"frontend":    pod("default", "10.1.0.4", map[string]string{"role": "frontend"}),
	"prod/client": pod("prod", "10.1.0.5", map[string]string{"app": "client"}),
	"prod/web":    pod("prod", "10.1.0.6", map[string]string{"app": "web"}),
	"ops/monitor": pod("ops", "10.1.0.7", map[string]string{"type": "monitoring"}),
	"ops/client":  pod("ops", "10.1.0.8", map[string]string{"app": "client"}),
	"dns":         pod("kube-system", "10.1.0.9", map[string]string{"k8s-app": "kube-dns"}),
	"node":        {IP: netip.MustParseAddr("10.1.0.10"), Node: true},
}

var namespaces = []*corev1.Namespace{
	{ObjectMeta: metav1.ObjectMeta{Name: "default"}},
	{ObjectMeta: metav1.ObjectMeta{Name: "prod", Labels: map[string]string{"purpose": "production"}}},
	{ObjectMeta: metav1.ObjectMeta{Name: "ops", Labels: map[string]string{"team": "operations"}}},
}

// known are the recipes of https://github.com/ahmetb/kubernetes-network-policy-recipes and the rules of Kubernetes' own
// page, each with connections of both kinds: an evaluator that always gives the same answer passes none of them.
var known = map[string]struct {
	policies        []string // What stands below spec, in the namespace default.
	allowed, denied []string // From, to and port: client -> web:80, or client -> dns:53/UDP.
}{
	"01 deny all traffic to an application": {
		[]string{`{podSelector: {matchLabels: {app: web}}, ingress: []}`},
		[]string{"client -> db:80", "web -> client:80", "web -> 8.8.8.8:53/UDP", "client -> prod/web:80"},
		[]string{"client -> web:80", "prod/client -> web:80", "8.8.8.8 -> web:80"},
	},
	"02 limit traffic to an application": {
		[]string{`{podSelector: {matchLabels: {role: db}}, ingress: [{from: [{podSelector: {matchLabels: {role: frontend}}}]}]}`},
		[]string{"frontend -> db:5432", "frontend -> db:1/SCTP", "client -> web:80"},
		[]string{"client -> db:5432", "prod/client -> db:5432"},
	},
	"02a policies add to each other": {
		[]string{`{podSelector: {}, ingress: []}`, `{podSelector: {matchLabels: {app: web}}, ingress: [{}]}`},
		[]string{"client -> web:80", "prod/client -> web:80", "8.8.8.8 -> web:443"},
		[]string{"client -> db:80", "8.8.8.8 -> db:80"},
	},
	"03 deny all traffic to a namespace": {
		[]string{`{podSelector: {}, ingress: []}`},
		[]string{"client -> prod/web:80", "8.8.8.8 -> prod/web:80", "node -> web:80"},
		[]string{"client -> web:80", "ops/client -> db:80"},
	},
	"04 deny all traffic from other namespaces": {
		[]string{`{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}`},
		[]string{"client -> web:80", "db -> frontend:1"},
		[]string{"prod/client -> web:80", "8.8.8.8 -> web:80"},
	},
	"05 allow traffic from all namespaces": {
		[]string{`{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {}}]}]}`},
		[]string{"client -> web:80", "prod/client -> web:80", "dns -> web:80"},
		[]string{"8.8.8.8 -> web:80"},
	},
	"06 allow traffic from a namespace": {
		[]string{`{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {purpose: production}}}]}]}`},
		[]string{"prod/client -> web:80", "prod/web -> web:80"},
		[]string{"client -> web:80", "ops/client -> web:80", "8.8.8.8 -> web:80"},
	},
	"07 allow traffic from some pods in another namespace": {
		[]string{`{podSelector: {matchLabels: {app: web}}, ingress: [{from: [
			{namespaceSelector: {matchLabels: {team: operations}}, podSelector: {matchLabels: {type: monitoring}}}]}]}`},
		[]string{"ops/monitor -> web:80"},
		[]string{"ops/client -> web:80", "client -> web:80", "prod/client -> web:80"},
	},
	"07 two peers are no pair": {
		[]string{`{podSelector: {matchLabels: {app: web}}, ingress: [{from: [
			{namespaceSelector: {matchLabels: {team: operations}}}, {podSelector: {matchLabels: {app: client}}}]}]}`},
		[]string{"ops/monitor -> web:80", "ops/client -> web:80", "client -> web:80"},
		[]string{"frontend -> web:80", "prod/client -> web:80"},
	},
	"08 allow external traffic": {
		[]string{`{podSelector: {}, ingress: []}`, `{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}], from: []}]}`},
		[]string{"8.8.8.8 -> web:80", "prod/client -> web:80"},
		[]string{"8.8.8.8 -> web:443", "8.8.8.8 -> web:80/UDP", "8.8.8.8 -> db:80"},
	},
	"09 allow traffic only to a port, by number and by name": {
		[]string{`{podSelector: {}, ingress: [{ports: [{port: 5000}, {port: http}]}]}`},
		[]string{"client -> web:5000", "client -> web:8080", "client -> db:5000"},
		[]string{"client -> web:80", "client -> db:8080", "client -> web:8080/UDP"},
	},
	"10 any of several selectors": {
		[]string{`{podSelector: {matchLabels: {role: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]},
			{from: [{podSelector: {matchExpressions: [{key: role, operator: In, values: [frontend, search]}]}}], ports: [{port: 5432}]}]}`},
		[]string{"web -> db:80", "frontend -> db:5432"},
		[]string{"client -> db:5432", "frontend -> db:80"},
	},
	"11 deny traffic from an application, but DNS": {
		[]string{`{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels:
			{kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]}`},
		[]string{"web -> dns:53/UDP", "web -> dns:53", "client -> web:80", "client -> 8.8.8.8:443"},
		[]string{"web -> client:53", "web -> 8.8.8.8:53/UDP", "web -> dns:80"},
	},
	"12 deny all traffic from a namespace": {
		[]string{`{podSelector: {}, policyTypes: [Egress], egress: []}`},
		[]string{"prod/client -> web:80", "8.8.8.8 -> web:80", "prod/client -> 8.8.8.8:443"},
		[]string{"client -> web:80", "client -> 8.8.8.8:443", "client -> prod/web:80"},
	},
	"14 deny traffic that leaves the cluster": {
		[]string{`{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}`},
		[]string{"client -> web:80", "client -> prod/web:80", "client -> dns:53/UDP"},
		[]string{"client -> 8.8.8.8:443", "client -> 169.254.169.254:80"},
	},
	// https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
	"the page's own example": {
		[]string{`{podSelector: {matchLabels: {role: db}}, policyTypes: [Ingress, Egress], ingress: [{from: [
			{ipBlock: {cidr: 172.17.0.0/16, except: [172.17.1.0/24]}}, {namespaceSelector: {matchLabels: {team: operations}}},
			{podSelector: {matchLabels: {role: frontend}}}], ports: [{protocol: TCP, port: 6379}]}],
			egress: [{to: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{protocol: TCP, port: 5978}]}]}`},
		[]string{"172.17.0.9 -> db:6379", "172.17.2.9 -> db:6379", "ops/client -> db:6379", "frontend -> db:6379", "db -> 10.0.0.5:5978"},
		[]string{"172.17.1.9 -> db:6379", "172.18.0.9 -> db:6379", "client -> db:6379", "frontend -> db:6380", "db -> 10.0.1.5:5978", "db -> 10.0.0.5:80", "db -> frontend:6379"},
	},
	// https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
	"both ends have to allow it": {
		[]string{`{podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}`,
			`{podSelector: {matchLabels: {role: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}`},
		[]string{"client -> web:80", "web -> client:80"},
		[]string{"client -> db:80", "frontend -> db:80"},
	},
	// https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports
	"a range of ports": {
		[]string{`{podSelector: {matchLabels: {role: db}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{port: 32000, endPort: 32768}]}]}`},
		[]string{"db -> 10.0.0.5:32000", "db -> 10.0.0.5:32500", "db -> 10.0.0.5:32768"},
		[]string{"db -> 10.0.0.5:31999", "db -> 10.0.0.5:32769", "db -> 10.0.0.5:32500/UDP"},
	},
	"all ports of a protocol": {
		[]string{`{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{protocol: UDP}]}]}`},
		[]string{"client -> web:1/UDP", "8.8.8.8 -> web:65535/UDP"},
		[]string{"client -> web:1", "client -> web:1/SCTP"},
	},
	// https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
	"egress rules isolate both ways where no types are given": {
		[]string{`{podSelector: {matchLabels: {app: web}}, egress: [{to: [{podSelector: {matchLabels: {role: db}}}]}]}`},
		[]string{"web -> db:80", "client -> db:80"},
		[]string{"web -> client:80", "client -> web:80"},
	},
	"addresses are those of pods too": {
		[]string{`{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16, except: [10.1.0.5/32]}}]}]}`},
		[]string{"client -> web:80", "ops/client -> web:80"},
		[]string{"prod/client -> web:80", "10.2.0.1 -> web:80"},
	},
	// https://kubernetes.io/docs/concepts/services-networking/network-policies/#what-you-can-t-do-with-network-policies-at-least-not-yet
	"a pod's own node is never kept out": {
		[]string{`{podSelector: {}, policyTypes: [Ingress, Egress]}`},
		[]string{"node -> web:8080", "web -> node:10250"},
		[]string{"10.1.0.10 -> web:8080", "web -> 10.1.0.10:10250"},
	},
}

func TestPoliciesAllowWhatKubernetesSays(t *testing.T) {
	for name, c := range known {
		t.Run(name, func(t *testing.T) {
			cluster, err := New(namespaces, policies(t, c.policies))
			require.NoError(t, err)
			require.NotEmpty(t, c.allowed)
			require.NotEmpty(t, c.denied)
			for _, text := range c.allowed {
				assert.True(t, cluster.Allowed(connection(t, text)), text)
			}
			for _, text := range c.denied {
				assert.False(t, cluster.Allowed(connection(t, text)), text)
			}
		})
	}
}

func TestWhatKubernetesWouldRefuseIsRefused(t *testing.T) {
	for spec, want := range map[string]string{
		`{ingress: [{from: [{}]}]}`: "a peer is empty",
		`{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}`:                "a peer has an ipBlock and a selector",
		`{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}]}`:                                   "no '/'",
		`{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/24, except: [10.0.1.0/28]}}]}]}`:         "except 10.0.1.0/28 is not inside 10.0.0.0/24",
		`{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/24, except: [10.0.0.0/8]}}]}]}`:          "except 10.0.0.0/8 is not inside 10.0.0.0/24",
		`{ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: Like}]}}]}]}`: "Like",
		`{podSelector: {matchExpressions: [{key: a, operator: In}]}}`:                          "In",
		`{policyTypes: [Outgress]}`:                                 `policy type "Outgress"`,
		`{egress: [{ports: [{port: 9, endPort: 8}]}]}`:              "endPort 8 without a port below it",
		`{egress: [{ports: [{port: http, endPort: 8}]}]}`:           "endPort 8 without a port below it",
		`{egress: [{ports: [{endPort: 8}]}]}`:                       "endPort 8 without a port below it",
		`{egress: [{ports: [{port: 0}]}]}`:                          "port 0",
		`{egress: [{ports: [{protocol: ICMP}]}]}`:                   `protocol "ICMP"`,
		`{egress: [{to: [{ipBlock: {cidr: 1.2.3.4/32}}, {}]}, {}]}`: "a peer is empty",
	} {
		t.Run(spec, func(t *testing.T) {
			_, err := New(namespaces, policies(t, []string{spec}))
			require.ErrorContains(t, err, "NetworkPolicy default/0: ")
			require.ErrorContains(t, err, want)
		})
	}
}

func TestAPolicyWithoutANamespaceIsRefused(t *testing.T) {
	_, err := New(nil, []*networkingv1.NetworkPolicy{{}})
	require.ErrorContains(t, err, "it is in no namespace")
}

func pod(namespace, ip string, labels map[string]string, ports ...corev1.ContainerPort) Endpoint {
	return Endpoint{Namespace: namespace, Labels: labels, IP: netip.MustParseAddr(ip), Ports: ports}
}

func policies(t *testing.T, specs []string) []*networkingv1.NetworkPolicy {
	t.Helper()
	var all []*networkingv1.NetworkPolicy
	for i, spec := range specs {
		policy := &networkingv1.NetworkPolicy{ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: strconv.Itoa(i)}}
		require.NoError(t, yaml.UnmarshalStrict([]byte(spec), &policy.Spec))
		all = append(all, policy)
	}
	return all
}

func connection(t *testing.T, text string) Connection {
	t.Helper()
	from, rest, _ := strings.Cut(text, " -> ")
	to, port, _ := strings.Cut(rest, ":")
	number, protocol, udp := strings.Cut(port, "/")
	parsed, err := strconv.ParseInt(number, 10, 32)
	require.NoError(t, err)
	if !udp {
		protocol = "TCP"
	}
	return Connection{From: endpoint(from), To: endpoint(to), Port: int32(parsed), Protocol: corev1.Protocol(protocol)}
}

func endpoint(name string) Endpoint {
	if known, ok := endpoints[name]; ok {
		return known
	}
	return Endpoint{IP: netip.MustParseAddr(name)}
}
