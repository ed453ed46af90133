package platform

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/berth-platform/berth/internal/check"
)

// ingress is a service's part of a load balancer, which all Ingresses of its group share.
type ingress struct {
	route

	group, namespace  string
	order             int
	host              string
	paths             []string
	scheme, tlsPolicy string
}

// compare is the order of the group's rules: its own order, then namespace and name.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#group.order
func (i ingress) compare(other ingress) int {
	return cmp.Or(
		cmp.Compare(i.group, other.group), cmp.Compare(i.order, other.order),
		cmp.Compare(i.namespace, other.namespace), cmp.Compare(i.service, other.service))
}

// checkGroups reports what Ingresses that share a load balancer do to each other.
func (l *loader) checkGroups() {
	slices.SortFunc(l.ingresses, ingress.compare)
	told := map[string]bool{}
	for i, later := range l.ingresses {
		for _, earlier := range l.ingresses[:i] {
			if earlier.group == later.group {
				l.checkShadow(earlier, later)
			}
		}
		first := slices.IndexFunc(l.ingresses, func(other ingress) bool { return other.group == later.group })
		checkSettings(l.ingresses[first], later, told)
	}
}

// checkShadow reports the first path that never gets a request, as an earlier rule of the same host takes it.
func (l *loader) checkShadow(earlier, later ingress) {
	address := func(path string) string { return strings.TrimSuffix(path, "/") }
	same := func(path string) bool {
		return slices.ContainsFunc(earlier.paths, func(other string) bool { return address(path) == address(other) })
	}
	if earlier.host != later.host || slices.ContainsFunc(later.paths, same) {
		return // One address of two is reported as that.
	}
	for _, path := range later.paths {
		for _, prefix := range earlier.paths {
			if covers(prefix, path) {
				later.tenant.reportFinding(finding{later.service, check.FieldError{
					Path:    "alb.host",
					Problem: fmt.Sprintf("%s%s is never reached: %s answers to %s first", later.host, path, earlier.route, prefix),
					Hint:    fmt.Sprintf("give service %s a groupOrder below %d, or a host of its own", later.service, earlier.order),
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
func checkSettings(a, b ingress, told map[string]bool) {
	for path, of := range map[string]func(ingress) string{
		"alb.scheme":    func(i ingress) string { return i.scheme },
		"alb.tlsPolicy": func(i ingress) string { return i.tlsPolicy },
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
