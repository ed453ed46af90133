package judge_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/__tests__/judge"
)

func TestGoodStackHasNoViolations(t *testing.T) {
	assert.Empty(t, judge.Stack([]byte(goodStack(t))))
}

// Each case spoils one thing in the good stack, and wants to hear of that alone.
func TestViolationsOfWhat(t *testing.T) {
	for name, test := range map[string]struct{ good, bad, want string }{
		"a pod without seccomp": {
			`"seccomp_profile": {"type": "RuntimeDefault"}`, `"fs_group": "1000"`,
			`kubernetes_deployment_v1.apiserver: Deployment tenant-momcorp/apiserver: seccompProfile: ` +
				`pod or containers "migrate", "apiserver", "proxy" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
		},
		"a sidecar that keeps its capabilities": {
			`"proxy", "security_context": {"capabilities": {"drop": ["ALL"]}`, `"proxy", "security_context": {"capabilities": {"drop": ["NET_RAW"]}`,
			`kubernetes_deployment_v1.apiserver: Deployment tenant-momcorp/apiserver: unrestricted capabilities: ` +
				`container "proxy" must set securityContext.capabilities.drop=["ALL"]`,
		},
		"an init container that runs as root": {
			`"migrate", "security_context": {`, `"migrate", "security_context": {"run_as_user": "0", `,
			`kubernetes_deployment_v1.apiserver: Deployment tenant-momcorp/apiserver: runAsUser=0: container "migrate" must not set runAsUser=0`,
		},
		"a volume of the host": {
			`"empty_dir": {}`, `"host_path": {"path": "/"}`,
			`kubernetes_deployment_v1.apiserver: Deployment tenant-momcorp/apiserver: restricted volume types: ` +
				`volume "tmp" uses restricted volume type "hostPath"`,
		},
		"an init container that can write to its image": {
			`"migrate", "security_context": {"read_only_root_filesystem": true, `, `"migrate", "security_context": {`,
			`kubernetes_deployment_v1.apiserver: Deployment tenant-momcorp/apiserver: ` +
				`container "migrate" must set securityContext.readOnlyRootFilesystem=true`,
		},
		"an unknown field of an ExternalSecret": {
			`"refreshInterval"`, `"refreshIntervall"`,
			`kubernetes_manifest.secrets: ExternalSecret tenant-momcorp/secrets: unknown field "spec.refreshIntervall"`,
		},
		"an unknown field of a SecretStore": {
			`"service": "ParameterStore"`, `"service": "ParameterStore", "regoin": "eu-west-1"`,
			`kubernetes_manifest.store: SecretStore tenant-momcorp/aws-ssm: unknown field "spec.provider.aws.regoin"`,
		},
		"an unknown field of a ClusterSecretStore": {
			`"conditions"`, `"condition"`,
			`kubernetes_manifest.shared: ClusterSecretStore shared: unknown field "spec.condition"`,
		},
		"a wrong type in an ExternalSecret": {
			`"creationPolicy": "Owner"`, `"creationPolicy": ["Owner"]`,
			`kubernetes_manifest.secrets: ExternalSecret tenant-momcorp/secrets: json: cannot unmarshal array into ` +
				`Go struct field ExternalSecretTarget.spec.target.creationPolicy of type v1.ExternalSecretCreationPolicy`,
		},
		"an ExternalSecret that its webhook refuses": {
			`"creationPolicy": "Owner"`, `"creationPolicy": "None"`,
			`kubernetes_manifest.secrets: ExternalSecret tenant-momcorp/secrets: deletionPolicy=Merge must not be used ` +
				`with creationPolicy=None. There is no Secret to merge with`,
		},
		"an unknown field of a Deployment": {
			`"replicas"`, `"replicaz"`,
			`kubernetes_deployment_v1.apiserver: unknown field "spec.replicaz"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := goodStack(t)
			require.Contains(t, stack, test.good)

			assert.Equal(t, []string{test.want}, judge.Stack([]byte(strings.ReplaceAll(stack, test.good, test.bad))))
		})
	}
}

func TestVersionThatTheOperatorDoesNotServeIsAViolation(t *testing.T) {
	stack := strings.ReplaceAll(goodStack(t), "external-secrets.io/v1", "external-secrets.io/v1beta1")

	violations := judge.Stack([]byte(stack))

	require.Len(t, violations, 3)
	assert.Contains(t, violations[0], `no kind "ExternalSecret" is registered for version "external-secrets.io/v1beta1"`)
}

func TestCronJobIsJudgedByItsPods(t *testing.T) {
	violations := judge.Stack([]byte(`{"resource": {"kubernetes_cron_job_v1": {"nightly": {"metadata": {"name": "nightly"},
		"spec": {"job_template": {"spec": {"template": {"spec": {"host_network": true}}}}}}}}}`))

	assert.Contains(t, violations, "kubernetes_cron_job_v1.nightly: CronJob nightly: host namespaces: hostNetwork=true")
}

func TestOtherCustomResourcesAreNotJudged(t *testing.T) {
	assert.Empty(t, judge.Stack([]byte(`{"resource": {"kubernetes_manifest": {"class": {"manifest": {
		"apiVersion": "elbv2.k8s.aws/v1beta1", "kind": "IngressClassParams", "metadata": {"name": "alb"}, "spec": {"scheme": "internal"}}}}}}`)))
}

func goodStack(t *testing.T) string {
	t.Helper()
	stack, err := os.ReadFile("testdata/cdk.tf.json")
	require.NoError(t, err)
	return string(stack)
}
