package constructs

import (
	"cmp"
	"errors"
	"slices"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/defaultserviceaccountv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/limitrangev1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/manifest"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/namespacev1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/networkpolicyv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/resourcequotav1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/rolebindingv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/rolev1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/serviceaccountv1"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// Tenant is what all services of a tenant stand in: a namespace with its Pod Security, its quota, its network policies, its
// SecretStore and the rights of its operators.
type Tenant struct {
	constructs.Construct

	config    TenantConfig
	services  []ServiceConfig
	namespace namespacev1.NamespaceV1
	name      string                       // The namespace's: a token, as Node is asked for it once.
	limits    []cdktf.ITerraformDependable // What has to hold before a pod starts, and until it has stopped.
	store     manifest.Manifest
}

// NewTenant makes a tenant's envelope. It panics with a *ConfigError that lists every problem of the config.
func NewTenant(scope constructs.Construct, id string, cfg *TenantConfig) *Tenant {
	check.MustIn(scope, id, cfg.Validate())
	t := &Tenant{config: cfg.withDefaults()}
	constructs.NewConstruct_Override(t, scope, &id)
	t.namespace = namespacev1.NewNamespaceV1(t, new("namespace"), renderNamespace(t.config))
	t.name = nameOf(t.namespace)
	t.addLimits()
	t.addPolicies()
	t.addOperators()
	if t.config.ParameterStore != nil {
		t.addStore()
	}
	return t
}

func (t *Tenant) addLimits() {
	t.limits = append(t.limits,
		resourcequotav1.NewResourceQuotaV1(t, new("quota"), renderQuota(t.config, t.Namespace())),
		limitrangev1.NewLimitRangeV1(t, new("limits"), renderLimits(t.config, t.Namespace())),
		defaultserviceaccountv1.NewDefaultServiceAccountV1(t, new("default-service-account"), renderDefaultAccount(t.Namespace())))
}

func (t *Tenant) addPolicies() {
	policies := constructs.NewConstruct(t, new("network"))
	t.limits = append(t.limits,
		networkpolicyv1.NewNetworkPolicyV1(policies, new("default-deny"), renderDefaultDeny(t.config, t.Namespace())))
	for _, policy := range t.config.policies() {
		t.limits = append(t.limits, t.addPolicy(policies, policy))
	}
}

func (t *Tenant) addPolicy(scope constructs.Construct, policy networkPolicy) cdktf.ITerraformDependable {
	return networkpolicyv1.NewNetworkPolicyV1(scope, &policy.name, renderNetworkPolicy(t.config, t.Namespace(), policy))
}

func (t *Tenant) addOperators() {
	role := rolev1.NewRoleV1(t, new("operator-role"), renderOperatorRole(t.config, t.Namespace()))
	rolebindingv1.NewRoleBindingV1(t, new("operator-binding"), renderOperatorBinding(t.config, t.Namespace(), nameOf(role)))
}

// addStore has the reader's rights there before its account, and both before the store: what the store cannot read at
// once, it tries again only minutes later.
func (t *Tenant) addStore() {
	account := renderReader(t.config, t.Namespace())
	account.DependsOn = dependsOn(policies(t.config.ParameterStore.Reader))
	reader := serviceaccountv1.NewServiceAccountV1(t, new("secrets-reader"), account)
	store := renderStore(t.config, t.Namespace())
	store.DependsOn = dependsOn([]cdktf.ITerraformDependable{reader})
	t.store = manifest.NewManifest(t, new("secret-store"), store)
}

// NewService makes a service of the tenant: in its namespace, let in from its load balancer, with its secrets read by the
// tenant's store, and its pods within the quota and the network policies from the first to the last. The config's Tenant
// and Namespace are filled in. It panics with a *ConfigError that lists every problem of the config, and what the tenant
// has no room for.
func (t *Tenant) NewService(scope constructs.Construct, id string, cfg *ServiceConfig) *Service {
	config := *cfg
	config.Name = cmp.Or(config.Name, id)
	config.Tenant, config.Namespace = t.config.Name, t.Namespace()
	services := append(slices.Clone(t.services), config)
	check.MustIn(scope, id, errors.Join(config.Validate(), t.config.ValidateServices(services...)))
	t.services = services
	return newService(scope, id, config.withDefaults(), t)
}

// Namespace is the namespace's name, as a token that ties whatever uses it to the namespace.
func (t *Tenant) Namespace() string { return t.name }

// OperatorGroup is the Kubernetes group of the tenant's operators.
func (t *Tenant) OperatorGroup() string { return t.config.Operators.Group }

// NamespaceResource is the provider's resource, for what the config does not reach.
func (t *Tenant) NamespaceResource() namespacev1.NamespaceV1 { return t.namespace }

// SecretStore is the provider's resource, for what the config does not reach; nil without a ParameterStore.
func (t *Tenant) SecretStore() manifest.Manifest { return t.store }
