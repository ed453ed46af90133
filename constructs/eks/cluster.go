package eks

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawspartition"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicyattachment"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// Cluster is an EKS cluster: its control plane, its roles, its first group of nodes, and the OIDC provider by which AWS
// knows its service accounts.
type Cluster struct {
	constructs.Construct

	config       ClusterConfig
	clusterRole  iamrole.IamRole
	cluster      ekscluster.EksCluster
	oidcProvider iamopenidconnectprovider.IamOpenidConnectProvider
	nodeRole     iamrole.IamRole
	nodePolicies []cdktf.ITerraformDependable
	nodes        *NodeGroup
}

// NewCluster makes a cluster. It panics with a *ConfigError that lists every problem of the config.
func NewCluster(scope constructs.Construct, id string, cfg *ClusterConfig) *Cluster {
	check.Must(*scope.Node().Path()+"/"+id, cfg.Validate())

	c := &Cluster{config: cfg.withDefaults()}
	constructs.NewConstruct_Override(c, scope, &id)
	partition := *dataawspartition.NewDataAwsPartition(c, new("partition"), nil).Partition()
	c.addControlPlane(partition)
	c.oidcProvider = iamopenidconnectprovider.NewIamOpenidConnectProvider(c, new("oidc-provider"),
		renderOIDCProvider(c.config, c.issuer()))
	c.addNodeRole(partition)
	c.nodes = NewNodeGroup(c, "nodes", &NodeGroupConfig{Cluster: c, Nodes: c.config.Nodes})
	return c
}

// addControlPlane makes the cluster wait for its role's policy: EKS checks the role when it makes the cluster.
func (c *Cluster) addControlPlane(partition string) {
	c.clusterRole = iamrole.NewIamRole(c, new("cluster-role"), renderClusterRole(c.config))
	attached := c.attach("cluster-policy", c.clusterRole, managedPolicy(partition, "AmazonEKSClusterPolicy"))
	cluster := renderCluster(c.config, *c.clusterRole.Arn(), c.config.Network.subnetIDs)
	cluster.DependsOn = &[]cdktf.ITerraformDependable{attached}
	c.cluster = ekscluster.NewEksCluster(c, new("cluster"), cluster)
}

func (c *Cluster) addNodeRole(partition string) {
	c.nodeRole = iamrole.NewIamRole(c, new("node-role"), renderNodeRole(c.config))
	c.nodePolicies = []cdktf.ITerraformDependable{
		c.attach("worker-node-policy", c.nodeRole, managedPolicy(partition, "AmazonEKSWorkerNodePolicy")),
		c.attach("cni-policy", c.nodeRole, managedPolicy(partition, "AmazonEKS_CNI_Policy")),
		c.attach("registry-policy", c.nodeRole, managedPolicy(partition, string(c.config.RegistryPolicy))),
	}
}

func (c *Cluster) attach(id string, role iamrole.IamRole, policyARN string) cdktf.ITerraformDependable {
	return iamrolepolicyattachment.NewIamRolePolicyAttachment(c, &id, renderAttachment(*role.Name(), policyARN))
}

func (c *Cluster) issuer() string {
	return *c.cluster.Identity().Get(new(0.0)).Oidc().Get(new(0.0)).Issuer()
}

// Ref is what others need of the cluster, in its own stack; another stack's is [LookupCluster].
func (c *Cluster) Ref() *ClusterRef {
	return &ClusterRef{
		name:            c.config.clusterName(),
		endpoint:        *c.cluster.Endpoint(),
		certificate:     *c.cluster.CertificateAuthority().Get(new(0.0)).Data(),
		issuer:          c.issuer(),
		oidcProviderARN: *c.oidcProvider.Arn(),
		vpcID:           *c.cluster.VpcConfig().VpcId(),
	}
}

// Nodes is the cluster's first group of nodes.
func (c *Cluster) Nodes() *NodeGroup { return c.nodes }

// EKSCluster is the provider's resource, for what the config does not reach.
func (c *Cluster) EKSCluster() ekscluster.EksCluster { return c.cluster }

// ClusterRole is the provider's resource, for what the config does not reach.
func (c *Cluster) ClusterRole() iamrole.IamRole { return c.clusterRole }

// NodeRole is the provider's resource, for what the config does not reach. All node groups share it.
func (c *Cluster) NodeRole() iamrole.IamRole { return c.nodeRole }

// OIDCProvider is the provider's resource, for what the config does not reach.
func (c *Cluster) OIDCProvider() iamopenidconnectprovider.IamOpenidConnectProvider {
	return c.oidcProvider
}
