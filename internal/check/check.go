// Package check reports what is wrong with a configuration: every problem, each with the field that has it.
package check

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
)

// FieldError is one problem of one field.
type FieldError struct {
	Path    string // The field as its user writes it, such as sidecars[1].image.tag.
	Problem string // What is wrong with it.
	Hint    string // What to write instead.
}

// Error is the problem in one line.
func (e *FieldError) Error() string {
	text := e.Problem
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// ConfigError is what a constructor panics with when its configuration is bad.
type ConfigError struct {
	Construct string // The construct's path in its app, such as tenant-momcorp/apiserver.
	Err       error  // Its problems: an errors.Join of *FieldError.
}

// Error lists the problems, one in a line.
func (e *ConfigError) Error() string {
	return e.Construct + ":\n  " + strings.ReplaceAll(e.Err.Error(), "\n", "\n  ")
}

// Unwrap gives the problems to errors.Is and errors.As.
func (e *ConfigError) Unwrap() error { return e.Err }

// Must panics with a *ConfigError that names the construct, when there are problems.
func Must(construct string, err error) {
	if err != nil {
		panic(&ConfigError{Construct: construct, Err: err})
	}
}

// MustIn is Must for the construct of the id in the scope.
func MustIn(scope constructs.Construct, id string, err error) {
	if err != nil {
		Must(*scope.Node().Path()+"/"+id, err) // Only now, as Node is asked for it.
	}
}

// Problems collects the problems of one configuration.
type Problems struct{ errs []error }

// Add notes a problem, and a hint at what to write instead.
func (p *Problems) Add(path, problem, hint string) {
	p.errs = append(p.errs, &FieldError{Path: path, Problem: problem, Hint: hint})
}

// Require notes the field as missing when its value is empty, and says whether it is there.
func (p *Problems) Require(path, value, hint string) bool {
	if value == "" {
		p.Add(path, "is missing", hint)
	}
	return value != ""
}

// Within takes over the problems of a nested configuration, whose own paths start below path.
func (p *Problems) Within(path string, err error) {
	for _, nested := range Fields(err) {
		p.Add(Join(path, nested.Path), nested.Problem, nested.Hint)
	}
}

// Err is all problems as an errors.Join of *FieldError; nil when there are none.
func (p *Problems) Err() error { return errors.Join(p.errs...) }

// Fields lists the field errors that an error is made of.
func Fields(err error) []*FieldError {
	switch e := err.(type) { //nolint:errorlint // It walks the tree that errors.As would only search.
	case nil:
		return nil
	case *FieldError:
		return []*FieldError{e}
	case *ConfigError:
		return Fields(e.Err)
	case interface{ Unwrap() []error }:
		var all []*FieldError
		for _, joined := range e.Unwrap() {
			all = append(all, Fields(joined)...)
		}
		return all
	}
	return []*FieldError{{Problem: err.Error()}}
}

// Join puts two field paths together.
func Join(path, nested string) string {
	switch {
	case path == "" || nested == "":
		return path + nested
	case strings.HasPrefix(nested, "["):
		return path + nested
	}
	return path + "." + nested
}

// Index is the path of a list's element.
func Index(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
