package platform

import (
	"fmt"
	"strings"

	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/stacks"
)

// route is a host and a path that one container of one tenant answers to.
type route struct {
	host, path string
	tenant     *tenant
	service    string
	at         string // The path of the file that says so.
}

func (t *tenant) addRoutes(config *stacks.TenantStackConfig) {
	for _, service := range config.Services {
		alb, ok := service.Exposure.(constructs.ALB)
		if !ok {
			continue
		}
		paths := alb.Paths
		if len(paths) == 0 {
			paths = []string{"/"}
		}
		for _, path := range paths {
			t.hosts = append(t.hosts, route{alb.Host, path, t, service.Name, "alb.host"})
		}
		for _, sidecar := range service.Sidecars {
			if sidecar.IngressPath != "" {
				t.hosts = append(t.hosts, route{alb.Host, sidecar.IngressPath, t, service.Name, "sidecars." + sidecar.Name + ".ingressPath"})
			}
		}
	}
}

// checkHosts reports each host and path that two services answer to, as only one of them would ever be asked.
func (l *loader) checkHosts() {
	taken := map[string]route{}
	for _, r := range l.hosts {
		first, twice := taken[r.host+r.path]
		if !twice {
			taken[r.host+r.path] = r
			continue
		}
		if first.tenant == r.tenant && first.service == r.service {
			continue // The service's own problem, and reported with it.
		}
		problem := r.tenant.document.at(servicePath(r.service)+"."+r.at, "", "")
		problem.Tenant, problem.Service = r.tenant.Tenant.Tenant, r.service
		problem.Path = r.at
		problem.Problem = fmt.Sprintf("%s%s is answered by tenant %s, service %s", r.host, strings.TrimSuffix(r.path, "/"), first.tenant.Tenant.Tenant, first.service)
		problem.Hint = "give one of them another host or path; {tenant} in the catalog's host makes it each tenant's own"
		l.report(Problems{problem})
	}
}
