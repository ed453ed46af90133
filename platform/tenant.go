package platform

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// tenant makes a tenant's config of its file and the catalog, and reports what is wrong with it.
func (l *loader) tenant(d *document) *stacks.TenantStackConfig {
	var file Tenant
	decode(d.tree, &file)
	t := &tenant{loader: l, document: d, Tenant: file}
	if named := strings.TrimSuffix(filepath.Base(d.file), ".yaml"); file.Tenant != named {
		t.add("tenant", fmt.Sprintf("%q is in a file named %s.yaml", file.Tenant, named), fmt.Sprintf("write %s, or rename the file to %s.yaml", named, file.Tenant))
	}
	config := &stacks.TenantStackConfig{
		Environment: l.environment(),
		Tenant:      file.Tenant,
		Namespace:   file.Namespace,
		Access:      l.platform.Access.config(),
	}
	for _, name := range slices.Sorted(maps.Keys(file.Services)) {
		if service, ok := t.service(name); ok {
			config.Services = append(config.Services, service)
		}
	}
	for _, field := range check.Fields(config.Validate()) {
		t.addField(config, field)
	}
	t.addRoutes(config)
	return config
}

// tenant is one tenant's file, while it is made a config of.
type tenant struct {
	*loader
	Tenant

	document *document
}

// service is the catalog's service with what the tenant's file says of it.
func (t *tenant) service(name string) (stacks.TenantService, bool) {
	if _, known := t.platform.Services[name]; !known {
		t.add("services."+name, "is not in the catalog", nearest(name, slices.Sorted(maps.Keys(t.platform.Services)))+" Or add it to the services of platform.yaml")
		return stacks.TenantService{}, false
	}
	var service Service
	decode(merge(child(t.loader.document.tree, "services", name), child(t.document.tree, "services", name)), &service)
	if service.ALB != nil && service.NLB != nil {
		t.add("services."+name+".nlb", "stands beside an alb", "expose the service by one of them")
	}
	for at, problem := range service.volumeProblems() {
		t.add("services."+name+"."+at, problem, "give a volume one of configMap, secret and sizeLimit")
	}
	return service.config(name, t.placeholders(), t.platform.Ingress, t.platform.SecretStore), true
}

func (t *tenant) placeholders() *strings.Replacer {
	return strings.NewReplacer(
		"{tenant}", t.Tenant.Tenant, "{environment}", t.name, "{platform}", t.platform.Platform, "{region}", t.platform.Region,
		// Text of a file is text to Terraform, too.
		"${", "$${", "%{", "%%{")
}

// add reports a problem at a path of the tenant's file.
func (t *tenant) add(path, problem, hint string) {
	found := t.document.at(path, problem, hint)
	found.Tenant = t.Tenant.Tenant
	t.report(Problems{found})
}

// addField reports a problem of the config where its value was written: in the tenant's file, in the catalog, or among
// what platform.yaml says of all services; a value that is written nowhere is missed in the tenant's file.
func (t *tenant) addField(config *stacks.TenantStackConfig, field *check.FieldError) {
	service, path := serviceOf(config, field.Path)
	found := Problem{FieldError: *field, Service: service}
	found.FieldError.Path = path
	for _, candidate := range t.candidates(service, path) {
		at, left := candidate.document.locate(candidate.path)
		if left == "" {
			found.File = candidate.document.file
			found.Line, found.Column = at.position()
			break
		}
	}
	if found.File == "" {
		nearest := t.document.at(check.Join(servicePath(service), path), "", "")
		found.File, found.Line, found.Column = nearest.File, nearest.Line, nearest.Column
	}
	if found.File == t.document.file {
		found.Tenant = t.Tenant.Tenant
	}
	t.report(Problems{found})
}

type candidate struct {
	document *document
	path     string
}

func (t *tenant) candidates(service, path string) []candidate {
	inService := check.Join(servicePath(service), path)
	all := []candidate{{t.document, inService}, {t.loader.document, inService}, {t.loader.document, path}}
	if field, isALB := strings.CutPrefix(path, "alb."); isALB {
		all = append(all, candidate{t.loader.document, "ingress." + field})
	}
	return all
}

func servicePath(service string) string {
	if service == "" {
		return ""
	}
	return "services." + service
}

// serviceOf reads services[0].sidecars[1].port as the service's name and sidecars.<name>.port, as the files have it.
func serviceOf(config *stacks.TenantStackConfig, path string) (service, rest string) {
	i, rest, found := cutIndex(path, "services")
	if !found {
		return "", path
	}
	rest = strings.TrimPrefix(rest, ".")
	if j, below, found := cutIndex(rest, "sidecars"); found {
		rest = "sidecars." + config.Services[i].Sidecars[j].Name + below
	}
	return config.Services[i].Name, rest
}

func cutIndex(path, list string) (i int, rest string, found bool) {
	rest, found = strings.CutPrefix(path, list+"[")
	if !found {
		return 0, path, false
	}
	number, rest, _ := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	return i, rest, err == nil
}

// merge puts two values together: maps key by key, and of all else the second.
func merge(first, second any) any {
	a, isMap := first.(map[string]any)
	b, both := second.(map[string]any)
	if !isMap || !both {
		return second
	}
	out := maps.Clone(a)
	for key, value := range b {
		out[key] = merge(a[key], value)
	}
	return out
}

func child(tree any, keys ...string) any {
	for _, key := range keys {
		node, _ := tree.(map[string]any)
		tree = node[key]
	}
	return tree
}
