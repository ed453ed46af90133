package eks

import (
	"fmt"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicyattachment"

	"github.com/berth-platform/berth/internal/policy"
	"github.com/berth-platform/berth/internal/ptr"
)

// managedPolicy is the ARN of a policy that AWS keeps.
func managedPolicy(partition, name string) string {
	return fmt.Sprintf("arn:%s:iam::aws:policy/%s", partition, name)
}

func renderRole(name string, trust policy.Document, iam IAM, tags map[string]string) *iamrole.IamRoleConfig {
	return &iamrole.IamRoleConfig{
		Name:                jsii.String(name),
		Path:                ptr.NonZero(iam.Path),
		PermissionsBoundary: ptr.NonZero(iam.PermissionsBoundary),
		AssumeRolePolicy:    jsii.String(trust.JSON()),
		Tags:                ptr.Map(tags),
	}
}

func renderAttachment(role, policyARN string) *iamrolepolicyattachment.IamRolePolicyAttachmentConfig {
	return &iamrolepolicyattachment.IamRolePolicyAttachmentConfig{
		Role:      jsii.String(role),
		PolicyArn: jsii.String(policyARN),
	}
}

func renderInlinePolicy(role, name, document string) *iamrolepolicy.IamRolePolicyConfig {
	return &iamrolepolicy.IamRolePolicyConfig{
		Role:   jsii.String(role),
		Name:   jsii.String(name),
		Policy: jsii.String(document),
	}
}
