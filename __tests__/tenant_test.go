package tests

import (
	"slices"
	"strings"
	"testing"

	kubernetes "github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	saas "github.com/berth-platform/berth/constructs"
)

// tenant synthesizes a tenant with one service, with a kubernetes provider and no other.
func tenant(t *testing.T, changes ...func(*saas.TenantConfig, *saas.ServiceConfig)) synthesized {
	t.Helper()
	return synth(t, func(app cdktf.App) {
		stack := cdktf.NewTerraformStack(app, new("test"))
		cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{Path: new("test.tfstate")})
		kubernetes.NewKubernetesProvider(stack, new("kubernetes"), &kubernetes.KubernetesProviderConfig{})
		config, service := &saas.TenantConfig{
			Name: "momcorp",
			Network: saas.TenantNetwork{
				ClusterCIDRs:      []string{"10.0.0.0/16"},
				LoadBalancerCIDRs: []string{"10.0.192.0/21", "10.0.200.0/21"},
			},
			ParameterStore: &saas.ParameterStore{Region: "us-gov-west-1", Reader: identity{"eks.amazonaws.com/role-arn": "reader"}},
		}, serviceConfig("")
		for _, change := range changes {
			change(config, service)
		}
		saas.NewTenant(stack, "tenant", config).NewService(stack, "apiserver", service)
	})["test"]
}

func policy(s synthesized, name string) networkingv1.NetworkPolicySpec {
	s.t.Helper()
	return object[*networkingv1.NetworkPolicy](s, name).Spec
}

func block(cidr string, except ...string) networkingv1.NetworkPolicyPeer {
	return networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: cidr, Except: except}}
}

func ports(protocol corev1.Protocol, numbers ...int32) []networkingv1.NetworkPolicyPort {
	var all []networkingv1.NetworkPolicyPort
	for _, number := range numbers {
		all = append(all, networkingv1.NetworkPolicyPort{Protocol: &protocol, Port: new(intstr.FromInt32(number))})
	}
	return all
}

func selector(label, value string) *metav1.LabelSelector {
	if label == "" {
		return &metav1.LabelSelector{}
	}
	return &metav1.LabelSelector{MatchLabels: map[string]string{label: value}}
}

func TestATenantsNamespaceRefusesWhatIsNotRestricted(t *testing.T) {
	labels := object[*corev1.Namespace](tenant(t), "").Labels
	require.Equal(t, map[string]string{
		"tenant": "momcorp", "app.kubernetes.io/managed-by": "berth",
		"pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/enforce-version": "v1.35",
		"pod-security.kubernetes.io/audit": "restricted", "pod-security.kubernetes.io/audit-version": "latest",
		"pod-security.kubernetes.io/warn": "restricted", "pod-security.kubernetes.io/warn-version": "latest",
		"elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
	}, labels)
}

func TestANamespaceKeepsItsPodSecurityWhateverLabelsItIsGiven(t *testing.T) {
	s := tenant(t, func(c *saas.TenantConfig, _ *saas.ServiceConfig) {
		c.Labels = map[string]string{"team": "payments", "pod-security.kubernetes.io/enforce": "privileged"}
	})
	labels := object[*corev1.Namespace](s, "").Labels
	require.Equal(t, "payments", labels["team"])
	require.Equal(t, "restricted", labels["pod-security.kubernetes.io/enforce"])
}

func TestANamespaceIsKeptFromBeingDestroyedWhenAsked(t *testing.T) {
	require.NotContains(t, tenant(t).block("resource", "kubernetes_namespace_v1", "tenant"), "lifecycle")
	s := tenant(t, func(c *saas.TenantConfig, _ *saas.ServiceConfig) { c.PreventDestroy = true })
	require.Equal(t, map[string]any{"prevent_destroy": true}, s.block("resource", "kubernetes_namespace_v1", "tenant")["lifecycle"])
}

func TestATenantHasTheQuotaOfItsTier(t *testing.T) {
	require.Equal(t, corev1.ResourceList{
		"requests.cpu": resource.MustParse("4"), "requests.memory": resource.MustParse("8Gi"),
		"limits.memory": resource.MustParse("16Gi"), "pods": resource.MustParse("30"),
	}, object[*corev1.ResourceQuota](tenant(t), "").Spec.Hard)
	premium := tenant(t, func(c *saas.TenantConfig, _ *saas.ServiceConfig) { c.Tier, c.Quota.Pods = saas.TierPremium, 7 })
	require.Equal(t, corev1.ResourceList{
		"requests.cpu": resource.MustParse("16"), "requests.memory": resource.MustParse("32Gi"),
		"limits.memory": resource.MustParse("64Gi"), "pods": resource.MustParse("7"),
	}, object[*corev1.ResourceQuota](premium, "").Spec.Hard)
}

