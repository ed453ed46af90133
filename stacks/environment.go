package stacks

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/aws/jsii-runtime-go"
	awsprovider "github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/ptr"
)

// Environment is what all stacks of one environment of a platform have in common.
type Environment struct {
	// The platform's name: 2 to 30 lower case letters, digits and hyphens. Required.
	Platform string
	// The environment's name, such as dev or prod: 2 to 30 lower case letters, digits and hyphens. Required.
	Name string
	// The AWS region. Required for a stack that uses AWS.
	Region string
	// Where Terraform keeps the state. Default: LocalBackend{}.
	Backend Backend
	// Further tags of all AWS resources; the keys that Berth sets are not for others, in capitals neither. Default: none.
	Tags map[string]string
	// The EKS cluster that all else runs on, when it is made elsewhere. Default: <platform>-<environment>-cluster.
	ExistingCluster string
	// What the account asks of the roles that are made in it.
	IAM eks.IAM
	// Has Terraform refuse every plan that would destroy what cannot be made again as it was, such as the cluster and
	// its keys. Default: false.
	PreventDestroy bool
}

// ClusterName is the name of the environment's EKS cluster.
func (e Environment) ClusterName() string {
	return cmp.Or(e.ExistingCluster, e.namePrefix()+"-cluster")
}

// ParameterPrefix is the SSM path that a tenant's parameters stand below.
func (e Environment) ParameterPrefix(tenant string) string {
	return "/" + e.Platform + "/" + e.Name + "/tenants/" + tenant
}

// registryPath is the SSM parameter that says what a tenant runs, for people and programs that list the tenants.
func (e Environment) registryPath(tenant string) string {
	return "/" + e.Platform + "/" + e.Name + "/registry/" + tenant
}

// addonsPath is the SSM path that the installed add-ons' versions stand below.
func (e Environment) addonsPath() string { return "/" + e.Platform + "/" + e.Name + "/addons" }

func (e Environment) namePrefix() string { return e.Platform + "-" + e.Name }

func (e Environment) validate(p *check.Problems, usesAWS bool) {
	p.ID("platform", e.Platform)
	p.ID("environment", e.Name)
	if usesAWS {
		p.Require("region", e.Region, "write an AWS region such as us-east-1")
	}
	if e.Backend != nil {
		e.Backend.validate(p, e)
	}
	e.validateTags(p)
	if e.ExistingCluster != "" {
		p.Within("existingCluster", eks.ValidateClusterName(e.ExistingCluster))
	}
	p.Within("iam", e.IAM.Validate())
}

func (e Environment) must(stack string, usesAWS bool) {
	var p check.Problems
	e.validate(&p, usesAWS)
	check.Must(stack, p.Err())
}

// ownTags are the keys that Berth sets, on all resources or on roles.
var ownTags = []string{"platform", "environment", "tenant", "managed-by", "name", "service", "managedby", "compliance"}

// validateTags knows no capitals, as IAM does not: a role with `tenant` and `Tenant` is refused.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
func (e Environment) validateTags(p *check.Problems) {
	seen := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(e.Tags)) {
		folded := strings.ToLower(key)
		switch {
		case slices.Contains(ownTags, folded):
			p.Add("tags."+key, "is set by Berth", "give the tag another key")
		case seen[folded]:
			p.Add("tags."+key, "is there already, but for its capitals", "keep one of them: to IAM they are the same")
		}
		seen[folded] = true
	}
}

// terraformVersion is the first that locks states in S3 without a table.
// https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
const terraformVersion = ">= 1.11.0"

// NewStack makes an empty stack of the environment, with its backend. It panics with a *ConfigError that lists every
// problem of the environment.
func NewStack(app cdktf.App, id string, environment Environment) cdktf.TerraformStack {
	environment.must(id, false)
	stack := cdktf.NewTerraformStack(app, &id)
	configure(stack, id, environment)
	return stack
}

func configure(stack cdktf.TerraformStack, id string, environment Environment) {
	stack.AddOverride(jsii.String("terraform.required_version"), terraformVersion)
	backend := environment.Backend
	if backend == nil {
		backend = LocalBackend{}
	}
	backend.add(stack, id, environment)
}

// UseAWS gives the stack the aws provider, which tags all that it makes. A stack that is not a tenant's leaves the
// tenant empty. It panics with a *ConfigError that lists every problem of the environment.
func UseAWS(stack cdktf.TerraformStack, environment Environment, tenant string) awsprovider.AwsProvider {
	environment.must(*stack.Node().Id(), true)
	tags := ptr.Merge(environment.Tags, map[string]string{
		"platform":    environment.Platform,
		"environment": environment.Name,
		"managed-by":  "berth",
	})
	if tenant != "" {
		tags["tenant"] = tenant
	}
	return awsprovider.NewAwsProvider(stack, jsii.String("aws"), &awsprovider.AwsProviderConfig{
		Region:      jsii.String(environment.Region),
		DefaultTags: []*awsprovider.AwsProviderDefaultTags{{Tags: ptr.Map(tags)}},
	})
}

func output(stack cdktf.TerraformStack, name string, value any, description string) {
	cdktf.NewTerraformOutput(stack, &name, &cdktf.TerraformOutputConfig{Value: value, Description: &description})
}
