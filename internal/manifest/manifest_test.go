package manifest

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func TestDeploymentBecomesItsKubernetesType(t *testing.T) {
	deployment := valueOf[*appsv1.Deployment](t, readStack(t), "kubernetes_deployment_v1.apiserver")

	pod := deployment.Spec.Template.Spec
	assert.Equal(t, "example/apiserver:main-42", pod.Containers[0].Image)
	assert.Equal(t, new(int32(2)), deployment.Spec.Replicas)
	assert.Equal(t, new(int64(1000)), pod.SecurityContext.FSGroup)
	assert.Equal(t, []corev1.Capability{"ALL"}, pod.Containers[0].SecurityContext.Capabilities.Drop)
	assert.Equal(t, "flags", pod.Containers[0].EnvFrom[0].SecretRef.Name)
	assert.Equal(t, "1Gi", pod.Containers[0].Resources.Limits.Memory().String())
}

func TestPortsAndSharesAreNumbersWhenTheyAreDigits(t *testing.T) {
	deployment := valueOf[*appsv1.Deployment](t, readStack(t), "kubernetes_deployment_v1.apiserver")

	rolling := deployment.Spec.Strategy.RollingUpdate
	assert.Equal(t, new(intstr.FromString("25%")), rolling.MaxSurge)
	assert.Equal(t, new(intstr.FromInt32(0)), rolling.MaxUnavailable)
	probes := deployment.Spec.Template.Spec.Containers[0]
	assert.Equal(t, intstr.FromInt32(8080), probes.LivenessProbe.HTTPGet.Port)
	assert.Equal(t, intstr.FromString("http"), probes.ReadinessProbe.HTTPGet.Port)
}

func TestFileModesAreReadInBaseEight(t *testing.T) {
	deployment := valueOf[*appsv1.Deployment](t, readStack(t), "kubernetes_deployment_v1.apiserver")

	assert.Equal(t, new(int32(0o440)), deployment.Spec.Template.Spec.Volumes[1].Secret.DefaultMode)
}

func TestAnEmptyBlockStaysSet(t *testing.T) {
	deployment := valueOf[*appsv1.Deployment](t, readStack(t), "kubernetes_deployment_v1.apiserver")

	assert.NotNil(t, deployment.Spec.Template.Spec.Volumes[0].EmptyDir)
}

func TestIngressRulesArePlural(t *testing.T) {
	ingress := valueOf[*networkingv1.Ingress](t, readStack(t), "kubernetes_ingress_v1.apiserver")

	path := ingress.Spec.Rules[0].HTTP.Paths[0]
	assert.Equal(t, "/api", path.Path)
	assert.Equal(t, int32(80), path.Backend.Service.Port.Number)
}

func TestCustomResourceStaysAsItIs(t *testing.T) {
	secret := valueOf[*unstructured.Unstructured](t, readStack(t), "kubernetes_manifest.secrets")

	interval, _, err := unstructured.NestedString(secret.Object, "spec", "refreshInterval")
	require.NoError(t, err)
	assert.Equal(t, "1h", interval)
}

func TestOtherProvidersAreLeftOut(t *testing.T) {
	for _, object := range readStack(t) {
		assert.True(t, strings.HasPrefix(object.Resource, "kubernetes_"), object.Resource)
	}
}

func TestReferencesToNamesAreResolved(t *testing.T) {
	object := find(t, readStack(t), "kubernetes_deployment_v1.apiserver")

	assert.Equal(t, "tenant-momcorp", object.Namespace, "through the service account's namespace")
	pod := object.Value.(*appsv1.Deployment).Spec.Template.Spec
	assert.Equal(t, "apiserver", pod.ServiceAccountName)
	assert.Equal(t, "http://apiserver.tenant-momcorp", pod.Containers[0].Env[0].Value)
}

func TestOtherExpressionsStay(t *testing.T) {
	account := find(t, readStack(t), "kubernetes_service_account_v1.apiserver")

	assert.Equal(t, "${aws_iam_role.apiserver.arn}",
		account.Value.(*corev1.ServiceAccount).Annotations["eks.amazonaws.com/role-arn"])
}

func TestReferenceOutOfTheStackStays(t *testing.T) {
	const expression = "${kubernetes_namespace_v1.gone.metadata[0].name}"
	objects, err := Objects(resource("kubernetes_service_account_v1", `{"metadata": {"name": "a", "namespace": "`+expression+`"}}`))

	require.NoError(t, err)
	assert.Equal(t, expression, objects[0].Namespace)
}

func TestSingleBlockMayBeAList(t *testing.T) {
	objects, err := Objects(resource("kubernetes_namespace_v1", `{"metadata": [{"name": "tenant-momcorp"}]}`))

	require.NoError(t, err)
	assert.Equal(t, "tenant-momcorp", objects[0].Name)
}

func TestRepeatedBlockMayBeAnObject(t *testing.T) {
	objects, err := Objects(resource("kubernetes_service_v1", `{"metadata": {"name": "a"}, "spec": {"port": {"port": 80}}}`))

	require.NoError(t, err)
	assert.Equal(t, int32(80), objects[0].Value.(*corev1.Service).Spec.Ports[0].Port)
}