// A quota refuses each container that says nothing of what it counts.
func TestAContainerThatSaysNothingHasAllThatTheQuotaCounts(t *testing.T) {
	s := tenant(t)
	limits := object[*corev1.LimitRange](s, "").Spec.Limits
	require.Equal(t, []corev1.LimitRangeItem{{
		Type:           corev1.LimitTypeContainer,
		DefaultRequest: corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("128Mi")},
		Default:        corev1.ResourceList{"memory": resource.MustParse("512Mi")},
		Max:            corev1.ResourceList{"memory": resource.MustParse("4Gi")},
	}}, limits)
	for counted := range object[*corev1.ResourceQuota](s, "").Spec.Hard {
		kind, name, ofContainers := strings.Cut(string(counted), ".")
		if ofContainers {
			given := map[string]corev1.ResourceList{"requests": limits[0].DefaultRequest, "limits": limits[0].Default}[kind]
			require.Contains(t, given, corev1.ResourceName(name), counted)
		}
	}
}

func TestNothingIsAllowedButWhatAPolicySays(t *testing.T) {
	s := tenant(t)
	require.Equal(t, networkingv1.NetworkPolicySpec{
		PolicyTypes: []networkingv1.PolicyType{"Ingress", "Egress"},
	}, policy(s, "default-deny"))
	var names []string
	for _, object := range s.objects {
		if object.Kind == "NetworkPolicy" {
			names = append(names, object.Name)
		}
	}
	slices.Sort(names)
	require.Equal(t, []string{"default-deny", "dns", "from-tenant", "internet", "load-balancer-apiserver", "to-tenant"}, names)
}

func TestPodsReachTheDNSOfTheCluster(t *testing.T) {
	dns := policy(tenant(t), "dns")
	require.Equal(t, []networkingv1.PolicyType{"Egress"}, dns.PolicyTypes)
	require.Equal(t, []networkingv1.NetworkPolicyEgressRule{{
		Ports: slices.Concat(ports("UDP", 53), ports("TCP", 53)),
		To: []networkingv1.NetworkPolicyPeer{{
			NamespaceSelector: selector("kubernetes.io/metadata.name", "kube-system"),
			PodSelector:       selector("k8s-app", "kube-dns"),
		}},
	}}, dns.Egress)
}

func TestPodsReachEachOther(t *testing.T) {
	s := tenant(t)
	each := []networkingv1.NetworkPolicyPeer{{PodSelector: selector("", "")}}
	require.Equal(t, []networkingv1.NetworkPolicyEgressRule{{To: each}}, policy(s, "to-tenant").Egress)
	require.Equal(t, []networkingv1.NetworkPolicyIngressRule{{From: each}}, policy(s, "from-tenant").Ingress)
}

