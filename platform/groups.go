package platform

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// ingress is a service's part of a load balancer, which all Ingresses of its group share.
type ingress struct {
	route

	config           *stacks.TenantService
	alb              constructs.ALB
	group, namespace string
	paths            []string
}

func (i *ingress) scheme() string { return cmp.Or(i.alb.Scheme, "internet-facing") }

// compare is the order of the group's rules: its own order, then namespace and name.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#group.order
func (i *ingress) compare(other *ingress) int {
	return cmp.Or(
		cmp.Compare(i.alb.GroupOrder, other.alb.GroupOrder),
		cmp.Compare(i.namespace, other.namespace), cmp.Compare(i.service, other.service))
}

// groups are the Ingresses of each load balancer, by its name.
func (l *loader) groups() iter.Seq2[string, []*ingress] {
	groups := map[string][]*ingress{}
	for _, one := range l.ingresses {
		groups[one.group] = append(groups[one.group], one)
	}
	return func(yield func(string, []*ingress) bool) {
		for _, name := range slices.Sorted(maps.Keys(groups)) {
			if !yield(name, groups[name]) {
				return
			}
		}
	}
}

// checkGroups gives each Ingress its place in its group, and reports what Ingresses that share a load balancer do to each
// other.
func (l *loader) checkGroups() {
	told := map[string]bool{}
	for _, group := range l.groups() {
		order(group)
		slices.SortFunc(group, (*ingress).compare)
		hosts := map[string][]*ingress{}
		for _, later := range group {
			for _, earlier := range hosts[later.alb.Host] {
				l.checkShadow(earlier, later)
			}
			hosts[later.alb.Host] = append(hosts[later.alb.Host], later)
			if group[0].tenant != later.tenant {
				checkSettings(group[0], later, told)
			}
		}
	}
}

// checkShadow reports the first path that never gets a request, as an earlier rule of the same host takes it.
func (l *loader) checkShadow(earlier, later *ingress) {
	address := func(path string) string { return strings.TrimSuffix(path, "/") }
	same := func(path string) bool {
		return slices.ContainsFunc(earlier.paths, func(other string) bool { return address(path) == address(other) })
	}
	if slices.ContainsFunc(later.paths, same) {
		return // One address of two is reported as that.
	}
	for _, path := range later.paths {
		for _, prefix := range earlier.paths {
			if covers(prefix, path) {
				later.tenant.reportFinding(finding{later.service, check.FieldError{
					Path:    "alb.host",
					Problem: fmt.Sprintf("%s%s is never reached: %s answers to %s first", later.alb.Host, path, earlier.route, prefix),
					Hint:    "give one of them another host",
				}}, true)
				return
			}
		}
	}
}

// covers says whether a prefix takes all requests of a longer path.
// https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types
func covers(prefix, path string) bool {
	return strings.HasPrefix(strings.TrimSuffix(path, "/")+"/", strings.TrimSuffix(prefix, "/")+"/")
}

// checkSettings reports a setting of the load balancer itself in which two Ingresses differ: the controller then changes
// nothing any more, for nobody of the group. It is told where a tenant's own file has it, when one does, and once there.
func checkSettings(a, b *ingress, told map[string]bool) {
	for path, of := range map[string]func(*ingress) string{
		"alb.scheme":    (*ingress).scheme,
		"alb.tlsPolicy": func(i *ingress) string { return i.alb.TLSPolicy },
	} {
		if of(a) == of(b) {
			continue
		}
		at, other := b, a
		if a.tenant.document.has(servicePath(a.service) + "." + path) {
			at, other = a, b
		}
		if told[at.String()+path] {
			continue
		}
		told[at.String()+path] = true
		at.tenant.reportFinding(finding{at.service, check.FieldError{
			Path:    path,
			Problem: fmt.Sprintf("is %q, and %q in %s, of the same group", of(at), of(other), other.route),
			Hint:    "write the same, or give the service a group of its own",
		}}, true)
	}
}
