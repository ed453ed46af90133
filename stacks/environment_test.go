package stacks

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/doctest"
)

func TestEveryFieldsCommentSaysItsDefault(t *testing.T) {
	cluster := ClusterStackConfig{Network: nil}.withDefaults()
	cluster.NamePrefix = "" // It is made of other fields.
	tenant := TenantStackConfig{}.withDefaults()
	tenant.Namespace, tenant.ClusterName = "", "" // They are made of other fields.
	addons := AddonsStackConfig{}.withDefaults()
	addons.ClusterName = "" // It is made of other fields.
	doctest.Configs(t, ".", Environment{}, cluster, addons, Addon{}, ClusterAutoscaler{}, tenant, TenantService{}, Role{}, Operators{}, EKSExec{}, Kubeconfig{}, LocalBackend{}, S3Backend{})
}

func TestAnEnvironmentIsValid(t *testing.T) {
	config := &ClusterStackConfig{
		Environment: Environment{Platform: "ramparts", Name: "dev", Region: "us-east-1", Tags: map[string]string{"team": "x"}},
		Access:      eks.ClusterAccess{CreatorIsAdmin: true},
	}
	require.NoError(t, config.Validate())
}

func TestEachMistakeInAClusterStackIsNamed(t *testing.T) {
	tests := map[string]struct {
		change func(*ClusterStackConfig)
		want   string
	}{
		"no region":                 {func(c *ClusterStackConfig) { c.Environment.Region = "" }, "region: is missing; write an AWS region such as us-east-1"},
		"a bucket without its name": {func(c *ClusterStackConfig) { c.Environment.Backend = S3Backend{} }, "backend.s3.bucket: is missing; write the name of a bucket that is there"},
		"a bucket of no region": {func(c *ClusterStackConfig) {
			c.Environment.Region, c.Environment.Backend = "", S3Backend{Bucket: "states"}
		}, "region: is missing; write an AWS region such as us-east-1\nbackend.s3.region: is missing; write the bucket's region, such as us-east-1"},
		"a tag that Berth sets":      {func(c *ClusterStackConfig) { c.Environment.Tags = map[string]string{"Tenant": "x"} }, "tags.Tenant: is set by Berth; give the tag another key"},
		"a tag twice for IAM":        {func(c *ClusterStackConfig) { c.Environment.Tags = map[string]string{"Team": "x", "team": "y"} }, "tags.team: is there already, but for its capitals; keep one of them: to IAM they are the same"},
		"a cluster beside another":   {func(c *ClusterStackConfig) { c.Environment.ExistingCluster = "shared" }, "existingCluster: is a cluster that is there, beside the one that is made here; take out one of the two"},
		"a path of no roles, once":   {func(c *ClusterStackConfig) { c.Environment.IAM.Path = "platform" }, `iam.path: "platform" is no path of roles; write one such as /platform/, with a slash at both ends`},
		"one node":                   {func(c *ClusterStackConfig) { c.Nodes.Min, c.Nodes.Max, c.Nodes.Desired = 1, 2, 1 }, "nodes.desired: 1 is below 2; write 2 or more: nodes are replaced one at a time, and pods need another to move to"},
		"a version past its support": {func(c *ClusterStackConfig) { c.Version = "1.29" }, "version: 1.29 is not known to be in standard support; write one of 1.34, 1.35, 1.36, or say why in unsupportedVersionReason"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			config := &ClusterStackConfig{
				Environment: Environment{Platform: "ramparts", Name: "dev", Region: "us-east-1"},
				Access:      eks.ClusterAccess{CreatorIsAdmin: true},
			}
			test.change(config)
			require.EqualError(t, config.Validate(), test.want)
		})
	}
}
