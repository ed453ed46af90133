package eks

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchloggroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawscalleridentity"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsdefaulttags"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawspartition"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccessentry"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccesspolicyassociation"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaddon"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicyattachment"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmsalias"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmskey"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// Cluster is an EKS cluster: its control plane, its roles, its first group of nodes, and the OIDC provider by which AWS
// knows its service accounts.
type Cluster struct {
	constructs.Construct

	config       ClusterConfig
	clusterRole  iamrole.IamRole
	key          kmskey.KmsKey
	logGroup     cloudwatchloggroup.CloudwatchLogGroup
	cluster      ekscluster.EksCluster
	oidcProvider iamopenidconnectprovider.IamOpenidConnectProvider
	nodeRole     iamrole.IamRole
	addOns       map[string]eksaddon.EksAddon
	beforeNodes  []cdktf.ITerraformDependable
	defaultTags  cdktf.StringMap // The provider's.
	nodes        *NodeGroup
}

// NewCluster makes a cluster. It panics with a *ConfigError that lists every problem of the config.
func NewCluster(scope constructs.Construct, id string, cfg *ClusterConfig) *Cluster {
	check.MustIn(scope, id, cfg.Validate())

	c := &Cluster{config: cfg.withDefaults(), addOns: map[string]eksaddon.EksAddon{}}
	constructs.NewConstruct_Override(c, scope, &id)
	partition := *dataawspartition.NewDataAwsPartition(c, new("partition"), nil).Partition()
	c.addControlPlane(partition)
	c.addAccess(partition)
	c.oidcProvider = iamopenidconnectprovider.NewIamOpenidConnectProvider(c, new("oidc-provider"),
		renderOIDCProvider(c.config, c.issuer()))
	c.addNodeRole(partition)
	c.addAddOnsBeforeNodes(partition)
	c.defaultTags = dataawsdefaulttags.NewDataAwsDefaultTags(c, new("default-tags"), nil).Tags()
	c.nodes = NewNodeGroup(c, "nodes", &NodeGroupConfig{Cluster: c, Nodes: c.config.Nodes})
	c.addAddOnsAfterNodes(partition)
	return c
}

// addControlPlane makes the cluster wait for its role's policy, as EKS checks the role when it makes the cluster; and for
// its log group, which EKS would make itself, to keep for ever.
func (c *Cluster) addControlPlane(partition string) {
	c.clusterRole = iamrole.NewIamRole(c, new("cluster-role"), renderClusterRole(c.config))
	attached := c.attach("cluster-policy", c.clusterRole, managedPolicy(partition, "AmazonEKSClusterPolicy"))
	c.logGroup = cloudwatchloggroup.NewCloudwatchLogGroup(c, new("logs"), renderLogGroup(c.config))
	before := []cdktf.ITerraformDependable{attached, c.logGroup}
	key := c.secretsKey(partition)
	if key != "" {
		before = append(before, iamrolepolicy.NewIamRolePolicy(c, new("secrets-key-policy"),
			renderInlinePolicy(*c.clusterRole.Name(), "use-secrets-key", keyUse(key).JSON())))
	}
	cluster := renderCluster(c.config, *c.clusterRole.Arn(), key, c.config.Network.subnetIDs)
	cluster.DependsOn = &before
	c.cluster = ekscluster.NewEksCluster(c, new("cluster"), cluster)
}

// secretsKey is the ARN of the key that secrets are encrypted with: a new one, unless the config says otherwise.
func (c *Cluster) secretsKey(partition string) string {
	if c.config.Encryption.AWSOwnedKey || c.config.Encryption.KMSKeyARN != "" {
		return c.config.Encryption.KMSKeyARN
	}
	id := *dataawscalleridentity.NewDataAwsCallerIdentity(c, new("account"), nil).AccountId()
	c.key = kmskey.NewKmsKey(c, new("secrets-key"), renderKey(c.config, account{partition: partition, id: id}))
	kmsalias.NewKmsAlias(c, new("secrets-key-alias"), renderKeyAlias(c.config, *c.key.KeyId()))
	return *c.key.Arn()
}

func (c *Cluster) addAccess(partition string) {
	for i, entry := range c.config.Access.entries() {
		id, cluster := accessID(i, entry.Principal), *c.cluster.Name()
		made := eksaccessentry.NewEksAccessEntry(c, new("access-"+id), renderAccessEntry(entry, cluster, c.config.Tags))
		if entry.Policy != "" {
			target := accessTarget{partition: partition, cluster: cluster, principal: *made.PrincipalArn()}
			eksaccesspolicyassociation.NewEksAccessPolicyAssociation(c, new("access-policy-"+id), renderAccessPolicy(entry, target))
		}
	}
}

func (c *Cluster) addNodeRole(partition string) {
	c.nodeRole = iamrole.NewIamRole(c, new("node-role"), renderNodeRole(c.config))
	c.beforeNodes = append(c.beforeNodes,
		c.attach("worker-node-policy", c.nodeRole, managedPolicy(partition, "AmazonEKSWorkerNodePolicy")),
		c.attach("registry-policy", c.nodeRole, managedPolicy(partition, string(c.config.RegistryPolicy))))
	if c.config.AddOns.CNIPolicyOnNodes {
		c.beforeNodes = append(c.beforeNodes, c.attach("cni-policy", c.nodeRole, managedPolicy(partition, cniPolicy)))
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
		arn:             *c.cluster.Arn(),
	}
}

// Nodes is the cluster's first group of nodes.
func (c *Cluster) Nodes() *NodeGroup { return c.nodes }

// EKSCluster is the provider's resource, for what the config does not reach.
func (c *Cluster) EKSCluster() ekscluster.EksCluster { return c.cluster }

// SecretsKey is the provider's resource, for what the config does not reach; nil unless the cluster has a new key.
func (c *Cluster) SecretsKey() kmskey.KmsKey { return c.key }

// LogGroup is the provider's resource, for what the config does not reach.
func (c *Cluster) LogGroup() cloudwatchloggroup.CloudwatchLogGroup { return c.logGroup }

// ClusterRole is the provider's resource, for what the config does not reach.
func (c *Cluster) ClusterRole() iamrole.IamRole { return c.clusterRole }

// NodeRole is the provider's resource, for what the config does not reach. All node groups share it.
func (c *Cluster) NodeRole() iamrole.IamRole { return c.nodeRole }

// OIDCProvider is the provider's resource, for what the config does not reach.
func (c *Cluster) OIDCProvider() iamopenidconnectprovider.IamOpenidConnectProvider {
	return c.oidcProvider
}
