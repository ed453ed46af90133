package eks

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"

	"github.com/berth-platform/berth/internal/policy"
	"github.com/berth-platform/berth/internal/ptr"
)

func (c ClusterConfig) clusterName() string { return c.NamePrefix + "-cluster" }

func renderClusterRole(c ClusterConfig) *iamrole.IamRoleConfig {
	return renderRole(c.NamePrefix+"-eks-cluster-role", policy.TrustService("eks.amazonaws.com"), c.Tags)
}

func renderNodeRole(c ClusterConfig) *iamrole.IamRoleConfig {
	return renderRole(c.NamePrefix+"-eks-node-role", policy.TrustService("ec2.amazonaws.com"), c.Tags)
}

func renderCluster(c ClusterConfig, roleARN string, subnetIDs []string) *ekscluster.EksClusterConfig {
	return &ekscluster.EksClusterConfig{
		Name:      jsii.String(c.clusterName()),
		Version:   jsii.String(c.Version),
		RoleArn:   jsii.String(roleARN),
		VpcConfig: &ekscluster.EksClusterVpcConfig{SubnetIds: ptr.Strings(subnetIDs)},
		Tags:      ptr.Map(c.Tags),
	}
}

// renderOIDCProvider has no thumbprint: AWS trusts the issuers of EKS by their certificate authority.
// https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
func renderOIDCProvider(c ClusterConfig, issuer string) *iamopenidconnectprovider.IamOpenidConnectProviderConfig {
	return &iamopenidconnectprovider.IamOpenidConnectProviderConfig{
		Url:          jsii.String(issuer),
		ClientIdList: jsii.Strings("sts.amazonaws.com"),
		Tags:         ptr.Map(c.Tags),
	}
}
