package platform

import (
	"maps"
	"slices"

	"github.com/berth-platform/berth/internal/check"
)

// checkCatalog reports the catalog's bad images, also those of services that no tenant runs, and those that each tenant
// replaces. What an image lacks there is the tenants' to say.
func (l *loader) checkCatalog() {
	for _, name := range slices.Sorted(maps.Keys(l.platform.Services)) {
		for _, field := range check.Fields(l.platform.Services[name].checkImages()) {
			found := asWritten(field)
			path := check.Join(servicePath(name), found.Path)
			if l.document.has(path) && !follows(path, l.document) {
				problem := l.document.at(path, found.Problem, found.Hint)
				problem.Service, problem.Path = name, found.Path
				l.report(problem)
			}
		}
	}
}

func (s Service) checkImages() error {
	var p check.Problems
	p.Within("image", s.Image.Validate())
	for _, name := range slices.Sorted(maps.Keys(s.Sidecars)) {
		p.Within("sidecars."+name+".image", s.Sidecars[name].Image.Validate())
	}
	return p.Err()
}
