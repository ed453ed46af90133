package stacks

import (
	"cmp"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawspartition"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsssmparametersbypath"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssmparameter"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/constructs/addons"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
)

// AddonsStackConfig is the controllers of an EKS cluster that its tenants rely on.
type AddonsStackConfig struct {
	// The environment whose tenants rely on them. Required.
	Environment Environment
	// The EKS cluster; it has to be there when the stack is planned. Default: the environment's.
	ClusterName string
	// How Terraform reaches the cluster: an EKSExec or an EKSToken. Default: EKSExec{}.
	Access Access
	// The AWS Load Balancer Controller, which makes load balancers of Ingresses and Services.
	LoadBalancerController Addon
	// Lets an Ingress name its group by an annotation, so that who may make one may join any group: for services whose
	// class is not the tenant's own. Default: false.
	GroupAnnotations bool
	// External Secrets Operator, which makes Secrets of parameters in SSM.
	ExternalSecrets Addon
	// Lets tenants share a ClusterSecretStore, by which each may read all that the store may. Default: false.
	ClusterStores bool
	// Reloader, which restarts pods when a value of their Secrets changes.
	Reloader Addon
	// The metrics-server, by which autoscalers know what pods use.
	MetricsServer Addon
	// What sees to the number of nodes: a ClusterAutoscaler. Default: none.
	Autoscaler Autoscaler
}

// Addon is whether an add-on is installed, and in which version.
type Addon struct {
	// The chart's version. Default: the one that package addons pins.
	Version string
	// Leaves it to others to install. Default: false.
	Disabled bool
}

// Autoscaler is what sees to the number of a cluster's nodes: a [ClusterAutoscaler].
type Autoscaler interface{ autoscaler() Autoscaler }

// ClusterAutoscaler changes the size of node groups. Theirs is to be its own to say: eks.Nodes{Autoscaled: true}.
type ClusterAutoscaler struct {
	// The chart's version, which goes with one minor version of Kubernetes. Default: the one that package addons pins.
	Version string
}

func (c ClusterAutoscaler) autoscaler() Autoscaler { return c }

// OutputAddons is the output of the stack of add-ons: the version of each one's chart, by its name.
const OutputAddons = "addons"

// AddonsStack is the stack of a cluster's add-ons.
type AddonsStack struct {
	cdktf.TerraformStack

	config  AddonsStackConfig
	cluster *eks.ClusterRef
	addons  []*addons.Addon
}

// NewAddonsStack makes the stack of a cluster's add-ons. It is deployed after the cluster and before any tenant, and
// destroyed after the last. It panics with a *ConfigError that lists every problem of the config.
func NewAddonsStack(app cdktf.App, id string, cfg *AddonsStackConfig) *AddonsStack {
	check.Must(id, cfg.Validate())
	s := &AddonsStack{config: cfg.withDefaults()}
	cdktf.NewTerraformStack_Override(s, app, &id)
	environment := s.config.Environment
	configure(s, id, environment)
	UseAWS(s, environment, "")
	s.cluster = eks.LookupCluster(s, "cluster", s.config.ClusterName)
	UseCluster(s, s.cluster, environment.Region, s.config.Access)
	UseHelm(s, s.cluster, environment.Region, s.config.Access)
	s.installControllersOfAWS()
	s.installOthers()
	s.order()
	s.mark()
	return s
}

// Addons are what the stack installs.
func (s *AddonsStack) Addons() []*addons.Addon { return s.addons }

func (s *AddonsStack) installControllersOfAWS() {
	partition := *dataawspartition.NewDataAwsPartition(s, jsii.String("partition"), nil).Partition()
	roles := constructs.NewConstruct(s, jsii.String("role"))
	if !s.config.LoadBalancerController.Disabled {
		s.addons = append(s.addons, addons.NewLoadBalancerController(s, addons.LoadBalancerController, &addons.LoadBalancerControllerConfig{
			Version:       s.config.LoadBalancerController.Version,
			ClusterName:   s.cluster.Name(),
			Region:        s.config.Environment.Region,
			VPCID:         s.cluster.VPCID(),
			Identity:      s.role(roles, addons.LoadBalancerController, eks.LoadBalancerControllerPolicy(partition)),
			GroupsByClass: !s.config.GroupAnnotations,
		}))
	}
	if autoscaler, ok := s.config.Autoscaler.(ClusterAutoscaler); ok {
		s.addons = append(s.addons, addons.NewClusterAutoscaler(s, addons.ClusterAutoscaler, &addons.ClusterAutoscalerConfig{
			Version:     autoscaler.Version,
			ClusterName: s.cluster.Name(),
			Region:      s.config.Environment.Region,
			Identity:    s.role(roles, addons.ClusterAutoscaler, eks.ClusterAutoscalerPolicy(partition, s.cluster.Name())),
		}))
	}
}

