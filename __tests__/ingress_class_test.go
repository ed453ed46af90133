package tests

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	networkingv1 "k8s.io/api/networking/v1"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/stacks"
)

// onALBs gives a tenant services on hosts of their own, each with what its ALB says besides.
func onALBs(albs ...saas.ALB) func(*stacks.TenantStackConfig) {
	return func(c *stacks.TenantStackConfig) {
		c.Shard = 2
		c.Services = nil
		for i, alb := range albs {
			name := "service-" + string(rune('a'+i))
			alb.Host = name + ".example.com"
			c.Services = append(c.Services, stacks.TenantService{ServiceConfig: saas.ServiceConfig{
				Name: name, Image: saas.Image{Repository: "ghcr.io/acme/web", Tag: "v1"}, Exposure: alb,
			}})
		}
	}
}

const (
	certificate1 = "arn:aws-us-gov:acm:us-gov-west-1:012345678901:certificate/1"
	certificate2 = "arn:aws-us-gov:acm:us-gov-west-1:012345678901:certificate/2"
)

func TestATenantsClassFixesItsLoadBalancer(t *testing.T) {
	s := tenantStack(t, onALBs(saas.ALB{CertificateARN: certificate1, TLSPolicy: "policy"}, saas.ALB{CertificateARN: certificate2, TLSPolicy: "policy"}))
	require.Equal(t, map[string]any{
		"namespaceSelector": map[string]any{"matchLabels": map[string]any{"kubernetes.io/metadata.name": "tenant-momcorp"}},
		"group":             map[string]any{"name": "shared-2"},
		"scheme":            "internet-facing",
		"certificateArn":    []any{certificate1, certificate2},
		"sslPolicy":         "policy",
		"targetType":        "ip",
	}, s.custom("tenant-momcorp.shared-2", "spec"))
	class := object[*networkingv1.IngressClass](s, "tenant-momcorp.shared-2")
	require.Equal(t, "IngressClassParams tenant-momcorp.shared-2", class.Spec.Parameters.Kind+" "+class.Spec.Parameters.Name)
}

func TestAnIngressSaysNothingThatItsClassSays(t *testing.T) {
	s := tenantStack(t, onALBs(saas.ALB{CertificateARN: certificate1, TLSPolicy: "policy"}))
	annotations := object[*networkingv1.Ingress](s, "service-a").Annotations
	for _, fixed := range []string{"group.name", "scheme", "certificate-arn", "ssl-policy"} {
		require.NotContains(t, annotations, "alb.ingress.kubernetes.io/"+fixed)
	}
	require.Contains(t, annotations, "alb.ingress.kubernetes.io/healthcheck-path")
	require.Contains(t, s.block("resource", "kubernetes_ingress_v1", "service")["spec"].(map[string]any)["ingress_class_name"], "${kubernetes_ingress_class_v1.")
}

func TestEachLoadBalancerOfATenantHasAClass(t *testing.T) {
	s := tenantStack(t, onALBs(saas.ALB{CertificateARN: certificate1}, saas.ALB{CertificateARN: certificate1, Group: "inside", Scheme: "internal"}))
	require.Equal(t, "internal", s.custom("tenant-momcorp.inside-2", "spec", "scheme"))
	require.Equal(t, "internet-facing", s.custom("tenant-momcorp.shared-2", "spec", "scheme"))
}

func TestAClassThatIsNamedIsTakenAsItIs(t *testing.T) {
	s := tenantStack(t, onALBs(saas.ALB{CertificateARN: certificate1, Class: "alb"}))
	require.Empty(t, s.blocks("resource", "kubernetes_ingress_class_v1"))
	ingress := object[*networkingv1.Ingress](s, "service-a")
	require.Equal(t, "alb", *ingress.Spec.IngressClassName)
	require.Equal(t, "shared-2", ingress.Annotations["alb.ingress.kubernetes.io/group.name"])
}

func TestAClusterThatAKubeconfigLeadsToKeepsItsOwnClass(t *testing.T) {
	s := tenantStack(t, onALBs(saas.ALB{CertificateARN: certificate1}), func(c *stacks.TenantStackConfig) {
		c.Access, c.LoadBalancerCIDRs = stacks.Kubeconfig{}, []string{"10.0.192.0/21"}
	})
	require.Equal(t, "alb", *object[*networkingv1.Ingress](s, "service-a").Spec.IngressClassName)
	require.Empty(t, s.blocks("resource", "kubernetes_ingress_class_v1"))
}

func TestWhatOneLoadBalancerCannotBeIsRefused(t *testing.T) {
	config := stacks.TenantStackConfig{Environment: environment(), Tenant: "momcorp"}
	onALBs(
		saas.ALB{CertificateARN: certificate1},
		saas.ALB{CertificateARN: certificate1, Scheme: "internal", TLSPolicy: "policy"},
		saas.ALB{CertificateARN: certificate1, Group: strings.Repeat("a", 62)},
	)(&config)
	require.EqualError(t, config.Validate(), strings.Join([]string{
		`services[1].alb.scheme: is "internal", and "internet-facing" in service service-a, of the same group; write the same, or give the service a group of its own`,
		`services[1].alb.tlsPolicy: is "policy", and "" in service service-a, of the same group; write the same, or give the service a group of its own`,
		`services[2].alb.group: is longer than 63 characters with the shard's number: ` + strings.Repeat("a", 62) + `-2; shorten it`,
	}, "\n"))
}
