package stacks

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
)

// TenantStackConfig is one tenant: its envelope, its services and their roles.
type TenantStackConfig struct {
	// The environment that the tenant is in. Required.
	Environment Environment
	// The tenant's name: 2 to 30 lower case letters, digits and hyphens. Required.
	Tenant string
	// The name of its namespace. Default: tenant-<tenant>.
	Namespace string
	// The EKS cluster that it runs on; it has to be there when the stack is planned. Default: the environment's.
	ClusterName string
	// How Terraform reaches the cluster. Default: EKSExec{}.
	Access Access
	// The number of the load balancer that its ALB services share with some of the tenants: of the group shared, the group
	// shared-2. Default: none; the groups have no number.
	Shard int
	// How AWS knows its services' pods: eks.IRSA{} or eks.PodIdentity{}. Default: eks.IRSA{}.
	Identity eks.IdentityMode
	// Where the cluster stands, as its own stack has it: network policies tell load balancers from pods by its subnets.
	// Default: the VPC of the cluster that is found, in which nothing tells them apart.
	Network eks.NetworkSource
	// How much of the cluster its pods may take. Default: standard.
	Tier saas.Tier
	// What is not as the tier has it.
	Quota saas.Quota
	// The addresses that ALBs call from. Required with an ALB where a kubeconfig leads to the cluster. Default: those of the
	// Network's subnets.
	LoadBalancerCIDRs []string
	// Whom its pods may call, beside each other, DNS and the internet on port 443: rules by name. Default: none.
	Egress map[string]saas.NetworkRule
	// Who may call its pods, beside each other and its load balancers: rules by name. Default: none.
	Ingress map[string]saas.NetworkRule
	// Who may look after its pods.
	Operators Operators
	// How long its log group keeps what is in it: a number of days that CloudWatch knows. Default: 90.
	LogRetentionDays int
	// Refuses to be planned before the environment's stack of add-ons is deployed. Default: false.
	RequireAddons bool
	// What the tenant runs. Default: none.
	Services []TenantService
}

// TenantService is one service of a tenant. The stack fills in the tenant and the namespace, on EKS the identity, and
// the parameter prefix where it is empty: /<platform>/<environment>/tenants/<tenant>.
type TenantService struct {
	saas.ServiceConfig

	// What its pods may do in AWS. Default: nothing; they have a role of their own all the same.
	Role Role
}

// Role is what a service's pods may do in AWS.
type Role struct {
	// The ARNs of managed policies. Default: none.
	PolicyARNs []string
	// Inline policies as JSON, by name. Default: none.
	InlinePolicies map[string]string
	// Lets the pods themselves read the service's own parameters, beside the secrets they are given. Default: false.
	ReadsParameters bool
}

// The outputs of a tenant's stack: its namespace, and its services by name, each an object with the keys below. A key
// whose thing the service does not have is left out.
const (
	OutputNamespace = "namespace"
	OutputServices  = "services"

	OutputDeployment     = "deployment_name"
	OutputService        = "service_name"
	OutputServiceAccount = "service_account_name"
	OutputIngress        = "ingress_name"
	OutputSecret         = "secret_name"
	OutputHostname       = "hostname"
	OutputRoleARN        = "irsa_role_arn"
	OutputRoleName       = "irsa_role_name"
)

// TenantStack is the stack of one tenant.
type TenantStack struct {
	cdktf.TerraformStack

	config   TenantStackConfig
	cluster  *eks.ClusterRef               // Nil with a kubeconfig.
	classes  map[string]*saas.IngressClass // By group; none with a kubeconfig.
	tenant   *saas.Tenant
	services []*saas.Service
}

// NewTenantStack makes a tenant's stack. It panics with a *ConfigError that lists every problem of the config.
func NewTenantStack(app cdktf.App, id string, cfg *TenantStackConfig) *TenantStack {
	check.Must(id, cfg.Validate())
	s := &TenantStack{config: cfg.withDefaults()}
	cdktf.NewTerraformStack_Override(s, app, &id)
	configure(s, id, s.config.Environment)
	s.connect()
	s.addTenant()
	output(s, OutputNamespace, s.tenant.Namespace(), "The tenant's namespace")
	s.addClasses()
	s.addServices()
	s.addRecords(id)
	return s
}