func (s *AddonsStack) role(scope constructs.Construct, addon, policy string) *eks.PodRole {
	return eks.NewPodRole(scope, addon, &eks.PodRoleConfig{
		Cluster:        s.cluster,
		Shared:         true,
		Service:        addon,
		Namespace:      addons.SystemNamespace,
		ServiceAccount: addon,
		IAM:            s.config.Environment.IAM,
		InlinePolicies: map[string]string{addon: policy},
	})
}

func (s *AddonsStack) installOthers() {
	if !s.config.ExternalSecrets.Disabled {
		s.addons = append(s.addons, addons.NewExternalSecrets(s, addons.ExternalSecrets, &addons.ExternalSecretsConfig{
			Version:       s.config.ExternalSecrets.Version,
			ClusterStores: s.config.ClusterStores,
		}))
	}
	if !s.config.Reloader.Disabled {
		s.addons = append(s.addons, addons.NewReloader(s, addons.Reloader, &addons.ReloaderConfig{Version: s.config.Reloader.Version}))
	}
	if !s.config.MetricsServer.Disabled {
		s.addons = append(s.addons, addons.NewMetricsServer(s, addons.MetricsServer, &addons.MetricsServerConfig{Version: s.config.MetricsServer.Version}))
	}
}

// order has the load balancer controller installed first: it is asked about each Service that is made, and without its
// pods none can be.
func (s *AddonsStack) order() {
	first := s.addons[0]
	if first.Name() != addons.LoadBalancerController {
		return
	}
	for _, addon := range s.addons[1:] {
		addon.After(first)
	}
}

// mark writes down what is installed where tenants look for it, once all of it is.
func (s *AddonsStack) mark() {
	var releases []cdktf.ITerraformDependable
	for _, addon := range s.addons {
		releases = append(releases, addon.HelmRelease())
	}
	installed, markers := map[string]any{}, constructs.NewConstruct(s, jsii.String("installed"))
	for _, addon := range s.addons {
		installed[addon.Name()] = addon.Version()
		ssmparameter.NewSsmParameter(markers, jsii.String(addon.Name()), &ssmparameter.SsmParameterConfig{
			Name:          jsii.String(s.config.Environment.addonsPath() + "/" + addon.Name()),
			Type:          jsii.String("String"),
			InsecureValue: jsii.String(addon.Version()), // It is no secret, and the plan may show it.
			DependsOn:     &releases,
		})
	}
	output(s, OutputAddons, installed, "The version of each installed add-on's chart, by its name")
}

// requireAddons lets no stack of the environment be planned on a cluster whose add-ons are not there.
func requireAddons(stack cdktf.TerraformStack, cluster *eks.ClusterRef, environment Environment) {
	installed := dataawsssmparametersbypath.NewDataAwsSsmParametersByPath(stack, jsii.String("addons"),
		&dataawsssmparametersbypath.DataAwsSsmParametersByPathConfig{
			Path:           jsii.String(environment.addonsPath()),
			WithDecryption: false,
		})
	cluster.Require(cdktf.Op_Gte(cdktf.Fn_LengthOf(installed.Names()), 1),
		"The stack addons is not deployed: run cdktf deploy addons first.")
}

func (c AddonsStackConfig) withDefaults() AddonsStackConfig {
	c.ClusterName = cmp.Or(c.ClusterName, c.Environment.ClusterName())
	c.Access = accessOrDefault(c.Access)
	if c.Autoscaler != nil {
		c.Autoscaler = c.Autoscaler.autoscaler()
	}
	return c
}

// Validate reports every problem of the stack as a *FieldError, joined.
func (c *AddonsStackConfig) Validate() error {
	var p check.Problems
	full := c.withDefaults()
	full.Environment.validate(&p, true)
	if _, kubeconfig := full.Access.(Kubeconfig); kubeconfig {
		p.Add("access", "is a kubeconfig, and the add-ons' roles are those of an EKS cluster", "reach an EKS cluster by its name")
	}
	validateVersion(&p, "loadBalancerController", &addons.LoadBalancerControllerConfig{Version: c.LoadBalancerController.Version})
	validateVersion(&p, "externalSecrets", &addons.ExternalSecretsConfig{Version: c.ExternalSecrets.Version})
	validateVersion(&p, "reloader", &addons.ReloaderConfig{Version: c.Reloader.Version})
	validateVersion(&p, "metricsServer", &addons.MetricsServerConfig{Version: c.MetricsServer.Version})
	if autoscaler, ok := full.Autoscaler.(ClusterAutoscaler); ok {
		validateVersion(&p, "autoscaler.clusterAutoscaler", &addons.ClusterAutoscalerConfig{Version: autoscaler.Version})
	}
	if c.LoadBalancerController.Disabled && c.ExternalSecrets.Disabled && c.Reloader.Disabled && c.MetricsServer.Disabled && c.Autoscaler == nil {
		p.Add("", "has nothing to install", "keep one of them, or disable the whole")
	}
	return p.Err()
}

// validateVersion leaves out what the stack fills in.
func validateVersion(p *check.Problems, path string, addon interface{ Validate() error }) {
	for _, field := range check.Fields(addon.Validate()) {
		if field.Path == "version" {
			p.Add(path+".version", field.Problem, field.Hint)
		}
	}
}
