package eks

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
)

func TestTheControlPlaneReportsWhatIsWrong(t *testing.T) {
	const key = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/6f1c1d0e"
	var many []string
	for i := range 41 {
		many = append(many, fmt.Sprintf("203.0.113.%d/32", i))
	}
	for name, c := range map[string]struct {
		change func(*ClusterConfig)
		want   string
	}{
		"the world":                {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = []string{"0.0.0.0/0"} }, "endpoint.publicCidrs[0]: 0.0.0.0/0 is open to the world; write the addresses of those who deploy, or say why in openToTheWorldReason"},
		"the world by IPv6":        {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = []string{"::/0"} }, "endpoint.publicCidrs[0]: ::/0 is open to the world; write the addresses of those who deploy, or say why in openToTheWorldReason"},
		"half the world":           {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = []string{"128.0.0.0/1"} }, "endpoint.publicCidrs[0]: 128.0.0.0/1 is open to the world; write the addresses of those who deploy, or say why in openToTheWorldReason"},
		"an address":               {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = []string{"203.0.113.7"} }, `endpoint.publicCidrs[0]: "203.0.113.7" is no prefix; write one such as 203.0.113.0/24`},
		"host bits":                {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = []string{"203.0.113.7/24"} }, "endpoint.publicCidrs[0]: 203.0.113.7/24 does not start where its prefix starts; write 203.0.113.0/24"},
		"a private prefix":         {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = []string{"10.0.0.0/16"} }, "endpoint.publicCidrs[0]: 10.0.0.0/16 is private, and reaches the API server without the internet; leave it out, or write the public addresses behind it"},
		"a prefix twice":           {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = []string{"203.0.113.0/24", "203.0.113.0/24"} }, "endpoint.publicCidrs[1]: 203.0.113.0/24 is in the list already; name each prefix once"},
		"more than EKS takes":      {func(c *ClusterConfig) { c.Endpoint.PublicCIDRs = many }, "endpoint.publicCidrs: has 41; write 40 at most"},
		"a key that is none":       {func(c *ClusterConfig) { c.Encryption.KMSKeyARN = "alias/mine" }, `encryption.kmsKeyArn: "alias/mine" is no ARN of a KMS key; write one such as arn:<partition>:kms:us-east-1:123456789012:key/6f1c1d0e-5a51-4a0c-9a44-0d6c3c1d2b10`},
		"two keys":                 {func(c *ClusterConfig) { c.Encryption = Encryption{KMSKeyARN: key, AWSOwnedKey: true} }, "encryption.awsOwnedKey: stands beside a key; write one of the two"},
		"a log that is none":       {func(c *ClusterConfig) { c.Logs.Types = []LogType{"audits"} }, `logs.types[0]: "audits" is not known; write one of api, audit, authenticator, controllerManager, scheduler`},
		"a log twice":              {func(c *ClusterConfig) { c.Logs.Types = []LogType{"audit", "audit"} }, "logs.types[1]: audit is in the list already; name each once"},
		"a retention of no number": {func(c *ClusterConfig) { c.Logs.RetentionDays = 100 }, "logs.retentionDays: 100 is not a number of days that CloudWatch knows; write one such as 90, 180, 365, 731 or 1096"},
		"a key of logs by alias":   {func(c *ClusterConfig) { c.Logs.KMSKeyARN = "x" }, `logs.kmsKeyArn: "x" is no ARN of a KMS key; write one such as arn:<partition>:kms:us-east-1:123456789012:key/6f1c1d0e-5a51-4a0c-9a44-0d6c3c1d2b10`},
	} {
		t.Run(name, func(t *testing.T) {
			config := &ClusterConfig{NamePrefix: "acme", Network: &Network{}, Access: testAccess}
			c.change(config)
			assert.EqualError(t, config.Validate(), c.want)
		})
	}
}

