package eks

import (
	"fmt"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchloggroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmsalias"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/kmskey"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/naming"
	"github.com/berth-platform/berth/internal/policy"
	"github.com/berth-platform/berth/internal/ptr"
)

func (c ClusterConfig) clusterName() string { return c.NamePrefix + "-cluster" }

func renderClusterRole(c ClusterConfig) *iamrole.IamRoleConfig {
	return renderRole(naming.Fit(c.NamePrefix+"-eks-cluster-role", naming.RoleLimit), policy.TrustService("eks.amazonaws.com"), c.IAM, c.Tags)
}

func renderNodeRole(c ClusterConfig) *iamrole.IamRoleConfig {
	return renderRole(naming.Fit(c.NamePrefix+"-eks-node-role", naming.RoleLimit), policy.TrustService("ec2.amazonaws.com"), c.IAM, c.Tags)
}

// renderCluster takes an empty key for one of AWS's own.
func renderCluster(c ClusterConfig, roleARN, keyARN string, subnetIDs []string) *ekscluster.EksClusterConfig {
	cluster := &ekscluster.EksClusterConfig{
		Name:    jsii.String(c.clusterName()),
		Version: jsii.String(c.Version),
		RoleArn: jsii.String(roleARN),
		VpcConfig: &ekscluster.EksClusterVpcConfig{
			SubnetIds:             ptr.Strings(subnetIDs),
			EndpointPrivateAccess: jsii.Bool(true),
			EndpointPublicAccess:  jsii.Bool(len(c.Endpoint.PublicCIDRs) > 0),
			PublicAccessCidrs:     ptr.Strings(c.Endpoint.PublicCIDRs),
		},
		AccessConfig:               renderAccess(c.Access),
		BootstrapSelfManagedAddons: jsii.Bool(false),
		EnabledClusterLogTypes:     ptr.Strings(c.Logs.types()),
		Tags:                       ptr.Map(c.Tags),
		Lifecycle:                  lifecycle(c.PreventDestroy),
	}
	if keyARN != "" {
		cluster.EncryptionConfig = &ekscluster.EksClusterEncryptionConfig{
			Provider:  &ekscluster.EksClusterEncryptionConfigProvider{KeyArn: jsii.String(keyARN)},
			Resources: jsii.Strings("secrets"),
		}
	}
	return cluster
}

func (l Logs) types() []string {
	out := make([]string, len(l.Types))
	for i, kind := range l.Types {
		out[i] = string(kind)
	}
	return out
}

// renderLogGroup is the group that EKS would make by itself, with no end to what it keeps.
func renderLogGroup(c ClusterConfig) *cloudwatchloggroup.CloudwatchLogGroupConfig {
	return &cloudwatchloggroup.CloudwatchLogGroupConfig{
		Name:            jsii.String("/aws/eks/" + c.clusterName() + "/cluster"),
		RetentionInDays: ptr.Number(c.Logs.RetentionDays),
		KmsKeyId:        ptr.NonZero(c.Logs.KMSKeyARN),
		Tags:            ptr.Map(c.Tags),
		Lifecycle:       lifecycle(c.PreventDestroy),
	}
}

// renderKey leaves who may use the key to the account's IAM, as the policy of a key does that is made by hand. EKS has
// its grant from who makes the cluster.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
func renderKey(c ClusterConfig, at account) *kmskey.KmsKeyConfig {
	document := policy.Document{Statements: []policy.Statement{{
		Principal: map[string]string{"AWS": fmt.Sprintf("arn:%s:iam::%s:root", at.partition, at.id)},
		Actions:   []string{"kms:*"},
		Resources: []string{"*"},
	}}}
	return &kmskey.KmsKeyConfig{
		Policy:               jsii.String(document.JSON()),
		EnableKeyRotation:    jsii.Bool(true),
		DeletionWindowInDays: jsii.Number(30), // The longest there is: without the key nothing reads the secrets again.
		Tags:                 ptr.Map(c.Tags),
		Lifecycle:            lifecycle(c.PreventDestroy),
	}
}

// keyUse is what EKS does with the key as the cluster's role: without it, its own checks are denied all day.
// https://github.com/terraform-aws-modules/terraform-aws-eks/issues/1913
func keyUse(keyARN string) policy.Document {
	return policy.Document{Statements: []policy.Statement{{
		Actions:   []string{"kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"},
		Resources: []string{keyARN},
	}}}
}

func renderKeyAlias(c ClusterConfig, keyID string) *kmsalias.KmsAliasConfig {
	return &kmsalias.KmsAliasConfig{
		Name:        jsii.String("alias/" + c.clusterName() + "-secrets"),
		TargetKeyId: jsii.String(keyID),
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
