package constructs

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/namespacev1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/berth-platform/berth/internal/check"
)

// TenantConfig is one tenant.
type TenantConfig struct {
	// The tenant's name: 2 to 30 lower case letters, digits and hyphens. Required.
	Name string
	// The name of its namespace. Default: tenant-<name>.
	Namespace string
	// Further labels of the namespace; the ones that Berth sets win. Default: none.
	Labels map[string]string
}

// Validate reports every problem of the tenant as a *FieldError, joined.
func (c *TenantConfig) Validate() error {
	var p check.Problems
	p.ID("name", c.Name)
	if c.Namespace != "" {
		validateName(&p, "namespace", c.Namespace, validation.IsDNS1123Label)
	}
	return p.Err()
}

func (c TenantConfig) withDefaults() TenantConfig {
	c.Namespace = cmp.Or(c.Namespace, "tenant-"+c.Name)
	return c
}

// Tenant is what all services of a tenant stand in.
type Tenant struct {
	constructs.Construct

	namespace namespacev1.NamespaceV1
}

// NewTenant makes the tenant's namespace. It panics with a *ConfigError that lists every problem of the config.
func NewTenant(scope constructs.Construct, id string, cfg *TenantConfig) *Tenant {
	check.Must(*scope.Node().Path()+"/"+id, cfg.Validate())
	t := &Tenant{}
	constructs.NewConstruct_Override(t, scope, &id)
	t.namespace = namespacev1.NewNamespaceV1(t, new("namespace"), renderNamespace(cfg.withDefaults()))
	return t
}

// Namespace is the namespace's name, as a token that ties whatever uses it to the namespace.
func (t *Tenant) Namespace() string { return *t.namespace.Metadata().Name() }

// NamespaceResource is the provider's resource, for what the config does not reach.
func (t *Tenant) NamespaceResource() namespacev1.NamespaceV1 { return t.namespace }