func TestPodsReachTheInternetOnPort443AndNothingInside(t *testing.T) {
	internet := policy(tenant(t), "internet")
	require.Equal(t, []networkingv1.NetworkPolicyEgressRule{{
		Ports: ports("TCP", 443),
		To:    []networkingv1.NetworkPolicyPeer{block("0.0.0.0/0", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")},
	}}, internet.Egress)
}

func TestALoadBalancerReachesTheExposedPortsOfItsServiceAlone(t *testing.T) {
	s := tenant(t, func(_ *saas.TenantConfig, c *saas.ServiceConfig) {
		c.Sidecars = append(c.Sidecars, saas.Sidecar{Name: "metrics", Image: c.Image, Port: 9090})
	})
	require.Equal(t, networkingv1.NetworkPolicySpec{
		PodSelector: *selector("app", "apiserver"),
		PolicyTypes: []networkingv1.PolicyType{"Ingress"},
		Ingress: []networkingv1.NetworkPolicyIngressRule{{
			Ports: ports("TCP", 8000, 3000),
			From:  []networkingv1.NetworkPolicyPeer{block("10.0.192.0/21"), block("10.0.200.0/21")},
		}},
	}, policy(s, "load-balancer-apiserver"))
}

func TestFurtherRulesAreAsTheySay(t *testing.T) {
	s := tenant(t, func(c *saas.TenantConfig, _ *saas.ServiceConfig) {
		c.Network.Egress = map[string]saas.NetworkRule{
			"mail": {CIDRs: []string{"0.0.0.0/0"}, Ports: []int{465, 587}},
			"logs": {Namespace: "logging", Ports: []int{514}, Protocol: "UDP"},
		}
		c.Network.Ingress = map[string]saas.NetworkRule{"metrics": {Namespace: "monitoring", Service: "apiserver", Ports: []int{9090}}}
	})
	require.Equal(t, []networkingv1.NetworkPolicyEgressRule{{
		Ports: ports("TCP", 465, 587),
		To:    []networkingv1.NetworkPolicyPeer{block("0.0.0.0/0", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")},
	}}, policy(s, "egress-mail").Egress)
	require.Equal(t, []networkingv1.NetworkPolicyEgressRule{{
		Ports: ports("UDP", 514),
		To:    []networkingv1.NetworkPolicyPeer{{NamespaceSelector: selector("kubernetes.io/metadata.name", "logging"), PodSelector: selector("", "")}},
	}}, policy(s, "egress-logs").Egress)
	require.Equal(t, networkingv1.NetworkPolicySpec{
		PodSelector: *selector("app", "apiserver"),
		PolicyTypes: []networkingv1.PolicyType{"Ingress"},
		Ingress: []networkingv1.NetworkPolicyIngressRule{{
			Ports: ports("TCP", 9090),
			From:  []networkingv1.NetworkPolicyPeer{{NamespaceSelector: selector("kubernetes.io/metadata.name", "monitoring"), PodSelector: selector("", "")}},
		}},
	}, policy(s, "ingress-metrics"))
}

func TestAServiceThatMountsItsTokenReachesTheAPIThatItIsFor(t *testing.T) {
	s := tenant(t, func(c *saas.TenantConfig, service *saas.ServiceConfig) {
		c.Network.APIServerCIDRs, service.MountToken = []string{"172.20.0.0/16"}, true
	})
	require.Equal(t, networkingv1.NetworkPolicySpec{
		PodSelector: *selector("app", "apiserver"),
		PolicyTypes: []networkingv1.PolicyType{"Egress"},
		Egress:      []networkingv1.NetworkPolicyEgressRule{{Ports: ports("TCP", 443), To: []networkingv1.NetworkPolicyPeer{block("172.20.0.0/16")}}},
	}, policy(s, "kubernetes-api-apiserver"))
}

func TestATenantsStoreReadsAsAnAccountThatNoPodHas(t *testing.T) {
	s := tenant(t)
	require.Equal(t, map[string]any{"aws": map[string]any{
		"service": "ParameterStore", "region": "us-gov-west-1",
		"auth": map[string]any{"jwt": map[string]any{"serviceAccountRef": map[string]any{"name": "secrets-reader"}}},
	}}, s.custom("aws-ssm", "spec", "provider"))
	account := object[*corev1.ServiceAccount](s, "secrets-reader")
	require.Equal(t, map[string]string{"eks.amazonaws.com/role-arn": "reader"}, account.Annotations)
	require.False(t, *account.AutomountServiceAccountToken)
	require.NotEqual(t, account.Name, s.deployment().Spec.Template.Spec.ServiceAccountName)
}

func TestSecretsAndFlagsComeByTheTenantsStore(t *testing.T) {
	s := tenant(t)
	for _, name := range []string{"apiserver-secrets", "apiserver-feature-flags"} {
		require.Equal(t, map[string]any{"kind": "SecretStore", "name": "aws-ssm"}, s.custom(name, "spec", "secretStoreRef"))
	}
	shared := tenant(t, func(_ *saas.TenantConfig, c *saas.ServiceConfig) {
		c.SecretStore = saas.SecretStore{Kind: "ClusterSecretStore", Name: "all"}
	})
	require.Equal(t, map[string]any{"kind": "ClusterSecretStore", "name": "all"}, shared.custom("apiserver-secrets", "spec", "secretStoreRef"))
}

// Terraform destroys in the opposite order: pods, then external secrets, which their operator cleans up with the store's
// rights, then the store, its account, and last the namespace.
func TestWhatOthersNeedIsThereFirstAndGoneLast(t *testing.T) {
	s := tenant(t)
	on := func(typ, id string) []any { return s.block("resource", typ, id)["depends_on"].([]any) }
	only := func(typ, id string) string {
		for full := range s.blocks("resource", typ) {
			if strings.HasPrefix(full, id) {
				return typ + "." + full
			}
		}
		return typ + "." + id + " is not there"
	}
	require.Equal(t, []any{only("kubernetes_service_account_v1", "tenant_secrets-reader")}, on("kubernetes_manifest", "tenant_secret-store"))
	store := []any{only("kubernetes_manifest", "tenant_secret-store")}
	require.Equal(t, store, on("kubernetes_manifest", "apiserver_secrets"))
	require.Equal(t, store, on("kubernetes_manifest", "apiserver_feature-flags"))

	before := on("kubernetes_deployment_v1", "apiserver")
	for _, typ := range []string{"kubernetes_resource_quota_v1", "kubernetes_limit_range_v1", "kubernetes_default_service_account_v1", "kubernetes_network_policy_v1"} {
		for id := range s.blocks("resource", typ) {
			require.Contains(t, before, typ+"."+id)
		}
	}
}

func TestAllOfATenantIsTiedToItsNamespace(t *testing.T) {
	for _, object := range tenant(t).objects {
		if object.Kind != "Namespace" {
			require.Equal(t, "tenant-momcorp", object.Namespace, object.Resource)
		}
	}
	namespace := "${kubernetes_namespace_v1.tenant_namespace_406B1762.metadata[0].name}"
	s := tenant(t)
	for typ, blocks := range s.tree["resource"].(map[string]any) {
		if typ == "kubernetes_namespace_v1" || typ == "kubernetes_manifest" {
			continue
		}
		for id, block := range blocks.(map[string]any) {
			require.Equal(t, namespace, block.(map[string]any)["metadata"].(map[string]any)["namespace"], typ+"."+id)
		}
	}
}

func TestPodsThatNameNoAccountHaveNoToken(t *testing.T) {
	account := tenant(t).block("resource", "kubernetes_default_service_account_v1", "tenant")
	require.Equal(t, false, account["automount_service_account_token"])
}

// may says whether the role allows it, as Kubernetes reads a role: each rule by itself.
func may(role *rbacv1.Role, verb, group, what string) bool {
	return slices.ContainsFunc(role.Rules, func(rule rbacv1.PolicyRule) bool {
		is := func(list []string, one string) bool { return slices.Contains(list, one) || slices.Contains(list, "*") }
		return is(rule.Verbs, verb) && is(rule.APIGroups, group) && is(rule.Resources, what)
	})
}

func TestOperatorsLookAfterPodsAndSeeNoSecret(t *testing.T) {
	role := object[*rbacv1.Role](tenant(t), "tenant-operator")
	for _, verb := range []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"} {
		reading := slices.Contains([]string{"get", "list", "watch"}, verb)
		require.Equal(t, reading, may(role, verb, "apps", "deployments"), verb)
		require.Equal(t, reading || verb == "delete", may(role, verb, "", "pods"), verb)
		require.Equal(t, verb == "get", may(role, verb, "", "pods/log"), verb)
		require.Equal(t, verb == "get" || verb == "create", may(role, verb, "", "pods/portforward"), verb)
		for _, never := range []string{"secrets", "pods/exec", "pods/attach", "pods/ephemeralcontainers", "serviceaccounts/token"} {
			require.False(t, may(role, verb, "", never), "%s %s", verb, never)
		}
	}
}

func TestOperatorsRunCommandsWhenTheyMay(t *testing.T) {
	role := object[*rbacv1.Role](tenant(t, func(c *saas.TenantConfig, _ *saas.ServiceConfig) { c.Operators.Exec = true }), "tenant-operator")
	require.True(t, may(role, "create", "", "pods/exec"))
	require.False(t, may(role, "get", "", "secrets"))
}

func TestOperatorsAreAGroup(t *testing.T) {
	group := func(s synthesized) []rbacv1.Subject {
		return object[*rbacv1.RoleBinding](s, "tenant-operator").Subjects
	}
	require.Equal(t, []rbacv1.Subject{{Kind: "Group", APIGroup: "rbac.authorization.k8s.io", Name: "tenant-momcorp-operators"}}, group(tenant(t)))
	require.Equal(t, "payments", group(tenant(t, func(c *saas.TenantConfig, _ *saas.ServiceConfig) { c.Operators.Group = "payments" }))[0].Name)
}

func TestAServiceThatHasNoRoomPanicsWithItsTenantsShortage(t *testing.T) {
	defer func() {
		err, ok := recover().(*saas.ConfigError)
		require.True(t, ok)
		require.EqualError(t, err, `test/web:
  quota.pods: 2 has no room for a rollout of the services, which takes 4; write 4 or more, or have the services take less`)
	}()
	app := cdktf.NewApp(&cdktf.AppConfig{Outdir: new(t.TempDir())})
	stack := cdktf.NewTerraformStack(app, new("test"))
	tenant := saas.NewTenant(stack, "tenant", &saas.TenantConfig{Name: "momcorp", Quota: saas.Quota{Pods: 2}})
	image := saas.Image{Repository: "ghcr.io/acme/web", Tag: "v1"}
	tenant.NewService(stack, "api", &saas.ServiceConfig{Image: image})
	tenant.NewService(stack, "web", &saas.ServiceConfig{Image: image})
	t.Fatal("it did not panic")
}
