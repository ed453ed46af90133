package manifest

import (
	"reflect"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// kind is a Kubernetes kind: the name of its Go type is the name of the kind.
type kind struct {
	version schema.GroupVersion
	goType  reflect.Type
}

func (k kind) empty() runtime.Object { return reflect.New(k.goType).Interface().(runtime.Object) }

// typed is what each of the provider's resource types makes.
var typed = map[string]kind{
	"kubernetes_cluster_role_binding_v1":      {rbacv1.SchemeGroupVersion, reflect.TypeFor[rbacv1.ClusterRoleBinding]()},
	"kubernetes_cluster_role_v1":              {rbacv1.SchemeGroupVersion, reflect.TypeFor[rbacv1.ClusterRole]()},
	"kubernetes_config_map_v1":                {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.ConfigMap]()},
	"kubernetes_cron_job_v1":                  {batchv1.SchemeGroupVersion, reflect.TypeFor[batchv1.CronJob]()},
	"kubernetes_daemon_set_v1":                {appsv1.SchemeGroupVersion, reflect.TypeFor[appsv1.DaemonSet]()},
	"kubernetes_default_service_account_v1":   {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.ServiceAccount]()},
	"kubernetes_deployment_v1":                {appsv1.SchemeGroupVersion, reflect.TypeFor[appsv1.Deployment]()},
	"kubernetes_horizontal_pod_autoscaler_v2": {autoscalingv2.SchemeGroupVersion, reflect.TypeFor[autoscalingv2.HorizontalPodAutoscaler]()},
	"kubernetes_ingress_class_v1":             {networkingv1.SchemeGroupVersion, reflect.TypeFor[networkingv1.IngressClass]()},
	"kubernetes_ingress_v1":                   {networkingv1.SchemeGroupVersion, reflect.TypeFor[networkingv1.Ingress]()},
	"kubernetes_job_v1":                       {batchv1.SchemeGroupVersion, reflect.TypeFor[batchv1.Job]()},
	"kubernetes_limit_range_v1":               {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.LimitRange]()},
	"kubernetes_namespace_v1":                 {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.Namespace]()},
	"kubernetes_network_policy_v1":            {networkingv1.SchemeGroupVersion, reflect.TypeFor[networkingv1.NetworkPolicy]()},
	"kubernetes_pod_disruption_budget_v1":     {policyv1.SchemeGroupVersion, reflect.TypeFor[policyv1.PodDisruptionBudget]()},
	"kubernetes_pod_v1":                       {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.Pod]()},
	"kubernetes_resource_quota_v1":            {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.ResourceQuota]()},
	"kubernetes_role_binding_v1":              {rbacv1.SchemeGroupVersion, reflect.TypeFor[rbacv1.RoleBinding]()},
	"kubernetes_role_v1":                      {rbacv1.SchemeGroupVersion, reflect.TypeFor[rbacv1.Role]()},
	"kubernetes_service_account_v1":           {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.ServiceAccount]()},
	"kubernetes_service_v1":                   {corev1.SchemeGroupVersion, reflect.TypeFor[corev1.Service]()},
	"kubernetes_stateful_set_v1":              {appsv1.SchemeGroupVersion, reflect.TypeFor[appsv1.StatefulSet]()},
}

// builtin finds the Go type of an object, so that a kubernetes_manifest of a built-in kind is held to it as well.
func builtin(wanted schema.GroupVersionKind) (kind, bool) {
	for _, known := range typed {
		if known.version.WithKind(known.goType.Name()) == wanted {
			return known, true
		}
	}
	return kind{}, false
}

// isCustom tells whether the group may be a custom resource's: one without a domain is always Kubernetes' own.
func isCustom(of schema.GroupVersionKind) bool { return strings.Contains(of.Group, ".") }
