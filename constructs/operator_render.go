package constructs

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/rolebindingv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/rolev1"

	"github.com/berth-platform/berth/internal/ptr"
)

const operatorRole = "tenant-operator"

// renderOperatorRole lets nobody read or change a Secret, not by a Deployment either: whoever may patch one can have it
// print its secrets. So pods are restarted by being deleted.
func renderOperatorRole(c TenantConfig, namespace string) *rolev1.RoleV1Config {
	rules := []*rolev1.RoleV1Rule{
		allow([]string{"get", "list", "watch"}, "", "pods", "services", "endpoints", "events", "configmaps", "serviceaccounts", "resourcequotas", "limitranges"),
		allow([]string{"get", "list", "watch"}, "apps", "deployments", "replicasets"),
		allow([]string{"get", "list", "watch"}, "networking.k8s.io", "ingresses", "networkpolicies"),
		allow([]string{"get", "list", "watch"}, "autoscaling", "horizontalpodautoscalers"),
		allow([]string{"get", "list", "watch"}, "policy", "poddisruptionbudgets"),
		allow([]string{"get", "list", "watch"}, "discovery.k8s.io", "endpointslices"),
		allow([]string{"get", "list", "watch"}, "external-secrets.io", "externalsecrets", "secretstores"),
		allow([]string{"get"}, "", "pods/log"),
		allow([]string{"get", "create"}, "", "pods/portforward"), // By a web socket it is a get.
		allow([]string{"delete"}, "", "pods"),
	}
	if c.Operators.Exec {
		rules = append(rules, allow([]string{"get", "create"}, "", "pods/exec"))
	}
	return &rolev1.RoleV1Config{
		Metadata: &rolev1.RoleV1Metadata{Name: jsii.String(operatorRole), Namespace: jsii.String(namespace), Labels: ptr.Map(c.labels())},
		Rule:     rules,
	}
}

func allow(verbs []string, group string, resources ...string) *rolev1.RoleV1Rule {
	return &rolev1.RoleV1Rule{ApiGroups: jsii.Strings(group), Resources: ptr.Strings(resources), Verbs: ptr.Strings(verbs)}
}

func renderOperatorBinding(c TenantConfig, namespace, role string) *rolebindingv1.RoleBindingV1Config {
	const group = "rbac.authorization.k8s.io"
	return &rolebindingv1.RoleBindingV1Config{
		Metadata: &rolebindingv1.RoleBindingV1Metadata{Name: jsii.String(operatorRole), Namespace: jsii.String(namespace), Labels: ptr.Map(c.labels())},
		RoleRef:  &rolebindingv1.RoleBindingV1RoleRef{ApiGroup: jsii.String(group), Kind: jsii.String("Role"), Name: jsii.String(role)},
		Subject: []*rolebindingv1.RoleBindingV1Subject{{
			ApiGroup: jsii.String(group), Kind: jsii.String("Group"), Name: jsii.String(c.Operators.Group),
		}},
	}
}
