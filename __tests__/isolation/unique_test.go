package isolation

import (
	"testing"

	"github.com/stretchr/testify/assert"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
	longestRole = 64
	// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
	longestNamespace = 63
)

// names are all by which one tenant's things could be taken for another's, by what they are the names of.
func (t tenant) names() map[string][]string {
	all := map[string][]string{"state": {t.state}, "namespace": {t.namespace()}, "parameters": {t.prefix}, "record": t.records}
	for _, subject := range t.operators() {
		all["operators"] = append(all["operators"], subject.Name)
	}
	for _, role := range t.roles {
		all["role"] = append(all["role"], role.name)
	}
	for _, object := range t.objects {
		switch value := object.Value.(type) {
		case *networkingv1.IngressClass:
			all["ingress class"] = append(all["ingress class"], value.Name)
		case *networkingv1.Ingress: // All are of the group shared-1.
			all["place in the group"] = append(all["place in the group"], value.Annotations["alb.ingress.kubernetes.io/group.order"])
			for _, rule := range value.Spec.Rules {
				for _, path := range rule.HTTP.Paths {
					all["address"] = append(all["address"], rule.Host+path.Path)
				}
			}
		}
	}
	return all
}

func TestNoNameIsTwoTenants(t *testing.T) {
	taken := map[string]string{}
	for _, tenant := range tenants(t, sites["the default VPC"]) {
		for kind, names := range tenant.names() {
			assert.NotEmpty(t, names, "%s: %s", tenant.name, kind)
			for _, name := range names {
				assert.Empty(t, taken[kind+" "+name], "%s %q is also %s's", kind, name, tenant.name)
				taken[kind+" "+name] = tenant.name
			}
		}
	}
}

func TestNamesAreNoLongerThanTheyMayBe(t *testing.T) {
	cut := 0
	for _, tenant := range tenants(t, sites["the default VPC"]) {
		assert.LessOrEqual(t, len(tenant.namespace()), longestNamespace)
		for _, role := range tenant.roles {
			assert.LessOrEqual(t, len(role.name), longestRole)
			if len(role.name) == longestRole {
				cut++
			}
		}
	}
	assert.NotZero(t, cut, "no role's name is cut, so that nothing is known of those that are")
}

func TestAllThatATenantHasStandsInItsOwnNamespace(t *testing.T) {
	for _, tenant := range tenants(t, sites["the default VPC"]) {
		for _, object := range tenant.objects {
			switch object.Kind {
			case "Namespace", "IngressClass": // What a class says is in its IngressClassParams.
			case "IngressClassParams":
				only, _, err := unstructured.NestedStringMap(object.Value.(*unstructured.Unstructured).Object, "spec", "namespaceSelector", "matchLabels")
				assert.NoError(t, err)
				assert.Equal(t, map[string]string{"kubernetes.io/metadata.name": tenant.namespace()}, only)
			default:
				assert.Equal(t, tenant.namespace(), object.Namespace, "%s of %s", object.Resource, tenant.name)
			}
		}
	}
}
