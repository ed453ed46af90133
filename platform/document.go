package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/berth-platform/berth/internal/check"
)

// document is a YAML file: its values, and where each of them stands.
type document struct {
	file string
	root ast.Node
	tree map[string]any
}

// readDocument reads a file and checks it by its schema. A document with problems comes without values.
func readDocument(file string, by schema) (*document, Problems) {
	d := &document{file: file}
	content, err := os.ReadFile(file)
	if err != nil {
		return d, Problems{d.problem(1, 1, "", "cannot be read", err.Error())}
	}
	parsed, err := parser.ParseBytes(content, 0)
	if err == nil && len(parsed.Docs) != 1 {
		return d, Problems{d.problem(1, 1, "", "holds no YAML document, or several", "write one")}
	}
	if err == nil {
		d.root = parsed.Docs[0].Body
		err = yaml.Unmarshal(content, &d.tree)
	}
	if err != nil {
		return d, Problems{d.malformed(err)}
	}
	if problems := d.violations(by); len(problems) > 0 {
		return d, problems
	}
	return d, nil
}

// decode fills in a value of the type that the document's schema was generated from.
func decode(tree, into any) {
	text, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		panic(fmt.Errorf("the schema let through what %T cannot hold: %w", into, err))
	}
}

func (d *document) problem(line, column int, path, problem, hint string) Problem {
	return Problem{File: d.file, Line: line, Column: column, FieldError: check.FieldError{Path: path, Problem: problem, Hint: hint}}
}

func (d *document) malformed(err error) Problem {
	line, column, message := 1, 1, err.Error()
	var located yaml.Error
	if errors.As(err, &located) {
		message = located.GetMessage()
		if at := located.GetToken(); at != nil {
			line, column = at.Position.Line, at.Position.Column
		}
	}
	return d.problem(line, column, "", "is not YAML", message)
}

// place is where a value stands: its key, and the value itself.
type place struct {
	key   *token.Token
	value ast.Node
}

func (p place) position() (line, column int) {
	at := p.key
	if _, scalar := p.value.(ast.ScalarNode); scalar || at == nil {
		at = p.value.GetToken()
	}
	if at == nil {
		return 1, 1
	}
	return at.Position.Line, at.Position.Column
}

// locate walks down a path such as services.api.volumes[0].mountPath as far as the document goes, and gives what is
// left of it.
func (d *document) locate(path string) (at place, left string) {
	at, left = place{value: d.root}, path
	for left != "" {
		next, rest, found := step(at.value, left)
		if !found {
			break
		}
		at, left = next, rest
	}
	return at, left
}

func step(node ast.Node, path string) (at place, rest string, found bool) {
	if anchor, ok := node.(*ast.AnchorNode); ok {
		node = anchor.Value
	}
	if list, ok := node.(*ast.SequenceNode); ok {
		for i, value := range list.Values {
			if rest, found := strings.CutPrefix(path, check.Index("", i)); found {
				return place{value: value}, strings.TrimPrefix(rest, "."), true
			}
		}
		return place{}, path, false
	}
	longest := -1
	for _, pair := range pairs(node) {
		key := pair.Key.GetToken()
		after, match := strings.CutPrefix(path, key.Value)
		if match && len(key.Value) > longest && (after == "" || strings.HasPrefix(after, ".") || strings.HasPrefix(after, "[")) {
			longest = len(key.Value)
			at, rest, found = place{key: key, value: pair.Value}, strings.TrimPrefix(after, "."), true
		}
	}
	return at, rest, found
}

func pairs(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	}
	return nil
}
