package platform

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/berth-platform/berth/internal/check"
)

// place is where a value stands, and what stands there when it is a scalar.
type place struct {
	line, column int
	text         string
}

func position(at *token.Token) place {
	return place{line: at.Position.Line, column: at.Position.Column, text: at.Value}
}

// at is a problem at the path, or at what is nearest above it when it is not there: at the file's start, if need be.
func (d *document) at(path, problem, hint string) Problem {
	nearest, found := path, place{line: 1, column: 1}
	for nearest != "" && !d.has(nearest) {
		nearest = nearest[:max(0, strings.LastIndexAny(nearest, ".["))]
	}
	if nearest != "" {
		found = d.places[nearest]
	}
	return d.problem(found, check.FieldError{Path: path, Problem: problem, Hint: hint})
}

// atKey is a problem of a key that is there.
func (d *document) atKey(path, problem, hint string) Problem {
	return d.problem(d.keys[path], check.FieldError{Path: path, Problem: problem, Hint: hint})
}

func (d *document) has(path string) bool {
	_, there := d.places[path]
	return there
}

// readTree fills in the document's tree and places.
func (d *document) readTree(root ast.Node) Problems {
	r := &treeReader{document: d}
	d.tree = r.read("", nil, root)
	return r.problems
}

type treeReader struct {
	*document

	problems Problems
}

// read gives a node's value. A scalar's place is its own, any other's that of its key.
func (r *treeReader) read(path string, key *token.Token, node ast.Node) any {
	if key != nil {
		r.keys[path], r.places[path] = position(key), position(key)
	}
	switch node := node.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		r.refuse(path, node.GetToken(), "holds an anchor, an alias or a tag of YAML", "write the value itself")
		return nil
	case *ast.SequenceNode:
		return r.readList(path, node)
	case ast.MapNode:
		return r.readMap(path, node)
	case *ast.LiteralNode:
		return r.readScalar(path, node.Start, node.Value.Value)
	case ast.ScalarNode:
		return r.readScalar(path, node.GetToken(), scalar(node))
	}
	r.refuse(path, node.GetToken(), "is not read", "write a value")
	return nil
}

var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})$`)

// scalar takes a number in other than plain digits for one that is not whole, which no value may be: 010 is 8 or 10, by
// the version of YAML.
func scalar(node ast.ScalarNode) any {
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		if !plainNumber.MatchString(node.GetToken().Value) {
			return 0.5
		}
	}
	return node.GetValue()
}

func (r *treeReader) readScalar(path string, at *token.Token, value any) any {
	r.places[path] = position(at)
	if text, ok := value.(string); ok {
		r.refuseTokens(path, at, text)
	}
	return value
}

func (r *treeReader) readList(path string, node *ast.SequenceNode) any {
	list := []any{}
	for i, value := range node.Values {
		at := check.Index(path, i)
		list = append(list, r.read(at, first(value), value))
	}
	return list
}

// first is where an element of a list starts: a mapping's own token is its first colon.
func first(node ast.Node) *token.Token {
	if mapping, ok := node.(*ast.MappingNode); ok && !mapping.IsFlowStyle && len(mapping.Values) > 0 {
		return mapping.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

func (r *treeReader) readMap(path string, node ast.MapNode) any {
	tree := map[string]any{}
	for pairs := node.MapRange(); pairs.Next(); {
		at := pairs.Key().GetToken()
		key, plain := plainKey(pairs.Key())
		below := check.Join(path, key)
		_, twice := tree[key]
		switch {
		case !plain:
			r.refuse(path, at, "has a key that is no plain text", "write out its keys, without << and ?")
			continue
		case twice:
			r.refuse(below, at, fmt.Sprintf("is there twice, in line %d too", r.places[below].line), "keep one of them")
			continue
		}
		r.refuseTokens(below, at, key)
		tree[key] = r.read(below, at, pairs.Value())
	}
	return tree
}

// plainKey gives a key as it is written; a number as a key is text.
func plainKey(node ast.MapKeyNode) (key string, plain bool) {
	switch node := node.(type) {
	case *ast.StringNode:
		return node.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value, true
	}
	return "", false
}

// refuseTokens keeps out what CDKTF would take for a value of its own.
func (r *treeReader) refuseTokens(path string, at *token.Token, text string) {
	if strings.Contains(text, "TfToken[") {
		r.refuse(path, at, "holds TfToken[, by which CDKTF marks its own values", "write other text")
	}
}

func (r *treeReader) refuse(path string, at *token.Token, problem, hint string) {
	r.problems = append(r.problems, r.problem(position(at), check.FieldError{Path: path, Problem: problem, Hint: hint}))
}
