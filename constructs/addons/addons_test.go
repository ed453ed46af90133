package addons

import (
	"encoding/json"
	"testing"

	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/doctest"
)

// identity is a role whose rights are one resource.
type identity struct{ policy cdktf.ITerraformDependable }

func (identity) ServiceAccountAnnotations() map[string]string {
	return map[string]string{"eks.amazonaws.com/role-arn": "${aws_iam_role.it.arn}"}
}
func (i identity) Policies() []cdktf.ITerraformDependable {
	return []cdktf.ITerraformDependable{i.policy}
}

func TestEveryFieldsCommentSaysItsDefault(t *testing.T) {
	doctest.Configs(t, ".", LoadBalancerControllerConfig{}.withDefaults(), ExternalSecretsConfig{}.withDefaults(),
		ReloaderConfig{}.withDefaults(), MetricsServerConfig{}.withDefaults(), ClusterAutoscalerConfig{}.withDefaults())
}

func TestAnAddonReportsWhatIsWrong(t *testing.T) {
	const (
		version  = `version: "^3" is no exact version of a chart; write one such as 3.5.0`
		cluster  = "clusterName: is missing; give the EKS cluster's name"
		region   = "region: is missing; write an AWS region such as us-east-1"
		vpc      = "vpcId: is missing; give the VPC of the cluster, such as its ClusterRef's"
		identity = "identity: is missing; give an eks.PodRole"
	)
	for name, test := range map[string]struct {
		config interface{ Validate() error }
		want   []string
	}{
		"a load balancer controller":      {&LoadBalancerControllerConfig{Version: "^3"}, []string{version, cluster, region, vpc, identity}},
		"an autoscaler":                   {&ClusterAutoscalerConfig{Version: "^3"}, []string{version, cluster, region, identity}},
		"an operator of external secrets": {&ExternalSecretsConfig{Version: "^3"}, []string{version}},
		"a reloader":                      {&ReloaderConfig{Version: "^3"}, []string{version}},
		"a metrics server":                {&MetricsServerConfig{Version: "^3"}, []string{version}},
	} {
		t.Run(name, func(t *testing.T) {
			var have []string
			for _, field := range check.Fields(test.config.Validate()) {
				have = append(have, field.Error())
			}
			assert.Equal(t, test.want, have)
		})
	}
}

// Helm takes all but the last of the bad ones for a range, or for the newest there is.
func TestOnlyAnExactVersionIsPinned(t *testing.T) {
	for version, exact := range map[string]bool{
		"3.5.0": true, "3.5.0-rc.1": true, "": true, // The default.
		"3": false, "3.5": false, "3.x": false, ">=3.5.0": false, "3.5.0 - 3.6.0": false, "*": false, "latest": false,
	} {
		assert.Equal(t, exact, (&ReloaderConfig{Version: version}).Validate() == nil, version)
	}
}

func TestABadAddonPanicsWithItsPath(t *testing.T) {
	defer func() {
		var bad *ConfigError
		require.ErrorAs(t, recover().(error), &bad)
		assert.Equal(t, "stack/reloader", bad.Construct)
	}()
	NewReloader(newStack(), "reloader", &ReloaderConfig{Version: "latest"})
}

func TestClusterWideStoresAreOffUnlessAsked(t *testing.T) {
	for _, on := range []bool{false, true} {
		values := ExternalSecretsConfig{ClusterStores: on}.values()
		assert.Equal(t, on, values["processClusterStore"])
		assert.Equal(t, on, values["crds"].(map[string]any)["createClusterSecretStore"])
	}
}

func TestWhatAnIngressOrAServiceMaySayOfItselfIsAChoice(t *testing.T) {
	config := LoadBalancerControllerConfig{Identity: identity{}}
	assert.Equal(t, false, config.values()["disableIngressGroupNameAnnotation"])
	assert.Equal(t, true, config.values()["enableServiceMutatorWebhook"])
	config.GroupsByClass, config.ServicesByClass = true, true
	assert.Equal(t, true, config.values()["disableIngressGroupNameAnnotation"])
	assert.Equal(t, false, config.values()["enableServiceMutatorWebhook"])
}

func TestAnAddonWithAnIdentityWaitsForItsRights(t *testing.T) {
	stack := newStack()
	policy := cdktf.NewTerraformResource(stack, jsii.String("policy"), &cdktf.TerraformResourceConfig{TerraformResourceType: jsii.String("a_policy")})
	addon := NewClusterAutoscaler(stack, "autoscaler", &ClusterAutoscalerConfig{ClusterName: "acme", Region: "us-east-1", Identity: identity{policy}})
	release := releases(t, stack)["cluster-autoscaler"]
	assert.Equal(t, []any{"a_policy.policy"}, release["depends_on"])
	assert.Contains(t, release["values"].([]any)[0], "eks.amazonaws.com/role-arn: ${aws_iam_role.it.arn}\n")
	assert.Equal(t, "cluster-autoscaler", addon.Name())
	assert.Nil(t, addon.NamespaceResource())
}

func TestAnAddonWaitsForAnotherAndForItsRights(t *testing.T) {
	stack := newStack()
	policy := cdktf.NewTerraformResource(stack, jsii.String("policy"), &cdktf.TerraformResourceConfig{TerraformResourceType: jsii.String("a_policy")})
	first := NewMetricsServer(stack, "first", &MetricsServerConfig{})
	for _, second := range []*Addon{
		NewClusterAutoscaler(stack, "with-rights", &ClusterAutoscalerConfig{ClusterName: "acme", Region: "us-east-1", Identity: identity{policy}}),
		NewReloader(stack, "without", &ReloaderConfig{}),
	} {
		second.After(first)
	}
	releases, release := releases(t, stack), "helm_release."+*first.HelmRelease().FriendlyUniqueId()
	assert.Equal(t, []any{"a_policy.policy", release}, releases["cluster-autoscaler"]["depends_on"])
	assert.Equal(t, []any{release}, releases["reloader"]["depends_on"])
	assert.NotContains(t, releases["metrics-server"], "depends_on")
}

func TestAnAddonsOwnNamespaceHoldsItsPodsToRestricted(t *testing.T) {
	stack := newStack()
	addon := NewReloader(stack, "reloader", &ReloaderConfig{Version: "2.2.17"})
	release := releases(t, stack)["reloader"]
	assert.Equal(t, "2.2.17", release["version"])
	assert.Regexp(t, `^\$\{kubernetes_namespace_v1\..*\.metadata\[0\]\.name\}$`, release["namespace"])
	assert.Contains(t, *cdktf.Testing_Synth(stack, nil), `"pod-security.kubernetes.io/enforce": "restricted"`)
	assert.NotNil(t, addon.NamespaceResource())
}

func newStack() cdktf.TerraformStack {
	return cdktf.NewTerraformStack(cdktf.Testing_App(nil), jsii.String("stack"))
}

// releases are the stack's Helm releases by name.
func releases(t *testing.T, stack cdktf.TerraformStack) map[string]map[string]any {
	t.Helper()
	var synthesized struct {
		Resource struct {
			Release map[string]map[string]any `json:"helm_release"`
		}
	}
	require.NoError(t, json.Unmarshal([]byte(*cdktf.Testing_Synth(stack, nil)), &synthesized))
	all := map[string]map[string]any{}
	for _, release := range synthesized.Resource.Release {
		all[release["name"].(string)] = release
	}
	return all
}
