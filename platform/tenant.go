package platform

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// tenant is one tenant's file, while it is made a config of.
type tenant struct {
	*loader
	Tenant

	document *document
}

// tenant makes a tenant's config of its file and the catalog, and reports what is wrong with it.
func (l *loader) tenant(d *document) *stacks.TenantStackConfig {
	t := &tenant{loader: l, document: d}
	decode(literal(d.tree), &t.Tenant)
	t.checkNames()
	merged, catalog := map[string]any{}, map[string]any{}
	for name := range t.Services {
		if shared, known := child(l.document.tree, "services", name); known {
			own, _ := child(d.tree, "services", name)
			merged[name], catalog[name] = merge(shared, own), shared
		}
	}
	config, found := t.config(merged, t.envelope())
	if len(found) > 0 {
		t.reportFindings(found, catalog)
	}
	l.checkRoutes(t, config)
	l.checkNamespace(t, config)
	l.checkOperators(t, config)
	return config
}

// reportFindings tells whose each finding is by what is found in less: the catalog's services, and envelopes without any.
func (t *tenant) reportFindings(found []finding, catalog map[string]any) {
	_, inherited := t.config(catalog, t.loader.envelope())
	envelope := envelopeFindings{inherited: inherited}
	_, envelope.alone = t.config(nil, t.envelope())
	_, envelope.shared = t.config(nil, t.loader.envelope())
	for _, f := range found {
		if f.service == "" && ofEnvelope(f.Path) {
			t.reportEnvelope(f, envelope)
		} else {
			t.reportFinding(f, slices.Contains(inherited, f))
		}
	}
}

func (t *tenant) checkNames() {
	if named := strings.TrimSuffix(filepath.Base(t.document.file), ".yaml"); t.Tenant.Tenant != named {
		t.add("tenant", fmt.Sprintf("%q is in a file named %s.yaml", t.Tenant.Tenant, named), fmt.Sprintf("write %s, or rename the file to %s.yaml", named, t.Tenant.Tenant))
	}
	if slices.ContainsFunc(t.loader.document.dropped, isService) {
		return // It may be the one that is meant.
	}
	known := slices.Sorted(maps.Keys(t.platform.Services))
	for _, name := range slices.Sorted(maps.Keys(t.Services)) {
		if !slices.Contains(known, name) {
			t.add("services."+name, "is not in the catalog, the services of platform.yaml", check.Nearest(name, known))
		}
	}
}

func isService(lost loss) bool {
	name, inServices := strings.CutPrefix(lost.path, "services.")
	return inServices && isRoot(name)
}

// finding is a problem of one of a tenant's services, or with no service of the tenant, by its path in the files.
type finding struct {
	service string
	check.FieldError
}

// config makes the tenant's config of its services' trees and its envelope's, and finds what is wrong with it.
func (t *tenant) config(trees, envelope map[string]any) (*stacks.TenantStackConfig, []finding) {
	config := &stacks.TenantStackConfig{
		Environment: t.environment(),
		Tenant:      t.Tenant.Tenant,
		Namespace:   t.Namespace,
		Access:      t.access(),
		Shard:       cmp.Or(t.Shard, 1),
		Identity:    t.platform.identityMode(),
		Network:     t.clusterNetwork(),
	}
	var found []finding
	texts := t.placeholders()
	var around Envelope
	decode(literal(envelope), &around)
	around.addTo(config, texts)
	config.Egress = t.withoutOthers(config.Egress, "network.egress", trees)
	config.Ingress = t.withoutOthers(config.Ingress, "network.ingress", trees)
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		var service Service
		decode(literal(trees[name]), &service)
		ingress := t.platform.Ingress
		if _, own := child(trees[name], "alb", "redirectHttp"); own {
			ingress.RedirectHTTP = false // A false of the service's own wins, too.
		}
		config.Services = append(config.Services, service.config(name, texts, ingress, t.platform.SecretStore))
		var p check.Problems
		service.exclusive(&p)
		for _, field := range check.Fields(p.Err()) {
			found = append(found, finding{name, asWritten(field)})
		}
	}
	for _, field := range check.Fields(config.Validate()) {
		if !ofClusterNetwork(field.Path) {
			found = append(found, findingOf(config, field))
		}
	}
	return config, found
}

