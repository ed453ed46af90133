package constructs

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/manifest"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/serviceaccountv1"

	"github.com/berth-platform/berth/internal/ptr"
)

const (
	// SecretStoreName is the name of a tenant's SecretStore.
	SecretStoreName = "aws-ssm"
	// SecretsReader is the name of the service account that a tenant's SecretStore reads as. No pod runs as it.
	SecretsReader = "secrets-reader"
)

func renderReader(c TenantConfig, namespace string) *serviceaccountv1.ServiceAccountV1Config {
	return &serviceaccountv1.ServiceAccountV1Config{
		Metadata: &serviceaccountv1.ServiceAccountV1Metadata{
			Name:        jsii.String(SecretsReader),
			Namespace:   jsii.String(namespace),
			Labels:      ptr.Map(c.labels()),
			Annotations: ptr.Map(c.ParameterStore.Reader.ServiceAccountAnnotations()),
		},
		AutomountServiceAccountToken: false,
	}
}

// renderStore names the service account in plain text: what is known only at apply would make the provider's plan of a
// custom resource another than its apply.
func renderStore(c TenantConfig, namespace string) *manifest.ManifestConfig {
	return renderReady("SecretStore", SecretStoreName, namespace, c.labels(), object{
		"provider": object{"aws": object{
			"service": "ParameterStore",
			"region":  c.ParameterStore.Region,
			"auth":    object{"jwt": object{"serviceAccountRef": object{"name": SecretsReader}}},
		}},
	})
}
