package constructs

import (
	"cmp"
	"slices"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/deploymentv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/ingressv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/manifest"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/serviceaccountv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/servicev1"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// Service is one service of one tenant: a Deployment and what makes it reachable, configured and known to the cloud.
type Service struct {
	constructs.Construct

	config     ServiceConfig
	tenant     *Tenant // Nil where the namespace is made elsewhere.
	account    serviceaccountv1.ServiceAccountV1
	secrets    manifest.Manifest
	flags      manifest.Manifest
	service    servicev1.ServiceV1
	ingress    ingressv1.IngressV1
	deployment deploymentv1.DeploymentV1
}

// NewService makes a service in a namespace that is there. It panics with a *ConfigError that lists every problem of the
// config. In a tenant's namespace nobody is let in to it from outside: that is [Tenant.NewService].
func NewService(scope constructs.Construct, id string, cfg *ServiceConfig) *Service {
	config := *cfg
	config.Name = cmp.Or(config.Name, id)
	check.MustIn(scope, id, config.Validate())
	return newService(scope, id, config.withDefaults(), nil)
}

// newService takes a config that is valid and whole. The tenant is nil where the namespace is made elsewhere.
func newService(scope constructs.Construct, id string, config ServiceConfig, tenant *Tenant) *Service {
	s := &Service{config: config, tenant: tenant}
	constructs.NewConstruct_Override(s, scope, &id)
	account := renderServiceAccount(s.config)
	account.DependsOn = dependsOn(policies(s.config.Identity))
	s.account = serviceaccountv1.NewServiceAccountV1(s, new("service-account"), account)
	s.addParameters()
	s.service = servicev1.NewServiceV1(s, new("service"), renderService(s.config))
	if alb, ok := s.config.Exposure.(ALB); ok {
		s.ingress = ingressv1.NewIngressV1(s, new("ingress"), renderIngress(s.config, alb, s.ServiceName()))
	}
	deployment := renderDeployment(s.config, s.ServiceAccountName())
	deployment.DependsOn = dependsOn(append(s.beforeDeployment(), s.limits()...))
	s.deployment = deploymentv1.NewDeploymentV1(s, new("deployment"), deployment)
	return s
}

func (s *Service) addParameters() {
	store := dependsOn(s.store())
	if len(s.config.Secrets) > 0 {
		secrets := renderSecrets(s.config)
		secrets.DependsOn = store
		s.secrets = manifest.NewManifest(s, new("secrets"), secrets)
	}
	if !s.config.FeatureFlags.Disabled {
		flags := renderFlags(s.config)
		flags.DependsOn = store
		s.flags = manifest.NewManifest(s, new("feature-flags"), flags)
	}
}

// store is the tenant's own, when the service's secrets and flags come by it: there before them, and until they are gone.
func (s *Service) store() []cdktf.ITerraformDependable {
	own := SecretStore{Kind: "SecretStore", Name: SecretStoreName}
	if s.tenant == nil || s.tenant.store == nil || s.config.SecretStore != own {
		return nil
	}
	return []cdktf.ITerraformDependable{s.tenant.store}
}

// limits are the tenant's quota and network policies, and the policies of this service, which it adds.
func (s *Service) limits() []cdktf.ITerraformDependable {
	if s.tenant == nil {
		return nil
	}
	limits := slices.Clone(s.tenant.limits)
	for _, policy := range s.tenant.config.policiesOf(s.config) {
		limits = append(limits, s.tenant.addPolicy(s, policy))
	}
	return limits
}

// beforeDeployment is what has to be there when pods start, and is not named by the Deployment: without its secrets a
// pod does not start while Terraform waits for it, flags that come later would not restart it, and a load balancer that
// is there first knows each pod as it comes.
func (s *Service) beforeDeployment() []cdktf.ITerraformDependable {
	var earlier []cdktf.ITerraformDependable
	if s.secrets != nil {
		earlier = append(earlier, s.secrets)
	}
	if s.flags != nil {
		earlier = append(earlier, s.flags)
	}
	if s.ingress != nil {
		earlier = append(earlier, s.ingress)
	}
	return earlier
}

// policies are the rights that an identity says it has to have.
func policies(identity Identity) []cdktf.ITerraformDependable {
	if identity, ok := identity.(interface {
		Policies() []cdktf.ITerraformDependable
	}); ok {
		return identity.Policies()
	}
	return nil
}

func dependsOn(earlier []cdktf.ITerraformDependable) *[]cdktf.ITerraformDependable {
	if len(earlier) == 0 {
		return nil
	}
	return &earlier
}

// Name is the service's name.
func (s *Service) Name() string { return s.config.Name }

// Deployment is the provider's resource, for what the config does not reach.
func (s *Service) Deployment() deploymentv1.DeploymentV1 { return s.deployment }

// Service is the provider's resource, for what the config does not reach.
func (s *Service) Service() servicev1.ServiceV1 { return s.service }

// Ingress is the provider's resource, for what the config does not reach; nil without an ALB.
func (s *Service) Ingress() ingressv1.IngressV1 { return s.ingress }

// ServiceAccount is the provider's resource, for what the config does not reach.
func (s *Service) ServiceAccount() serviceaccountv1.ServiceAccountV1 { return s.account }

// DeploymentName is the Deployment's name, as a token that ties whatever uses it to the Deployment.
func (s *Service) DeploymentName() string { return nameOf(s.deployment) }

// ServiceName is the Service's name, as a token that ties whatever uses it to the Service.
func (s *Service) ServiceName() string { return nameOf(s.service) }

// ServiceAccountName is the service account's name, as a token that ties whatever uses it to the account.
func (s *Service) ServiceAccountName() string { return nameOf(s.account) }

// IngressName is the Ingress's name, as a token that ties whatever uses it to the Ingress; empty without an ALB.
func (s *Service) IngressName() string {
	if s.ingress == nil {
		return ""
	}
	return nameOf(s.ingress)
}

// SecretName is the name of the Secret that holds the service's secrets; empty when it has none.
func (s *Service) SecretName() string {
	if s.secrets == nil {
		return ""
	}
	return s.config.secretName()
}

// Host is the host name that the service's ALB answers to; empty without an ALB.
func (s *Service) Host() string {
	alb, _ := s.config.Exposure.(ALB)
	return alb.Host
}

// Hostname is the DNS name of the service's own load balancer, as a token: empty until AWS has made it. Without an NLB
// it is empty.
func (s *Service) Hostname() string {
	if _, ok := s.config.Exposure.(NLB); !ok {
		return ""
	}
	return loadBalancerHostname(*s.service.Fqn())
}

// nameOf takes one request to Node, of which Metadata().Name() makes two.
func nameOf(resource cdktf.TerraformResource) string {
	return *resource.GetStringAttribute(new("metadata[0].name"))
}
