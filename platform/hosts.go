package platform

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// route is a service of a tenant that answers to an address: a host and a path.
type route struct {
	tenant  *tenant
	service string
}

func (r route) String() string { return "tenant " + r.tenant.Tenant.Tenant + ", service " + r.service }

// hasHost says whether the tenant's own file has the host.
func (r route) hasHost() bool { return r.tenant.document.has(servicePath(r.service) + ".alb.host") }

// checkRoutes reports each address that two services answer to, as only one of them would ever be asked.
func (l *loader) checkRoutes(t *tenant, config *stacks.TenantStackConfig) {
	for i := range config.Services {
		service := &config.Services[i]
		alb, ok := service.Exposure.(constructs.ALB)
		if !ok || alb.Host == "" || t.lost(servicePath(service.Name)+".alb", servicePath(service.Name)+".sidecars") {
			continue
		}
		r, all := route{t, service.Name}, paths(alb, service.Sidecars)
		l.claim(r, alb.Host, all)
		if t.lost("namespace") || t.document.affects("shard") || l.document.affects("ingress") {
			continue // Neither its group nor its place there is known.
		}
		l.ingresses = append(l.ingresses, &ingress{
			route: r, config: service, alb: alb, paths: all,
			group:     config.Group(alb),
			namespace: cmp.Or(config.Namespace, "tenant-"+config.Tenant),
		})
	}
}

// lost says whether something was dropped of what is put together of the tenant's file and the catalog.
func (t *tenant) lost(paths ...string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		return t.document.affects(path) || !isRoot(path) && t.loader.document.affects(path)
	})
}

// claim reports the first address that is another's; the next ones share the host with it. A path that one service has
// twice is that service's own problem.
func (l *loader) claim(r route, host string, paths []string) {
	for _, path := range paths {
		address := host + strings.TrimSuffix(path, "/")
		first, taken := l.routes[address]
		if taken && first != r {
			l.reportRoutes(address, first, r)
			return
		}
		l.routes[address] = r
	}
}

func paths(alb constructs.ALB, sidecars []constructs.Sidecar) []string {
	all := append([]string{}, alb.Paths...)
	if len(all) == 0 {
		all = []string{"/"}
	}
	for _, sidecar := range sidecars {
		if sidecar.IngressPath != "" {
			all = append(all, sidecar.IngressPath)
		}
	}
	return all
}

// reportRoutes reports at the host of a tenant's file, when one has it, and else once at the catalog's.
func (l *loader) reportRoutes(address string, first, second route) {
	problem := check.FieldError{
		Path:    "alb.host",
		Problem: fmt.Sprintf("%s is the address of %s, and of %s", address, first, second),
		Hint:    "give one of them another host or path; {tenant} in the catalog's host makes it each tenant's own",
	}
	at := second
	if !second.hasHost() && first.hasHost() {
		at = first
	}
	at.tenant.reportFinding(finding{at.service, problem}, true)
}

// checkNamespace reports the namespace that two tenants would make.
func (l *loader) checkNamespace(t *tenant, config *stacks.TenantStackConfig) {
	namespace := config.Namespace
	if t.lost("namespace") {
		return
	}
	if namespace == "" {
		namespace = "tenant-" + config.Tenant
	}
	first, taken := l.namespaces[namespace]
	if !taken {
		l.namespaces[namespace] = t
		return
	}
	at := t
	if !t.document.has("namespace") {
		at = first
	}
	at.reportFinding(finding{FieldError: check.FieldError{
		Path:    "namespace",
		Problem: fmt.Sprintf("%q is the namespace of tenant %s, and of tenant %s", namespace, first.Tenant.Tenant, t.Tenant.Tenant),
		Hint:    "give each tenant its own",
	}}, false)
}
