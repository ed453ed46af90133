package platform

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/berth-platform/berth/internal/check"
)

// violations is what the schema finds wrong with the document, in the words of its user.
func (d *document) violations(by schema) Problems {
	var invalid *jsonschema.ValidationError
	if err := by.Validate(any(d.tree)); !errors.As(err, &invalid) {
		return nil
	}
	var problems Problems
	for _, leaf := range leaves(invalid) {
		problems = append(problems, d.explain(by, leaf)...)
	}
	return problems
}

func leaves(invalid *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(invalid.Causes) == 0 {
		return []*jsonschema.ValidationError{invalid}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range invalid.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

func (d *document) explain(by schema, leaf *jsonschema.ValidationError) Problems {
	path := pathOf(d.tree, leaf.InstanceLocation)
	switch violation := leaf.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		var problems Problems
		for _, key := range violation.Properties {
			problems = append(problems, d.at(check.Join(path, key), "is not known", nearest(key, by.keys(leaf.SchemaURL))))
		}
		return problems
	case *kind.Required:
		var problems Problems
		for _, key := range violation.Missing {
			problems = append(problems, d.at(check.Join(path, key), "is missing", "add it"))
		}
		return problems
	case *kind.Type:
		return Problems{d.at(path, fmt.Sprintf("is %s, not %s", named(violation.Got), named(violation.Want[0])), d.instead(path, violation))}
	case *kind.Pattern:
		return Problems{d.at(path, fmt.Sprintf("%q is not a valid name", violation.Got), "write 2 to 30 lower case letters, digits and hyphens, a letter first, no hyphen last")}
	}
	return Problems{d.at(path, leaf.ErrorKind.LocalizedString(message.NewPrinter(language.English)), "")}
}

// at is a problem at the path, or at what is nearest above it when it is not there.
func (d *document) at(path, problem, hint string) Problem {
	at, _ := d.locate(path)
	line, column := at.position()
	return d.problem(line, column, path, problem, hint)
}

// instead is what to write where the type is wrong: often a number or a boolean only lacks its quotes.
func (d *document) instead(path string, violation *kind.Type) string {
	if violation.Want[0] != "string" || violation.Got == "object" || violation.Got == "array" || violation.Got == "null" {
		return "write " + named(violation.Want[0])
	}
	at, _ := d.locate(path)
	return fmt.Sprintf("put it in quotes: %q", at.value.GetToken().Value)
}

func named(jsonType string) string {
	names := map[string]string{"object": "a mapping of keys", "array": "a list", "null": "empty", "integer": "a whole number"}
	if name, ok := names[jsonType]; ok {
		return name
	}
	return "a " + jsonType
}

// pathOf writes a location as the users of the files would.
func pathOf(tree any, location []string) string {
	path := ""
	for _, part := range location {
		switch node := tree.(type) {
		case []any:
			i, _ := strconv.Atoi(part)
			path, tree = check.Index(path, i), node[i]
		case map[string]any:
			path, tree = check.Join(path, part), node[part]
		}
	}
	return path
}

// keys lists the keys that the schema at the URL knows.
func (s schema) keys(url string) []string {
	_, pointer, _ := strings.Cut(url, "#")
	node := s.raw
	for part := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		if object, ok := node.(map[string]any); ok && part != "" {
			node = object[part]
		}
	}
	properties, _ := node.(map[string]any)["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(properties))
}

// nearest is a hint at the known word that was probably meant, or at all of them.
func nearest(word string, known []string) string {
	best, distance := "", 1+max(1, len(word)/3)
	for _, candidate := range known {
		if d := levenshtein.Distance(strings.ToLower(word), strings.ToLower(candidate), nil); d < distance {
			best, distance = candidate, d
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	return "write one of " + strings.Join(known, ", ")
}
