package constructs

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/namespacev1"

	"github.com/berth-platform/berth/internal/ptr"
)

func renderNamespace(c TenantConfig) *namespacev1.NamespaceV1Config {
	return &namespacev1.NamespaceV1Config{
		Metadata: &namespacev1.NamespaceV1Metadata{
			Name: jsii.String(c.Namespace),
			Labels: ptr.Map(ptr.Merge(c.Labels, map[string]string{
				"tenant":                       c.Name,
				"app.kubernetes.io/managed-by": "berth",
			})),
		},
		// Load balancers and external secrets in it are cleaned up by their controllers, at their pace.
		Timeouts: &namespacev1.NamespaceV1Timeouts{Delete: jsii.String("15m")},
	}
}
