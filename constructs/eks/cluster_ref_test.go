package eks

import (
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
)

func TestAClusterThatIsLookedUp(t *testing.T) {
	var ref *ClusterRef
	s := synth(t, func(stack cdktf.TerraformStack) {
		ref = LookupCluster(stack, "platform", "acme-cluster")
		outputRef(stack, ref)
	})
	cluster, clusterData := s.data("aws_eks_cluster")
	provider, providerData := s.data("aws_iam_openid_connect_provider")

	t.Run("is found by its name alone", func(t *testing.T) {
		assert.Equal(t, "acme-cluster", ref.Name())
		assert.Equal(t, object{"name": "acme-cluster"}, clusterData)
		assert.Equal(t, object{"url": "${" + cluster + ".identity[0].oidc[0].issuer}"}, providerData)
	})
	t.Run("gives what providers and roles need", func(t *testing.T) {
		assert.Equal(t, map[string]any{
			"endpoint":    "${" + cluster + ".endpoint}",
			"certificate": "${base64decode(" + cluster + ".certificate_authority[0].data)}",
			"issuer":      "${" + cluster + ".identity[0].oidc[0].issuer}",
			"provider":    "${" + provider + ".arn}",
			"vpc":         "${" + cluster + ".vpc_config[0].vpc_id}",
			"arn":         "${" + cluster + ".arn}",
		}, s.output())
	})
}

func TestAClusterInItsOwnStackIsNotLookedUp(t *testing.T) {
	var ref *ClusterRef
	s := synth(t, func(stack cdktf.TerraformStack) {
		ref = newTestCluster(stack, func(*ClusterConfig) {}).Ref()
		outputRef(stack, ref)
	})
	cluster := s.address("aws_eks_cluster", "cluster")
	assert.Equal(t, "acme-cluster", ref.Name())
	assert.Equal(t, map[string]any{
		"endpoint":    "${" + cluster + ".endpoint}",
		"certificate": "${base64decode(" + cluster + ".certificate_authority[0].data)}",
		"issuer":      "${" + cluster + ".identity[0].oidc[0].issuer}",
		"provider":    s.reference("aws_iam_openid_connect_provider", "cluster_oidc-provider", "arn"),
		"vpc":         "${" + cluster + ".vpc_config[0].vpc_id}",
		"arn":         "${" + cluster + ".arn}",
	}, s.output())
	assert.NotContains(t, s.Data, "aws_eks_cluster")
}

func TestAClusterIsOfNoUseUntilWhatItRequiresIsThere(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		ref := LookupCluster(stack, "platform", "acme-cluster")
		ref.Require("${local.first}", "Do the first.")
		ref.Require("${local.second}", "Do the second.")
		newTestCluster(stack, func(*ClusterConfig) {}).Ref().Require("${local.third}", "It is this stack's own.")
	})
	_, cluster := s.data("aws_eks_cluster")
	assert.Equal(t, object{"postcondition": []any{
		object{"condition": "${local.first}", "error_message": "Do the first."},
		object{"condition": "${local.second}", "error_message": "Do the second."},
	}}, cluster["lifecycle"])
	assert.NotContains(t, s.text, "local.third")
}

func TestOnlyAClustersNameIsLookedUp(t *testing.T) {
	for _, name := range []string{"", "-acme", "acme cluster", "${TfToken[TOKEN.1]}"} {
		assertPanicsAt(t, "stack/platform", "name", func() { LookupCluster(newStack(), "platform", name) })
	}
}

func outputRef(stack cdktf.TerraformStack, ref *ClusterRef) {
	output(stack, map[string]string{
		"endpoint":    ref.Endpoint(),
		"certificate": ref.CertificateAuthority(),
		"issuer":      ref.Issuer(),
		"provider":    ref.OIDCProviderARN(),
		"vpc":         ref.VPCID(),
		"arn":         ref.ARN(),
	})
}
