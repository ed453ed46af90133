package platform

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// Environment is an environment's files as the configs of its stacks.
type Environment struct {
	Name    string
	Cluster *stacks.ClusterStackConfig  // Nil when the cluster is made elsewhere.
	Addons  *stacks.AddonsStackConfig   // Nil when others install them.
	Tenants []*stacks.TenantStackConfig // By name.

	Warnings Problems // What is well as yet.
}

// Load reads environments/<name> below the root. Its error is a [Problems] when it is the files that are wrong.
func Load(root, name string) (*Environment, error) {
	folder := filepath.Join(root, "environments", name)
	if err := exists(folder, name); err != nil {
		return nil, err
	}
	l := &loader{name: name, told: map[string]string{}, routes: map[string]route{}, namespaces: map[string]*tenant{}, operators: map[string]*tenant{}}
	var problems Problems
	l.document, problems = readDocument(filepath.Join(folder, "platform.yaml"), platformSchema())
	l.report(problems...)
	tenants := l.readTenants(filepath.Join(folder, "tenants"))
	if !l.document.usable {
		return nil, l.problems.sorted()
	}
	decode(literal(l.document.tree), &l.platform)
	environment := &Environment{Name: name, Cluster: l.cluster(), Addons: l.addons()}
	for _, document := range tenants {
		tenant := l.tenant(document)
		tenant.RequireAddons = environment.Addons != nil
		environment.Tenants = append(environment.Tenants, tenant)
	}
	if environment.Addons != nil {
		environment.Addons.GroupAnnotations = slices.ContainsFunc(l.ingresses, func(i *ingress) bool { return i.alb.Class != "" })
	}
	l.checkCatalog()
	l.checkGroups()
	l.countGroups()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	environment.Warnings = l.warnings.sorted()
	return environment, nil
}

func exists(folder, name string) error {
	var p check.Problems
	p.ID("environment", name) // No name leads out of the folder.
	if err := p.Err(); err != nil {
		return err
	}
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return nil
	}
	var known []string
	entries, _ := os.ReadDir(filepath.Dir(folder)) // What cannot be read is not offered.
	for _, entry := range entries {
		if entry.IsDir() {
			known = append(known, entry.Name())
		}
	}
	hint := "make the folder " + folder
	if len(known) > 0 {
		hint = check.Nearest(name, known)
	}
	return fmt.Errorf("there is no environment %q; %s", name, hint)
}

// loader is one reading of an environment.
type loader struct {
	name       string
	document   *document // Of platform.yaml.
	platform   Platform
	told       map[string]string // Whose problem of a place in the catalog is reported, by its path.
	routes     map[string]route  // By address.
	ingresses  []*ingress
	warnings   Problems
	namespaces map[string]*tenant // By name.
	operators  map[string]*tenant // By ARN.
	problems   Problems
}

func (l *loader) report(problems ...Problem) { l.problems = append(l.problems, problems...) }

// readTenants gives the documents that can be checked further.
func (l *loader) readTenants(folder string) []*document {
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		l.report((&document{file: folder}).unreadable(err))
	}
	var documents []*document
	for _, entry := range entries {
		file := filepath.Join(folder, entry.Name())
		switch {
		case strings.HasPrefix(entry.Name(), "."):
		case filepath.Ext(file) != ".yaml" || entry.IsDir():
			l.report((&document{file: file}).at("", "is no tenant's file", "name it <tenant>.yaml, or keep it elsewhere"))
		default:
			document, problems := readDocument(file, tenantSchema())
			l.report(problems...)
			if document.usable {
				documents = append(documents, document)
			}
		}
	}
	return documents
}
