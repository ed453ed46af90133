package constructs

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/ingressclassv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/manifest"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// IngressClassConfig is a class of Ingresses that says which load balancer they share, and how it is reached. What a class
// says, an Ingress of it cannot change by its annotations.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/ingress_class/
type IngressClassConfig struct {
	// The class's name, no other in the cluster having it. Default: <namespace>.<group>.
	Name string
	// The namespace whose Ingresses alone may be of the class: text, not a token. Required.
	Namespace string
	// Labels of the objects. Default: none.
	Labels map[string]string
	// The IngressGroup: all Ingresses of a group are one load balancer. Required.
	Group string
	// The ACM certificates. Required.
	CertificateARNs []string
	// internet-facing or internal. Default: internet-facing.
	Scheme string
	// The load balancer's security policy, such as ELBSecurityPolicy-TLS13-1-2-2021-06. Default: the controller's.
	TLSPolicy string
}

// IngressClass is a class of Ingresses of the AWS Load Balancer Controller, with its IngressClassParams. An [ALB] of it is
// FixedByClass.
type IngressClass struct {
	constructs.Construct

	parameters manifest.Manifest
	class      ingressclassv1.IngressClassV1
}

// NewIngressClass makes a class. The controller's CRDs have to be there when it is planned. It panics with a *ConfigError
// that lists every problem of the config.
func NewIngressClass(scope constructs.Construct, id string, cfg *IngressClassConfig) *IngressClass {
	check.MustIn(scope, id, cfg.Validate())
	config := cfg.withDefaults()
	c := &IngressClass{}
	constructs.NewConstruct_Override(c, scope, &id)
	c.parameters = manifest.NewManifest(c, new("parameters"), renderIngressClassParams(config))
	class := renderIngressClass(config)
	class.DependsOn = &[]cdktf.ITerraformDependable{c.parameters}
	c.class = ingressclassv1.NewIngressClassV1(c, new("class"), class)
	return c
}

// Name is the class's name, as a token that ties whatever uses it to the class.
func (c *IngressClass) Name() string { return nameOf(c.class) }

// IngressClassResource is the provider's resource, for what the config does not reach.
func (c *IngressClass) IngressClassResource() ingressclassv1.IngressClassV1 { return c.class }

func (c IngressClassConfig) withDefaults() IngressClassConfig {
	c.Name = cmp.Or(c.Name, c.Namespace+"."+c.Group)
	c.Scheme = cmp.Or(c.Scheme, "internet-facing")
	return c
}