func TestFieldsWithCapitalsKeepThem(t *testing.T) {
	objects, err := Objects(resource("kubernetes_service_v1", `{"metadata": {"name": "a"}, "spec": {"cluster_ip": "None", "external_ips": ["192.0.2.1"]}}`))

	require.NoError(t, err)
	spec := objects[0].Value.(*corev1.Service).Spec
	assert.Equal(t, "None", spec.ClusterIP)
	assert.Equal(t, []string{"192.0.2.1"}, spec.ExternalIPs)
}

func TestBooleanMayBeAString(t *testing.T) {
	objects, err := Objects(resource("kubernetes_service_account_v1", `{"metadata": {"name": "a"}, "automount_service_account_token": "false"}`))

	require.NoError(t, err)
	assert.Equal(t, new(false), objects[0].Value.(*corev1.ServiceAccount).AutomountServiceAccountToken)
}

func TestDaemonSetStrategyIsItsUpdateStrategy(t *testing.T) {
	objects, err := Objects(resource("kubernetes_daemon_set_v1", `{"metadata": {"name": "a"}, "spec": {"strategy": {"type": "OnDelete"}}}`))

	require.NoError(t, err)
	assert.Equal(t, appsv1.OnDeleteDaemonSetStrategyType, objects[0].Value.(*appsv1.DaemonSet).Spec.UpdateStrategy.Type)
}

func TestWrongResourcesAreNamedWithTheReason(t *testing.T) {
	for name, test := range map[string]struct{ kind, block, want string }{
		"an unknown field": {
			"kubernetes_deployment_v1", `{"metadata": {"name": "a"}, "spec": {"template": {"spec": {"container": [{"imagee": "x"}]}}}}`,
			`kubernetes_deployment_v1.x: unknown field "spec.template.spec.containers[0].imagee"`,
		},
		"two unknown fields": {
			"kubernetes_namespace_v1", `{"metadata": {"nam": "a", "lable": {}}}`,
			`kubernetes_namespace_v1.x: unknown field "metadata.lable"; unknown field "metadata.nam"`,
		},
		"an unknown argument": {
			"kubernetes_namespace_v1", `{"metadata": {"name": "a"}, "wait_for_godot": true}`,
			`kubernetes_namespace_v1.x: unknown field "wait_for_godot"`,
		},
		"a wrong type": {
			"kubernetes_service_v1", `{"metadata": {"name": "a"}, "spec": {"selector": "apiserver"}}`,
			"kubernetes_service_v1.x: json: cannot unmarshal string",
		},
		"two blocks where Kubernetes has one": {
			"kubernetes_service_v1", `{"metadata": {"name": "a"}, "spec": [{}, {}]}`,
			"kubernetes_service_v1.x: json: cannot unmarshal array",
		},
		"a type that is not in the table": {
			"kubernetes_secret_v1", `{"metadata": {"name": "a"}}`,
			"kubernetes_secret_v1.x: resource type kubernetes_secret_v1 is not supported",
		},
		"a built-in kind that is not in the table": {
			"kubernetes_manifest", `{"manifest": {"apiVersion": "apps/v1", "kind": "ReplicaSet"}}`,
			"kubernetes_manifest.x: kind ReplicaSet of apps/v1 is not supported",
		},
		"an unknown field of a built-in kind": {
			"kubernetes_manifest", `{"manifest": {"apiVersion": "v1", "kind": "Service", "spec": {"portz": []}}}`,
			`kubernetes_manifest.x: unknown field "spec.portz"`,
		},
		"a manifest without a kind": {
			"kubernetes_manifest", `{"manifest": {"apiVersion": "v1"}}`,
			"kubernetes_manifest.x: apiVersion and kind are required",
		},
		"a manifest that is an expression": {
			"kubernetes_manifest", `{"manifest": "${yamldecode(var.text)}"}`,
			"kubernetes_manifest.x: manifest is not an object",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Objects(resource(test.kind, test.block))

			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestEveryWrongResourceIsNamedAndTheOthersAreRead(t *testing.T) {
	objects, err := Objects([]byte(`{"resource": {"kubernetes_namespace_v1": {
		"first": {"metadata": {"nam": "a"}}, "second": {"metadata": {"name": "b"}}, "third": {"metadata": {"nom": "c"}}}}}`))

	assert.ErrorContains(t, err, "kubernetes_namespace_v1.first")
	assert.ErrorContains(t, err, "kubernetes_namespace_v1.third")
	require.Len(t, objects, 1)
	assert.Equal(t, "b", objects[0].Name)
}

func TestTextThatIsNoStackIsRefused(t *testing.T) {
	_, err := Objects([]byte("resource {}"))

	assert.ErrorContains(t, err, "not a synthesized stack")
}

func readStack(t *testing.T) []Object {
	t.Helper()
	stack, err := os.ReadFile("testdata/cdk.tf.json")
	require.NoError(t, err)
	objects, err := Objects(stack)
	require.NoError(t, err)
	return objects
}

func find(t *testing.T, objects []Object, resource string) Object {
	t.Helper()
	for _, object := range objects {
		if object.Resource == resource {
			return object
		}
	}
	require.Fail(t, "no object of "+resource)
	return Object{}
}

func valueOf[T runtime.Object](t *testing.T, objects []Object, resource string) T {
	t.Helper()
	value, ok := find(t, objects, resource).Value.(T)
	require.True(t, ok, "%s has another type", resource)
	return value
}

// resource is a stack with one resource, x.
func resource(kind, block string) []byte {
	return []byte(`{"resource": {"` + kind + `": {"x": ` + block + `}}}`)
}
