package platform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/berth-platform/berth/internal/check"
)

// document is a YAML file: its values, and where each of them stands.
type document struct {
	file   string
	tree   any              // Maps by string, lists, strings, booleans, numbers and nil.
	places map[string]place // Of values, by path, such as services.api.volumes[0].mountPath.
	keys   map[string]place // Of their keys.

	usable  bool // Whether the tree is as the schema says, but for what was dropped from it.
	dropped []loss
}

// readDocument reads a file and checks it by its schema. What is not as the schema says is dropped, so that the rest can
// be checked further.
func readDocument(file string, by schema) (*document, Problems) {
	d := &document{file: file, places: map[string]place{}, keys: map[string]place{}}
	content, err := os.ReadFile(file)
	if err != nil {
		return d, Problems{d.unreadable(err)}
	}
	root, problem := d.parse(content)
	switch {
	case problem != nil:
		return d, Problems{*problem}
	case root == nil:
		return d, Problems{d.at("", "is empty", "write "+strings.Join(by.node("").Required, " and "))}
	}
	if problems := d.readTree(root); len(problems) > 0 {
		return d, problems
	}
	problems := d.violations(by)
	d.usable = by.Validate(d.tree) == nil
	return d, problems
}

func (d *document) unreadable(err error) Problem {
	var failed *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return d.at("", "is not there", "make it")
	case errors.As(err, &failed):
		err = failed.Err
	}
	return d.at("", "cannot be read", err.Error())
}

// The parser's time grows with the square of both. Files that people write come nowhere near.
const (
	sizeLimit    = 1 << 18
	nestingLimit = 50
)

// The lexer counts a Windows line end twice when it is in quotes.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// parse gives the root of the file's one YAML document; nil when it is empty.
func (d *document) parse(content []byte) (ast.Node, *Problem) {
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // Some editors on Windows start a file with it.
	var problem Problem
	switch {
	case len(content) > sizeLimit:
		problem = d.at("", "is larger than 256 KiB", "share more in the catalog, or make it several environments")
	case !utf8.Valid(content) || bytes.ContainsFunc(content, isBinary):
		problem = d.at("", "is not UTF-8 text", "save it in that encoding")
	default:
		tokens := lexer.Tokenize(lineEnds.Replace(string(content)))
		if deep := tooDeep(tokens); deep != nil {
			problem = d.problem(position(deep), check.FieldError{Problem: "is nested too deeply", Hint: "write fewer levels"})
			break
		}
		file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // readTree finds them, and says so better.
		if err == nil && len(file.Docs) == 1 {
			return file.Docs[0].Body, nil
		}
		problem = d.malformed(err)
	}
	return nil, &problem
}

func isBinary(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r) }

// tooDeep gives the bracket, or the dash after dashes, that is one too many.
func tooDeep(tokens token.Tokens) *token.Token {
	brackets, dashes := 0, 0
	for _, one := range tokens {
		switch one.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			dashes++
		default:
			dashes = 0
		}
		if brackets+dashes > nestingLimit {
			return one
		}
	}
	return nil
}

// malformed is a parser's error; nil stands for a number of documents that is not one.
func (d *document) malformed(err error) Problem {
	if err == nil {
		return d.at("", "holds several YAML documents, or a directive", "write one document")
	}
	problem := check.FieldError{Problem: "is not YAML", Hint: err.Error()}
	var located yaml.Error
	if !errors.As(err, &located) || located.GetToken() == nil {
		return d.problem(place{line: 1, column: 1}, problem)
	}
	problem.Hint = located.GetMessage()
	switch {
	case strings.Contains(problem.Hint, "\t"):
		problem.Hint = "indent with spaces, not with tabs"
	case problem.Hint == "value is not allowed in this context":
		problem.Problem, problem.Hint = "is not YAML: "+problem.Hint, "check the indentation"
	}
	return d.problem(position(located.GetToken()), problem)
}

func (d *document) problem(at place, field check.FieldError) Problem {
	return Problem{File: d.file, Line: at.line, Column: at.column, FieldError: field}
}

// decode fills in a value of the type that the tree's schema was generated from.
func decode(tree, into any) {
	text, err := json.Marshal(tree)
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		err = decoder.Decode(into)
	}
	if err != nil {
		panic(fmt.Errorf("the schema let through what %T cannot hold: %w", into, err))
	}
}
