package isolation

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/berth-platform/berth/__tests__/isolation/iam"
)

// requests tries each of the requests with each of the tenant's roles.
func requests(a tenant, all ...iam.Request) []attempt {
	var attempts []attempt
	for _, role := range a.roles {
		for _, request := range all {
			attempts = append(attempts, attempt{
				what:     role.name + ": " + request.Action + " on " + request.Resource,
				succeeds: iam.Allowed(request, role.rights...),
			})
		}
	}
	return attempts
}

func reads(a, b tenant) []attempt {
	var all []iam.Request
	for _, parameter := range b.parameters() {
		all = append(all, account.Reads(parameter)...)
	}
	return requests(a, all...)
}

func lists(a, _ tenant) []attempt { return requests(a, account.ListNames()) }

func decrypts(a, b tenant) []attempt { return decrypting(a, b, account.Decrypt) }

func decryptsDirectly(a, b tenant) []attempt { return decrypting(a, b, account.DecryptDirectly) }

func decrypting(a, b tenant, by func(key, parameter string) iam.Request) []attempt {
	var all []iam.Request
	for _, parameter := range b.parameters() {
		all = append(all, by("6f1c1d0e-5a51-4a0c-9a44-0d6c3c1d2b10", parameter))
	}
	return requests(a, all...)
}

// takesOn tries each service account's name of either tenant, as a tenant's namespace may have one by any name.
func takesOn(a, b tenant) []attempt {
	var attempts []attempt
	for _, role := range b.roles {
		for _, account := range append(a.serviceAccounts(), b.serviceAccounts()...) {
			for _, request := range []iam.Request{cluster.TakeOn(a.namespace(), account), cluster.Give(a.namespace(), account)} {
				attempts = append(attempts, attempt{
					what:     a.namespace() + "/" + account + ", by " + request.Action + ", takes on " + role.name,
					succeeds: iam.Allowed(request, role.trust),
				})
			}
		}
	}
	return attempts
}

// fetches looks at what External Secrets is asked to fetch into the tenant's namespace, and by whose rights: those of a
// store of the cluster are everybody's.
func fetches(a, b tenant) []attempt {
	var attempts []attempt
	for _, secret := range a.custom("ExternalSecret") {
		store, _, _ := unstructured.NestedString(secret, "spec", "secretStoreRef", "kind")
		attempts = append(attempts, attempt{what: "by a " + store, succeeds: store != "SecretStore"})
		for _, path := range fetched(secret) {
			attempts = append(attempts, attempt{what: path, succeeds: below(b.prefix, path) || below(path, b.prefix)})
		}
	}
	return attempts
}

// operates looks among those whom a tenant's namespace is open to for the groups that AWS puts the other's people into, and
// for its service accounts.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
func operates(a, b tenant) []attempt {
	var attempts []attempt
	for _, subject := range b.operators() {
		everybody := strings.HasPrefix(subject.Name, "system:")
		attempts = append(attempts, attempt{
			what:     subject.Kind + " " + subject.Namespace + "/" + subject.Name,
			succeeds: everybody || slices.Contains(a.groups, subject.Name) || subject.Namespace == a.namespace(),
		})
	}
	return attempts
}

func (t tenant) operators() []rbacv1.Subject {
	var all []rbacv1.Subject
	for _, binding := range objects[*rbacv1.RoleBinding](t) {
		all = append(all, binding.Subjects...)
	}
	return all
}

func below(prefix, path string) bool { return strings.HasPrefix(path+"/", prefix+"/") }

// parameters are some of those that the tenant's services have, and others that stand beside them. A record of it may be one.
func (t tenant) parameters() []string {
	return append([]string{
		t.prefix + "/apiserver/DATABASE_URL", t.prefix + "/apiserver/FEATURE_FLAG_X", t.prefix + "/tenant-auth/SIGNING_KEY",
		t.prefix + "/apiserver", t.prefix + "/KEY", t.prefix,
	}, t.records...)
}

// fetched are the paths that an ExternalSecret names.
func fetched(secret map[string]any) []string {
	var paths []string
	for _, at := range []struct{ list, item, key string }{{"data", "remoteRef", "key"}, {"dataFrom", "find", "path"}} {
		items, _, _ := unstructured.NestedSlice(secret, "spec", at.list)
		for _, item := range items {
			path, _, _ := unstructured.NestedString(item.(map[string]any), at.item, at.key)
			paths = append(paths, path)
		}
	}
	return paths
}

func (t tenant) custom(kind string) []map[string]any {
	var all []map[string]any
	for _, object := range objects[*unstructured.Unstructured](t) {
		if object.GetKind() == kind {
			all = append(all, object.Object)
		}
	}
	return all
}

func (t tenant) namespace() string { return objects[*corev1.Namespace](t)[0].Name }

func (t tenant) serviceAccounts() []string {
	var names []string
	for _, account := range objects[*corev1.ServiceAccount](t) {
		names = append(names, account.Name)
	}
	return names
}
