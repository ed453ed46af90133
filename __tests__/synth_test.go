// Package tests holds what is synthesized against what was meant: whole stacks, decoded once and compared as objects.
package tests

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	kubernetes "github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/berth-platform/berth/__tests__/judge"
	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/internal/manifest"
	"github.com/berth-platform/berth/stacks"
)

// synthesized is one stack's cdk.tf.json, as Terraform and as Kubernetes read it.
type synthesized struct {
	t       *testing.T
	text    []byte
	tree    map[string]any
	objects []manifest.Object
}

// synth builds an app and reads each of its stacks. Every stack is judged on the way: whatever a test makes has to be
// good.
func synth(t *testing.T, build func(cdktf.App)) map[string]synthesized {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, stacks.Synth(&cdktf.AppConfig{Outdir: &folder}, build))
	return read(t, folder)
}

func read(t *testing.T, folder string) map[string]synthesized {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "stacks", "*", "cdk.tf.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string]synthesized{}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Empty(t, judge.Stack(text), "stack %s", name)
		objects, err := manifest.Objects(text)
		require.NoError(t, err)
		one := synthesized{t: t, text: text, objects: objects}
		require.NoError(t, json.Unmarshal(text, &one.tree))
		all[name] = one
	}
	return all
}

// service synthesizes one service in a namespace that is there, with a kubernetes provider and no other.
func service(t *testing.T, changes ...func(*saas.ServiceConfig)) synthesized {
	t.Helper()
	return synth(t, func(app cdktf.App) {
		stack := cdktf.NewTerraformStack(app, new("test"))
		cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{Path: new("test.tfstate")})
		kubernetes.NewKubernetesProvider(stack, new("kubernetes"), &kubernetes.KubernetesProviderConfig{})
		config := serviceConfig("tenant-momcorp")
		for _, change := range changes {
			change(config)
		}
		saas.NewService(stack, "apiserver", config)
	})["test"]
}

func serviceConfig(namespace string) *saas.ServiceConfig {
	return &saas.ServiceConfig{
		Tenant:          "momcorp",
		Namespace:       namespace,
		Image:           saas.Image{Repository: "ghcr.io/acme/apiserver", Tag: "main-42"},
		ParameterPrefix: "/ramparts/dev/tenants/momcorp",
		Secrets:         map[string]string{"DATABASE_URL": "", "REDIS_PASSWORD": ""},
		Env:             map[string]string{"MODE": "production"},
		Volumes:         []saas.Volume{{MountPath: "/app/run"}},
		Sidecars: []saas.Sidecar{{
			Name:        "copilotkit-runtime",
			Image:       saas.Image{Repository: "012345678901.dkr.ecr.us-east-1.amazonaws.com/copilotkit-sidecar", Tag: "v1"},
			Port:        3000,
			IngressPath: "/api/copilotkit",
			Env:         map[string]string{"AGNO_HOST": "http://apiserver:8000"},
		}},
		Exposure: saas.ALB{Host: "api.momcorp.example.com", CertificateARN: "arn:aws:acm:us-east-1:012345678901:certificate/1"},
	}
}

// object gives the one object of the type in the stack; the name may be empty where there is only one.
func object[T any](s synthesized, name string) T {
	s.t.Helper()
	var found []T
	for _, object := range s.objects {
		if value, ok := object.Value.(T); ok && (name == "" || object.Name == name) {
			found = append(found, value)
		}
	}
	require.Len(s.t, found, 1, "objects named %q", name)
	return found[0]
}

func (s synthesized) deployment() *appsv1.Deployment { return object[*appsv1.Deployment](s, "") }
func (s synthesized) service() *corev1.Service       { return object[*corev1.Service](s, "") }
func (s synthesized) ingress() *networkingv1.Ingress { return object[*networkingv1.Ingress](s, "") }

func (s synthesized) containers() []corev1.Container {
	return s.deployment().Spec.Template.Spec.Containers
}

// custom gives a part of a custom resource.
func (s synthesized) custom(name string, path ...string) any {
	s.t.Helper()
	value, found, err := unstructured.NestedFieldNoCopy(object[*unstructured.Unstructured](s, name).Object, path...)
	require.NoError(s.t, err)
	require.True(s.t, found, "%s of %s", strings.Join(path, "."), name)
	return value
}

func (s synthesized) kinds() []string {
	var kinds []string
	for _, object := range s.objects {
		kinds = append(kinds, object.Kind)
	}
	slices.Sort(kinds)
	return kinds
}

// block gives the one resource of a Terraform type whose id starts with the text.
func (s synthesized) block(section, typ, idPrefix string) map[string]any {
	s.t.Helper()
	var found []map[string]any
	for id, block := range s.blocks(section, typ) {
		if strings.HasPrefix(id, idPrefix) {
			found = append(found, block.(map[string]any))
		}
	}
	require.Len(s.t, found, 1, "%s %s.%s*", section, typ, idPrefix)
	return found[0]
}

func (s synthesized) blocks(section, typ string) map[string]any {
	types, _ := s.tree[section].(map[string]any)
	blocks, _ := types[typ].(map[string]any)
	return blocks
}