// Tenant is the tenant's construct.
func (s *TenantStack) Tenant() *saas.Tenant { return s.tenant }

// Services are the tenant's services, in the order of the config.
func (s *TenantStack) Services() []*saas.Service { return s.services }

func (s *TenantStack) connect() {
	if kubeconfig, ok := s.config.Access.(Kubeconfig); ok {
		UseKubeconfig(s, kubeconfig)
		return
	}
	UseAWS(s, s.config.Environment, s.config.Tenant)
	s.cluster = eks.LookupCluster(s, "cluster", s.config.ClusterName)
	if s.config.RequireAddons {
		requireAddons(s, s.cluster, s.config.Environment)
	}
	UseCluster(s, s.cluster, s.config.Environment.Region, s.config.Access)
}

// addServices keeps services and roles in scopes of their own, so that no service's name meets another id of the stack.
func (s *TenantStack) addServices() {
	services, roles := constructs.NewConstruct(s, new("service")), constructs.NewConstruct(s, new("role"))
	all := map[string]any{}
	for _, service := range s.config.Services {
		config := s.config.complete(service)
		var role *eks.PodRole
		if s.cluster != nil {
			role = eks.NewPodRole(roles, config.Name, s.podRole(config, service.Role))
			config.Identity = role
		}
		config.Exposure = s.fixed(config.Exposure)
		made := s.tenant.NewService(services, config.Name, &config)
		s.services = append(s.services, made)
		all[config.Name] = outputs(made, role)
	}
	output(s, OutputServices, all, "The tenant's services")
}

func (s *TenantStack) podRole(config saas.ServiceConfig, role Role) *eks.PodRoleConfig {
	podRole := &eks.PodRoleConfig{
		Cluster:        s.cluster,
		Namespace:      config.Namespace,
		ServiceAccount: saas.ServiceAccountName(config.Name),
		Tenant:         s.config.Tenant,
		Service:        config.Name,
		PolicyARNs:     role.PolicyARNs,
		InlinePolicies: role.InlinePolicies,
		IdentityMode:   s.config.Identity,
		IAM:            s.config.Environment.IAM,
	}
	if role.ReadsParameters {
		podRole.ReadParameters = []string{config.ParameterPrefix + "/" + config.Name}
	}
	return podRole
}

func outputs(service *saas.Service, role *eks.PodRole) map[string]string {
	all := map[string]string{
		OutputDeployment:     service.DeploymentName(),
		OutputService:        service.ServiceName(),
		OutputServiceAccount: service.ServiceAccountName(),
		OutputIngress:        service.IngressName(),
		OutputSecret:         service.SecretName(),
		OutputHostname:       service.Hostname(),
	}
	if role != nil {
		all[OutputRoleARN] = role.RoleARN()
		all[OutputRoleName] = role.RoleName()
	}
	for key, value := range all {
		if value == "" {
			delete(all, key)
		}
	}
	return all
}

func (c TenantStackConfig) withDefaults() TenantStackConfig {
	c.Namespace = cmp.Or(c.Namespace, "tenant-"+c.Tenant)
	c.ClusterName = cmp.Or(c.ClusterName, c.Environment.ClusterName())
	c.Access = accessOrDefault(c.Access)
	c.Tier = cmp.Or(c.Tier, saas.TierStandard)
	c.LogRetentionDays = cmp.Or(c.LogRetentionDays, 90)
	return c
}

// complete is the service's config with what the stack knows.
func (c TenantStackConfig) complete(service TenantService) saas.ServiceConfig {
	config := service.ServiceConfig
	config.Tenant = c.Tenant
	config.Namespace = c.Namespace
	config.ParameterPrefix = cmp.Or(config.ParameterPrefix, c.Environment.ParameterPrefix(c.Tenant))
	if _, kubeconfig := c.Access.(Kubeconfig); kubeconfig {
		config.SecretStore.Kind = cmp.Or(config.SecretStore.Kind, "ClusterSecretStore") // The tenant has no store of its own there.
	}
	return config
}

