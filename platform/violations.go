package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/berth-platform/berth/internal/check"
)

// violations is what the schema finds wrong with the document, in the words of its user.
func (d *document) violations(by schema) Problems {
	var invalid *jsonschema.ValidationError
	if err := by.Validate(d.tree); !errors.As(err, &invalid) {
		return nil
	}
	var problems Problems
	for _, leaf := range leaves(invalid) {
		problems = append(problems, d.inService(by, leaf.InstanceLocation, d.explain(by, leaf))...)
	}
	for _, leaf := range leaves(invalid) {
		d.dropViolation(leaf)
	}
	return problems
}

// inService says whose service the problems of a location are in, as all other problems do.
func (d *document) inService(by schema, location []string, problems Problems) Problems {
	if len(location) < 2 || location[0] != "services" {
		return problems
	}
	tenant := ""
	if _, isTenants := by.node("").Properties["tenant"]; isTenants {
		value, _ := child(d.tree, "tenant")
		tenant, _ = value.(string)
	}
	for i := range problems {
		problem := &problems[i]
		problem.Tenant, problem.Service = tenant, location[1]
		problem.Path = strings.TrimPrefix(strings.TrimPrefix(problem.Path, servicePath(location[1])), ".")
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

// explain says what is wrong with keys, of which a violation may name several.
func (d *document) explain(by schema, leaf *jsonschema.ValidationError) Problems {
	path, value := walk(d.tree, leaf.InstanceLocation)
	node := by.node(leaf.SchemaURL)
	var problems Problems
	switch violation := leaf.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, key := range violation.Properties {
			problem, hint := unknown(key, node)
			problems = append(problems, d.atKey(check.Join(path, key), problem, hint))
		}
	case *kind.Required:
		for _, key := range violation.Missing {
			problems = append(problems, d.at(check.Join(path, key), "is missing", "add it"))
		}
	case *kind.MaxProperties:
		problems = append(problems, d.at(path, "is several things at once: "+strings.Join(sortedKeys(value), " and "), "keep one of them"))
	default:
		problem, hint := explainValue(leaf.ErrorKind, d.places[path].text, node)
		problems = append(problems, d.at(path, problem, hint))
	}
	return problems
}

// explainValue says what is wrong with a value, and what to write instead.
func explainValue(violation jsonschema.ErrorKind, text string, node schemaNode) (problem, hint string) {
	switch violation := violation.(type) {
	case *kind.Type:
		return mismatch(violation, text)
	case *kind.Pattern:
		return malformed(violation.Got, violation.Want, node.Examples)
	case *kind.Enum:
		return fmt.Sprintf("%q is not known", violation.Got), "write one of " + strings.Join(node.Enum, ", ")
	case *kind.MinLength:
		return "is empty", "write a value, or leave the key out"
	case *kind.Minimum:
		return text + " is too small", fmt.Sprintf("write %s or more", node.Minimum)
	case *kind.Maximum:
		return text + " is too large", fmt.Sprintf("write %s or less", node.Maximum)
	}
	return violation.LocalizedString(message.NewPrinter(language.English)), ""
}

// mismatch is a value of the wrong type.
func mismatch(violation *kind.Type, text string) (problem, hint string) {
	got, want := violation.Got, violation.Want[len(violation.Want)-1] // A secret may be null or text.
	switch {
	case got == "null" && want == "object":
		return "is empty", "write a mapping of keys, or {} to leave all to its defaults"
	case got == "null":
		return "is empty", "write " + named(want) + ", or leave the key out"
	case got == "number" && want == "integer":
		return text + " is not a whole number in plain digits", "write one such as 8000"
	}
	return fmt.Sprintf("is %s, not %s", named(got), named(want)), instead(got, want, text)
}

// instead is what to write: often a text lacks its quotes, or a number has them.
func instead(got, want, text string) string {
	quoted := plainNumber
	switch got + " for " + want {
	case "number for string", "boolean for string":
		return fmt.Sprintf("put it in quotes: %q", text)
	case "string for boolean":
		quoted = boolean
		fallthrough
	case "string for integer":
		if quoted.MatchString(text) {
			return "take it out of its quotes: " + text
		}
	}
	return "write " + named(want)
}

var boolean = regexp.MustCompile(`^(true|false)$`)

func named(jsonType string) string {
	names := map[string]string{"object": "a mapping of keys", "array": "a list", "integer": "a whole number", "string": "text"}
	if name, ok := names[jsonType]; ok {
		return name
	}
	return "a " + jsonType
}

// unknown is a key that is none of those that the schema knows, or not of the form that they have.
func unknown(key string, node schemaNode) (problem, hint string) {
	for pattern := range node.PatternProperties {
		return malformed(key, pattern, nil)
	}
	return "is not known", check.Nearest(key, slices.Sorted(maps.Keys(node.Properties)))
}

const idPattern = "^[a-z][a-z0-9-]{0,28}[a-z0-9]$"

// malformed is a text that its pattern does not match.
func malformed(text, pattern string, examples []string) (problem, hint string) {
	if pattern == idPattern {
		var p check.Problems
		p.ID("", text)
		for _, field := range check.Fields(p.Err()) {
			return field.Problem, field.Hint
		}
	}
	hint = "write what matches " + pattern
	if len(examples) > 0 {
		hint = "write one such as " + examples[0]
	}
	return fmt.Sprintf("%q is malformed", text), hint
}

// walk gives the value at a location, and the location as the users of the files would write it.
func walk(tree any, location []string) (path string, value any) {
	for _, part := range location {
		switch node := tree.(type) {
		case []any:
			i, _ := strconv.Atoi(part)
			path, tree = check.Index(path, i), node[i]
		case map[string]any:
			path, tree = check.Join(path, part), node[part]
		}
	}
	return path, tree
}

// sortedKeys is empty for what is no map.
func sortedKeys(tree any) []string {
	node, _ := tree.(map[string]any)
	return slices.Sorted(maps.Keys(node))
}

// schemaNode is what messages say of a part of a schema.
type schemaNode struct {
	Properties, PatternProperties map[string]any
	Required, Enum, Examples      []string
	Minimum, Maximum              json.Number
}

// node reads the part of the schema that the URL leads to.
func (s schema) node(url string) schemaNode {
	_, pointer, _ := strings.Cut(url, "#")
	part := s.raw
	for key := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		if object, ok := part.(map[string]any); ok && key != "" {
			part = object[key]
		}
	}
	var node schemaNode
	text, err := json.Marshal(part)
	if err == nil {
		err = json.Unmarshal(text, &node)
	}
	if err != nil {
		panic(err) // A test holds the schema against the types.
	}
	return node
}
