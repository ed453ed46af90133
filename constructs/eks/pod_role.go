package eks

import (
	"maps"
	"slices"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawscalleridentity"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawspartition"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsregion"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekspodidentityassociation"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicyattachment"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// PodRole is the IAM role that the pods of one service account take on, and no other pods: by IRSA or by Pod Identity.
type PodRole struct {
	constructs.Construct

	config   PodRoleConfig
	role     iamrole.IamRole
	policies []cdktf.ITerraformDependable
}

// NewPodRole makes a role that allows what its config asks for, which is nothing at first. It panics with a
// *ConfigError that lists every problem of the config.
func NewPodRole(scope constructs.Construct, id string, cfg *PodRoleConfig) *PodRole {
	check.MustIn(scope, id, cfg.Validate())

	config := cfg.withDefaults()
	r := &PodRole{config: config}
	constructs.NewConstruct_Override(r, scope, &id)
	r.role = iamrole.NewIamRole(r, new("role"), renderPodRole(config))
	for i, arn := range config.PolicyARNs {
		r.policies = append(r.policies, iamrolepolicyattachment.NewIamRolePolicyAttachment(r, new(attachmentID(i, arn)), renderAttachment(r.RoleName(), arn)))
	}
	for _, name := range slices.Sorted(maps.Keys(config.InlinePolicies)) {
		r.allow("inline-"+name, name, config.InlinePolicies[name])
	}
	if len(config.ReadParameters) > 0 {
		r.allow(readParameters, readParameters, parameterPolicy(config.ReadParameters, r.account()).JSON())
	}
	if config.IdentityMode == (PodIdentity{}) {
		r.policies = append(r.policies, ekspodidentityassociation.NewEksPodIdentityAssociation(r, new("association"), renderPodIdentity(config, r.RoleARN())))
	}
	return r
}

func (r *PodRole) allow(id, name, document string) {
	r.policies = append(r.policies, iamrolepolicy.NewIamRolePolicy(r, &id, renderInlinePolicy(r.RoleName(), name, document)))
}

// account finds where the role's stack is deployed to.
func (r *PodRole) account() account {
	partition := dataawspartition.NewDataAwsPartition(r, new("partition"), nil)
	return account{
		partition: *partition.Partition(),
		dnsSuffix: *partition.DnsSuffix(),
		region:    *dataawsregion.NewDataAwsRegion(r, new("region"), nil).Name(),
		id:        *dataawscalleridentity.NewDataAwsCallerIdentity(r, new("account"), nil).AccountId(),
	}
}

// ServiceAccountAnnotations are what makes EKS give the role to the pods of a service account: none with Pod Identity,
// where an association does.
func (r *PodRole) ServiceAccountAnnotations() map[string]string {
	if r.config.IdentityMode == (PodIdentity{}) {
		return nil
	}
	return map[string]string{"eks.amazonaws.com/role-arn": r.RoleARN()}
}

// Policies are what has to be there before the pods start, and until they have stopped: the role's policies, and its
// association with the service account.
func (r *PodRole) Policies() []cdktf.ITerraformDependable { return slices.Clone(r.policies) }

// RoleARN is the role's ARN, as a token that ties whatever uses it to the role.
func (r *PodRole) RoleARN() string { return *r.role.Arn() }

// RoleName is the role's name, as a token that ties whatever uses it to the role.
func (r *PodRole) RoleName() string { return *r.role.Name() }

// IAMRole is the provider's resource, for what the config does not reach.
func (r *PodRole) IAMRole() iamrole.IamRole { return r.role }
