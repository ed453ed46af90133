package isolation

import (
	"testing"

	"github.com/stretchr/testify/assert"
	networkingv1 "k8s.io/api/networking/v1"
)

const (
	ofALB = "alb.ingress.kubernetes.io/"
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
		ingress, ok := object.Value.(*networkingv1.Ingress)
		if !ok {
			continue
		}
		for _, rule := range ingress.Spec.Rules {
			// Where Ingresses share a host, their order says whose path wins.
			order := ingress.Annotations[ofALB+"group.name"] + " " + rule.Host + " " + ingress.Annotations[ofALB+"group.order"]
			all["place in a group"] = append(all["place in a group"], order)
			for _, path := range rule.HTTP.Paths {
				all["address"] = append(all["address"], rule.Host+path.Path)
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
			if object.Kind != "Namespace" {
				assert.Equal(t, tenant.namespace(), object.Namespace, "%s of %s", object.Resource, tenant.name)
			}
		}
	}
}