func TestAnAPIServerIsReachedFromTheStatedAddresses(t *testing.T) {
	endpoint := func(e Endpoint) any {
		s := synth(t, func(stack cdktf.TerraformStack) { newTestCluster(stack, func(c *ClusterConfig) { c.Endpoint = e }) })
		config := s.resource("aws_eks_cluster", "cluster")["vpc_config"].(object)
		delete(config, "subnet_ids")
		return config
	}
	assert.Equal(t, object{"endpoint_private_access": true, "endpoint_public_access": false}, endpoint(Endpoint{}))
	assert.Equal(t, object{"endpoint_private_access": true, "endpoint_public_access": true, "public_access_cidrs": []any{"203.0.113.0/24"}},
		endpoint(Endpoint{PublicCIDRs: []string{"203.0.113.0/24"}}))
	assert.Equal(t, object{"endpoint_private_access": true, "endpoint_public_access": true, "public_access_cidrs": []any{"0.0.0.0/0"}},
		endpoint(Endpoint{PublicCIDRs: []string{"0.0.0.0/0"}, OpenToTheWorldReason: "a workshop, until Friday"}))
}

func TestSecretsAreEncryptedWithAKeyThatRotates(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) { newTestCluster(stack, func(*ClusterConfig) {}) })
	partition, _ := s.data("aws_partition")
	account, _ := s.data("aws_caller_identity")
	assert.Equal(t, object{
		"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
			`"Principal":{"AWS":"arn:${` + partition + `.partition}:iam::${` + account + `.account_id}:root"},"Action":["kms:*"],"Resource":["*"]}]}`,
		"enable_key_rotation":     true,
		"deletion_window_in_days": 30.0,
	}, s.resource("aws_kms_key", "cluster_secrets-key"))
	assert.Equal(t, object{
		"role": s.reference("aws_iam_role", "cluster_cluster-role", "name"), "name": "use-secrets-key",
		"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:Encrypt","kms:Decrypt","kms:ListGrants","kms:DescribeKey"],` +
			`"Resource":["` + s.reference("aws_kms_key", "cluster_secrets-key", "arn") + `"]}]}`,
	}, s.resource("aws_iam_role_policy", "cluster_secrets-key-policy"))
	assert.Equal(t, object{
		"name": "alias/acme-cluster-secrets", "target_key_id": s.reference("aws_kms_key", "cluster_secrets-key", "key_id"),
	}, s.resource("aws_kms_alias", "cluster_secrets-key-alias"))
}

func TestSecretsAreEncryptedWithAnotherKeyWhenItIsSaid(t *testing.T) {
	const key = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/6f1c1d0e"
	encryption := func(e Encryption) any {
		s := synth(t, func(stack cdktf.TerraformStack) { newTestCluster(stack, func(c *ClusterConfig) { c.Encryption = e }) })
		assert.NotContains(t, s.Resource, "aws_kms_key")
		assert.NotContains(t, s.Data, "aws_caller_identity")
		return s.resource("aws_eks_cluster", "cluster")["encryption_config"]
	}
	assert.Equal(t, object{"provider": object{"key_arn": key}, "resources": []any{"secrets"}}, encryption(Encryption{KMSKeyARN: key}))
	assert.Nil(t, encryption(Encryption{AWSOwnedKey: true}))
}

func TestLogsAreKept(t *testing.T) {
	group := func(logs Logs) (group object, types any) {
		s := synth(t, func(stack cdktf.TerraformStack) { newTestCluster(stack, func(c *ClusterConfig) { c.Logs = logs }) })
		return s.resource("aws_cloudwatch_log_group", "cluster_logs"), s.resource("aws_eks_cluster", "cluster")["enabled_cluster_log_types"]
	}
	kept, _ := group(Logs{})
	assert.Equal(t, object{"name": "/aws/eks/acme-cluster/cluster", "retention_in_days": 365.0}, kept)

	const key = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/6f1c1d0e"
	kept, types := group(Logs{Types: []LogType{"audit"}, RetentionDays: 1096, KMSKeyARN: key})
	assert.Equal(t, object{"name": "/aws/eks/acme-cluster/cluster", "retention_in_days": 1096.0, "kms_key_id": key}, kept)
	assert.Equal(t, []any{"audit"}, types)
}
