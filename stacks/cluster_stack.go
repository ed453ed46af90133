package stacks

import (
	"cmp"

	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
)

// ClusterStackConfig is the EKS cluster of an environment.
type ClusterStackConfig struct {
	// The environment that the cluster is of. Required.
	Environment Environment
	// What the names of the cluster, its roles and its nodes start with. Default: <platform>-<environment>.
	NamePrefix string
	// The Kubernetes version: 1.34, 1.35 or 1.36. Default: 1.35.
	Version string
	// Why the cluster has another version all the same. Default: none.
	UnsupportedVersionReason string
	// Where it stands: a new eks.VPC, eks.ExistingSubnets, or the region's default VPC. Default: eks.DefaultVPC{}.
	Network eks.NetworkSource
	// Who may do what in it.
	Access eks.ClusterAccess
	// From where its API server is reached.
	Endpoint eks.Endpoint
	// Whose key its secrets are encrypted with.
	Encryption eks.Encryption
	// What its control plane tells, and for how long that is kept.
	Logs eks.Logs
	// What EKS installs in it.
	AddOns eks.AddOns
	// Its nodes.
	Nodes eks.Nodes
	// What its nodes may do in ECR. Default: eks.RegistryReadOnly.
	RegistryPolicy eks.RegistryPolicy
}

// The outputs of a cluster's stack.
const (
	OutputClusterName     = "cluster_name"
	OutputClusterEndpoint = "cluster_endpoint"
	OutputOIDCProviderARN = "oidc_provider_arn"
)

// ClusterStack is the stack of an EKS cluster.
type ClusterStack struct {
	cdktf.TerraformStack

	cluster *eks.Cluster
}

// NewClusterStack makes a cluster's stack. It panics with a *ConfigError that lists every problem of the config.
func NewClusterStack(app cdktf.App, id string, cfg *ClusterStackConfig) *ClusterStack {
	check.Must(id, cfg.Validate())
	config := cfg.withDefaults()
	s := &ClusterStack{}
	cdktf.NewTerraformStack_Override(s, app, &id)
	configure(s, id, config.Environment)
	UseAWS(s, config.Environment, "")
	network := eks.NewNetwork(s, "network", &eks.NetworkConfig{
		Source:         config.Network,
		PreventDestroy: config.Environment.PreventDestroy,
	})
	s.cluster = eks.NewCluster(s, "eks", config.cluster(network))
	ref := s.cluster.Ref()
	output(s, OutputClusterName, *s.cluster.EKSCluster().Name(), "The EKS cluster's name")
	output(s, OutputClusterEndpoint, ref.Endpoint(), "The URL of the cluster's API server")
	output(s, OutputOIDCProviderARN, ref.OIDCProviderARN(), "The OIDC provider that service accounts are known by")
	return s
}

// Cluster is the cluster's construct.
func (s *ClusterStack) Cluster() *eks.Cluster { return s.cluster }

func (c ClusterStackConfig) withDefaults() ClusterStackConfig {
	c.NamePrefix = cmp.Or(c.NamePrefix, c.Environment.namePrefix())
	if c.Network == nil {
		c.Network = eks.DefaultVPC{}
	}
	c.Network = networkOf(c.Network, c.NamePrefix)
	return c
}

// networkOf is a source with its names filled in.
func networkOf(source eks.NetworkSource, namePrefix string) eks.NetworkSource {
	if pointer, ok := source.(*eks.VPC); ok {
		source = *pointer
	}
	if vpc, ok := source.(eks.VPC); ok {
		vpc.NamePrefix = cmp.Or(vpc.NamePrefix, namePrefix)
		return vpc
	}
	return source
}

func (c ClusterStackConfig) cluster(network *eks.Network) *eks.ClusterConfig {
	return &eks.ClusterConfig{
		NamePrefix:               c.NamePrefix,
		Version:                  c.Version,
		UnsupportedVersionReason: c.UnsupportedVersionReason,
		Network:                  network,
		Access:                   c.Access,
		Endpoint:                 c.Endpoint,
		Encryption:               c.Encryption,
		Logs:                     c.Logs,
		AddOns:                   c.AddOns,
		Nodes:                    c.Nodes,
		RegistryPolicy:           c.RegistryPolicy,
		IAM:                      c.Environment.IAM,
		PreventDestroy:           c.Environment.PreventDestroy,
	}
}

// Validate reports every problem of the stack as a *FieldError, joined.
func (c *ClusterStackConfig) Validate() error {
	var p check.Problems
	config := c.withDefaults()
	config.Environment.validate(&p, true)
	p.Within("network", (&eks.NetworkConfig{Source: config.Network}).Validate())
	if config.Environment.ExistingCluster != "" {
		p.Add("existingCluster", "is a cluster that is there, beside the one that is made here", "take out one of the two")
	}
	cluster := config.cluster(&eks.Network{}) // A network there is bound to be: the one above.
	cluster.IAM = eks.IAM{}                   // The environment has told what is wrong with it.
	p.Within("", cluster.Validate())
	return p.Err()
}