// findingOf reads services[0].sidecars[1].port as the service's name and sidecars.<name>.port, as the files have it.
func findingOf(config *stacks.TenantStackConfig, field *check.FieldError) finding {
	found := finding{FieldError: asWritten(field)}
	i, rest, inService := cutIndex(found.Path, "services")
	if !inService {
		return found
	}
	service := config.Services[i]
	found.service, found.Path = service.Name, strings.TrimPrefix(rest, ".")
	if j, below, inSidecar := cutIndex(found.Path, "sidecars"); inSidecar {
		found.Path = "sidecars." + service.Sidecars[j].Name + below
	}
	return found
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

// cause is where the other half of a problem of two fields may be written.
var cause = strings.NewReplacer("secrets.", "env.", "limits.", "requests.")

// reportFinding reports a problem where its value is written: in the tenant's file or, when the catalog has it by
// itself, in platform.yaml. A value that is written nowhere is missed in the catalog, but for the
// service's tag: that is the tenant's to say.
func (t *tenant) reportFinding(f finding, inherited bool) {
	path := check.Join(servicePath(f.service), f.Path)
	if t.follows(f, path) {
		return
	}
	missingTag := f.Path == "image.tag" && !t.loader.document.has(path)
	switch {
	case t.document.has(path):
		t.reportOwn(f, path)
	case ofPlatform(path):
		t.report(t.loader.document.at(path, f.Problem, f.Hint))
	case inherited && !missingTag:
		t.reportInherited(f, path)
	case t.document.has(cause.Replace(path)):
		t.reportOwn(f, cause.Replace(path))
	default:
		t.reportOwn(f, path)
	}
}

// follows says whether a finding may only follow from what was dropped, here, in the catalog, or of what all services
// share.
func (t *tenant) follows(f finding, path string) bool {
	shared := t.loader.document
	if follows(path, t.document, shared) {
		return true
	}
	written := t.document.has(path) || shared.has(path)
	return !written && (follows(f.Path, shared) || strings.HasPrefix(f.Path, "alb.") && shared.affects("ingress"))
}

func (t *tenant) reportOwn(f finding, at string) {
	found := t.document.at(at, f.Problem, f.Hint)
	found.Tenant, found.Service, found.Path = t.Tenant.Tenant, f.service, f.Path
	t.report(found)
}

// reportInherited reports once what all tenants have from a place of platform.yaml, though each may be told in its
// own words.
func (t *tenant) reportInherited(f finding, path string) {
	found := t.loader.document.at(path, f.Problem, f.Hint)
	found.Service, found.Path = f.service, f.Path
	shared := strings.Replace(f.Path, "alb.", "ingress.", 1)
	if !t.loader.document.has(path) && t.loader.document.has(shared) {
		found = t.loader.document.at(shared, f.Problem, f.Hint)
	}
	key := found.Service + " " + found.Path
	if _, told := t.told[key]; !told {
		t.told[key] = t.Tenant.Tenant
	}
	if t.told[key] == t.Tenant.Tenant {
		t.report(found)
	}
}

// add reports a problem at a path of the tenant's file.
func (t *tenant) add(path, problem, hint string) {
	t.reportOwn(finding{FieldError: check.FieldError{Path: path, Problem: problem, Hint: hint}}, path)
}

func servicePath(service string) string {
	if service == "" {
		return ""
	}
	return "services." + service
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

func child(tree any, keys ...string) (value any, there bool) {
	for _, key := range keys {
		node, _ := tree.(map[string]any)
		if tree, there = node[key]; !there {
			return nil, false
		}
	}
	return tree, there
}
