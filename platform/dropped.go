package platform

import (
	"regexp"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// loss is what was dropped from a document's tree, as it is not what the schema says.
type loss struct {
	path    string // Its own.
	within  string // The path of the mapping that it was a part of.
	unknown bool   // Whether its key is none, so that it may stand for any other.
}

// dropViolation drops unknown keys, what lacks a required one, and any other value that is not as it has to be.
func (d *document) dropViolation(leaf *jsonschema.ValidationError) {
	if unknown, ok := leaf.ErrorKind.(*kind.AdditionalProperties); ok {
		for _, key := range unknown.Properties {
			d.drop(append(slices.Clone(leaf.InstanceLocation), key), true)
		}
		return
	}
	d.drop(leaf.InstanceLocation, false)
}

// drop takes a value out of the tree; of a list the whole, so that its other values keep their places. The root stays.
func (d *document) drop(location []string, unknown bool) {
	tree := d.tree
	for i, part := range location {
		node, isMap := tree.(map[string]any)
		if !isMap {
			return
		}
		_, isList := node[part].([]any)
		if i == len(location)-1 || isList {
			path, _ := walk(d.tree, location[:i+1])
			within, _ := walk(d.tree, mapping(location[:i+1]))
			d.dropped = append(d.dropped, loss{path, within, unknown && i == len(location)-1})
			delete(node, part)
			return
		}
		tree = node[part]
	}
}

// mapping is the location of what a dropped value was a part of: its neighbours may only make sense together with it. The
// root and the services are lists of what stands for itself.
func mapping(location []string) []string {
	if len(location) > 2 || len(location) == 2 && location[0] != "services" {
		return location[:len(location)-1]
	}
	return location
}

// standsAlone finds what is checked by itself, whatever stands beside it.
var standsAlone = regexp.MustCompile(`^(tags\..+|cluster\.(network|access|endpoint|encryption|logs|addOns|nodes)\b|` +
	`services\.[^.]+\.((sidecars\.[^.]+\.)?(image\.\w+|env\..+|(resources|volumes)\b)|` +
	`secrets\..+|healthPath|refreshInterval|role\.\w+|alb\.(host|group|certificateArn|paths)))`)

// follows says whether a finding may only follow from what one of the documents that it is of has lost. What is written and
// stands alone is wrong in any case; what is not written may be what an unknown key was meant to be.
func follows(path string, documents ...*document) bool {
	written := slices.ContainsFunc(documents, func(d *document) bool { return d.has(path) })
	unit := standsAlone.FindString(path)
	return slices.ContainsFunc(documents, func(d *document) bool {
		return slices.ContainsFunc(d.dropped, func(lost loss) bool {
			if unit != "" && (written || !lost.unknown) {
				return related(lost.path, unit)
			}
			return related(lost.within, path)
		}) || !written && d.lostAtRoot(path)
	})
}

// affects says whether something was dropped of what stands at the path, or of what it stands in.
func (d *document) affects(path string) bool {
	return slices.ContainsFunc(d.dropped, func(lost loss) bool { return related(lost.within, path) }) ||
		!d.has(path) && d.lostAtRoot(path)
}

// lostAtRoot says whether a key of the root may be one of those that were dropped there.
func (d *document) lostAtRoot(path string) bool {
	return isRoot(path) && slices.ContainsFunc(d.dropped, func(lost loss) bool { return isRoot(lost.within) })
}

// related says whether one of two paths is the other, or leads to it.
func related(a, b string) bool { return a == b || below(a, b) || below(b, a) }

func isRoot(path string) bool { return !strings.ContainsAny(path, ".[") }

func below(path, parent string) bool {
	return strings.HasPrefix(path, parent+".") || strings.HasPrefix(path, parent+"[")
}
