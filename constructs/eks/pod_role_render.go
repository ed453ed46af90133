package eks

import (
	"fmt"
	"strings"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekspodidentityassociation"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/policy"
)

// readParameters is the name of the policy that allows the reading of SSM parameters.
const readParameters = "read-parameters"

// account is where ARNs point to: tokens, one for each part.
type account struct{ partition, dnsSuffix, region, id string }

func renderPodRole(c PodRoleConfig) *iamrole.IamRoleConfig {
	name := c.roleName()
	tags := map[string]string{
		"Name":       name,
		"Service":    c.Service,
		"ManagedBy":  "terraform",
		"Compliance": "cmmc-l2",
	}
	if !c.Shared {
		tags["tenant"] = c.Tenant // Not in capitals: it is one with the tag that the stack gives all, and IAM knows no capitals.
	}
	return renderRole(name, c.trust(), c.IAM, tags)
}

func (c PodRoleConfig) trust() policy.Document {
	if c.IdentityMode == (PodIdentity{}) {
		return policy.TrustPods(c.Cluster.ARN(), c.Namespace, c.ServiceAccount)
	}
	return policy.TrustServiceAccount(c.Cluster.OIDCProviderARN(), c.Cluster.issuerHost(), c.Namespace, c.ServiceAccount)
}

func renderPodIdentity(c PodRoleConfig, roleARN string) *ekspodidentityassociation.EksPodIdentityAssociationConfig {
	return &ekspodidentityassociation.EksPodIdentityAssociationConfig{
		ClusterName:    jsii.String(c.Cluster.Name()),
		Namespace:      jsii.String(c.Namespace),
		ServiceAccount: jsii.String(c.ServiceAccount),
		RoleArn:        jsii.String(roleARN),
	}
}

// attachmentID is made of the policy's account and name, so that a list with one policy less leaves the others attached.
// A token has neither yet and goes by its place.
func attachmentID(i int, arn string) string {
	if check.IsToken(arn) {
		return fmt.Sprintf("policy-%d", i)
	}
	_, policy, _ := strings.Cut(arn, "::")
	return policy
}

// parameterPolicy allows the reading of the parameters below the paths, and the decryption of those that are encrypted by
// no other way than through SSM, and as no other parameters. The path itself is only for the question what is below it.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
// https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html#parameter-store-encryption-context
func parameterPolicy(paths []string, at account) policy.Document {
	var all policy.Document
	for _, path := range paths {
		arn := fmt.Sprintf("arn:%s:ssm:%s:%s:parameter%s", at.partition, at.region, at.id, path)
		all.Statements = append(all.Statements, policy.Statement{
			Actions:   []string{"ssm:GetParameter", "ssm:GetParameters"},
			Resources: []string{arn + "/*"},
		}, policy.Statement{
			Actions:   []string{"ssm:GetParametersByPath"},
			Resources: []string{arn, arn + "/*"},
		}, policy.Statement{
			Actions:   []string{"kms:Decrypt"},
			Resources: []string{fmt.Sprintf("arn:%s:kms:%s:%s:key/*", at.partition, at.region, at.id)},
			Conditions: map[string]map[string]string{
				"StringEquals": {"kms:ViaService": fmt.Sprintf("ssm.%s.%s", at.region, at.dnsSuffix)},
				"StringLike":   {"kms:EncryptionContext:PARAMETER_ARN": arn + "/*"},
			},
		})
	}
	return all
}