// Validate reports every problem of the stack as a *FieldError, joined. A problem of a service has a path such as
// services[0].image.tag.
func (c *TenantStackConfig) Validate() error {
	var p check.Problems
	full := c.withDefaults()
	_, kubeconfig := full.Access.(Kubeconfig)
	full.Environment.validate(&p, !kubeconfig)
	full.validateTenant(&p, kubeconfig)
	full.validateGroups(&p)
	full.validateCluster(&p, c.ClusterName)
	if kubeconfig && c.RequireAddons {
		p.Add("requireAddons", "looks for add-ons in AWS, and a kubeconfig leads elsewhere", "leave it out")
	}
	names := map[string]bool{}
	for i, service := range full.Services {
		path := check.Index("services", i)
		full.validateService(&p, path, service)
		if names[service.Name] {
			p.Add(path+".name", fmt.Sprintf("%q is another service of the tenant", service.Name), "give each service its own name")
		}
		names[service.Name] = true
		service.validateOurs(&p, path, kubeconfig)
		service.validatePorts(&p, path)
		service.Role.validate(&p, path+".role", kubeconfig)
	}
	return p.Err()
}

func (c TenantStackConfig) validateCluster(p *check.Problems, ownName string) {
	if ownName != "" {
		p.Within("clusterName", eks.ValidateClusterName(ownName))
	}
	validateAccess(p, c.Access)
	if _, kubeconfig := c.Access.(Kubeconfig); kubeconfig && c.Identity != nil {
		p.Add("identity", "is how AWS knows pods, and a kubeconfig leads to them", "leave it out, or reach an EKS cluster by its name")
	}
}

// validateService leaves out the fields that the stack fills in: what is wrong with them is the stack's problem, and
// reported once.
func (c TenantStackConfig) validateService(p *check.Problems, path string, service TenantService) {
	config := c.complete(service)
	for _, field := range check.Fields(config.Validate()) {
		ours := field.Path == "tenant" || field.Path == "namespace" || field.Path == "parameterPrefix" && service.ParameterPrefix == ""
		if !ours {
			p.Add(check.Join(path, field.Path), field.Problem, field.Hint)
		}
	}
}

// validateOurs keeps what the stack fills in from being lost without a word.
func (s TenantService) validateOurs(p *check.Problems, path string, kubeconfig bool) {
	const hint = "leave it out: the stack fills it in"
	if s.Tenant != "" {
		p.Add(path+".tenant", "is given", hint)
	}
	if s.Namespace != "" {
		p.Add(path+".namespace", "is given", hint)
	}
	if s.Name == saas.SecretsReader {
		p.Add(path+".name", fmt.Sprintf("%q is what the tenant's own reader of secrets is named", s.Name), "give the service another name")
	}
	if s.Identity != nil && !kubeconfig {
		p.Add(path+".identity", "is given", "leave it out: on EKS each service has a role of its own, whose rights are in role")
	}
}

// validatePorts keeps what one tenant exposes from being what another may call: pods may call 443 outside of their tenant.
func (s TenantService) validatePorts(p *check.Problems, path string) {
	const problem, hint = "is 443, where pods may call whom they do not know", "listen on another port: TLS ends at the load balancer"
	if s.Port == 443 {
		p.Add(path+".port", problem, hint)
	}
	for i, sidecar := range s.Sidecars {
		if sidecar.Port == 443 {
			p.Add(check.Join(path, check.Index("sidecars", i)+".port"), problem, hint)
		}
	}
}

func (r Role) validate(p *check.Problems, path string, kubeconfig bool) {
	if kubeconfig && (len(r.PolicyARNs) > 0 || len(r.InlinePolicies) > 0 || r.ReadsParameters) {
		p.Add(path, "gives rights in AWS to pods that a kubeconfig leads to", "leave the role out, or reach an EKS cluster by its name")
		return
	}
	policies := eks.PodRoleConfig{PolicyARNs: r.PolicyARNs, InlinePolicies: r.InlinePolicies}
	if r.ReadsParameters {
		policies.ReadParameters = []string{"/its/own"}
	}
	for _, field := range check.Fields(policies.Validate()) {
		if strings.HasPrefix(field.Path, "policyArns") || strings.HasPrefix(field.Path, "inlinePolicies") { // The stack fills in the rest.
			p.Add(check.Join(path, field.Path), field.Problem, field.Hint)
		}
	}
}
