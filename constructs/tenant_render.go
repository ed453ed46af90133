package constructs

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/defaultserviceaccountv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/namespacev1"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/ptr"
)

// podSecurityVersion is the one whose rules pods are refused by. Those of the newest are warned of.
const podSecurityVersion = "v1.35"

// https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
var namespaceLabel = map[string]string{
	"pod-security.kubernetes.io/enforce":         "restricted",
	"pod-security.kubernetes.io/enforce-version": podSecurityVersion,
	"pod-security.kubernetes.io/audit":           "restricted",
	"pod-security.kubernetes.io/audit-version":   "latest",
	"pod-security.kubernetes.io/warn":            "restricted",
	"pod-security.kubernetes.io/warn-version":    "latest",
	// A pod then takes part only when its load balancer knows it to be healthy.
	"elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
}

func (c TenantConfig) labels() map[string]string {
	return map[string]string{"tenant": c.Name, "app.kubernetes.io/managed-by": "berth"}
}

func renderNamespace(c TenantConfig) *namespacev1.NamespaceV1Config {
	config := &namespacev1.NamespaceV1Config{
		Metadata: &namespacev1.NamespaceV1Metadata{
			Name:   jsii.String(c.Namespace),
			Labels: ptr.Map(ptr.Merge(c.Labels, namespaceLabel, c.labels())),
		},
		// Load balancers and external secrets in it are cleaned up by their controllers, at their pace.
		Timeouts: &namespacev1.NamespaceV1Timeouts{Delete: jsii.String("15m")},
	}
	if c.PreventDestroy {
		config.Lifecycle = &cdktf.TerraformResourceLifecycle{PreventDestroy: jsii.Bool(true)}
	}
	return config
}

// renderDefaultAccount is for pods that name no account: they get no token of it either.
func renderDefaultAccount(namespace string) *defaultserviceaccountv1.DefaultServiceAccountV1Config {
	return &defaultserviceaccountv1.DefaultServiceAccountV1Config{
		Metadata:                     &defaultserviceaccountv1.DefaultServiceAccountV1Metadata{Namespace: jsii.String(namespace)},
		AutomountServiceAccountToken: false,
	}
}
