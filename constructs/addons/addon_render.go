package addons

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-helm-go/helm/v10/release"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/namespacev1"
	"sigs.k8s.io/yaml"

	"github.com/berth-platform/berth/internal/ptr"
)

// renderRelease has Helm take back what fails: what is left half way, Terraform would destroy and install again, with all
// objects of the custom resource definitions in it.
func renderRelease(chart chart, namespace string, values values) *release.ReleaseConfig {
	text, err := yaml.Marshal(values)
	if err != nil {
		panic(err) // Maps of texts, numbers and booleans always marshal.
	}
	return &release.ReleaseConfig{
		Name:       jsii.String(chart.name),
		Chart:      jsii.String(chart.name),
		Repository: jsii.String(chart.repository),
		Version:    jsii.String(chart.version),
		Namespace:  jsii.String(namespace),
		Values:     jsii.Strings(string(text)),
		Atomic:     true,
		MaxHistory: jsii.Number(5),
		Timeout:    jsii.Number(600),
	}
}

// renderNamespace holds all pods of the namespace to the level restricted.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
func renderNamespace(name string) *namespacev1.NamespaceV1Config {
	return &namespacev1.NamespaceV1Config{
		Metadata: &namespacev1.NamespaceV1Metadata{
			Name: jsii.String(name),
			Labels: ptr.Map(map[string]string{
				"app.kubernetes.io/part-of":          "berth-addons",
				"pod-security.kubernetes.io/enforce": "restricted",
			}),
		},
	}
}

// podSecurity and containerSecurity are what the level restricted asks for, and a file system that cannot be written to.
// The group makes a pod's token for AWS readable to it.
func podSecurity() values {
	return values{"fsGroup": 65534, "runAsNonRoot": true, "seccompProfile": values{"type": "RuntimeDefault"}}
}

func containerSecurity() values {
	return values{
		"allowPrivilegeEscalation": false,
		"capabilities":             values{"drop": []string{"ALL"}},
		"readOnlyRootFilesystem":   true,
		"runAsNonRoot":             true,
		"seccompProfile":           values{"type": "RuntimeDefault"},
	}
}

// resources has no limit of CPU: a controller that is slowed down is late for its webhooks.
func resources(cpu, memory, memoryLimit string) values {
	return values{"requests": values{"cpu": cpu, "memory": memory}, "limits": values{"memory": memoryLimit}}
}

// critical is the class of pods that push others off a full node.
// https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/
const critical = "system-cluster-critical"
