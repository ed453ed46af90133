package eks

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/naming"
	"github.com/berth-platform/berth/internal/policy"
	"github.com/berth-platform/berth/internal/ptr"
)

func (c ClusterConfig) clusterName() string { return c.NamePrefix + "-cluster" }

func renderClusterRole(c ClusterConfig) *iamrole.IamRoleConfig {
	return renderRole(naming.Fit(c.NamePrefix+"-eks-cluster-role", naming.RoleLimit), policy.TrustService("eks.amazonaws.com"), c.Tags)
}

func renderNodeRole(c ClusterConfig) *iamrole.IamRoleConfig {
	return renderRole(naming.Fit(c.NamePrefix+"-eks-node-role", naming.RoleLimit), policy.TrustService("ec2.amazonaws.com"), c.Tags)
}

func renderCluster(c ClusterConfig, roleARN string, subnetIDs []string) *ekscluster.EksClusterConfig {
	return &ekscluster.EksClusterConfig{
		Name:      jsii.String(c.clusterName()),
		Version:   jsii.String(c.Version),
		RoleArn:   jsii.String(roleARN),
		VpcConfig: &ekscluster.EksClusterVpcConfig{SubnetIds: ptr.Strings(subnetIDs)},
		Tags:      ptr.Map(c.Tags),
		Lifecycle: lifecycle(c.PreventDestroy),
	}
}

// lifecycle is nil unless the resource is kept from being destroyed.
func lifecycle(preventDestroy bool) *cdktf.TerraformResourceLifecycle {
	if !preventDestroy {
		return nil
	}
	return &cdktf.TerraformResourceLifecycle{PreventDestroy: jsii.Bool(true)}
}

// issuerThumbprint is the root certificate of EKS's issuers. IAM knows it by itself and reads no thumbprint for it, but
// providers before 5.81 require one.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
const issuerThumbprint = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"

func renderOIDCProvider(c ClusterConfig, issuer string) *iamopenidconnectprovider.IamOpenidConnectProviderConfig {
	return &iamopenidconnectprovider.IamOpenidConnectProviderConfig{
		Url:            jsii.String(issuer),
		ClientIdList:   jsii.Strings("sts.amazonaws.com"),
		ThumbprintList: jsii.Strings(issuerThumbprint),
		Tags:           ptr.Map(c.Tags),
	}
}
