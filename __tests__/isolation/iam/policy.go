// Package iam tells what IAM policies allow, by the rules that AWS documents. It knows the elements and operators that
// this project's policies use and refuses all others: what it cannot judge is an error, never a guess.
package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Policy is a document that is attached to a role, or that says who may take the role on.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
type Policy struct {
	Version   string
	ID        string `json:"Id"`
	Statement list[statement]
}

type statement struct {
	Sid         string
	Effect      string
	Principal   map[string]list[string] // In a trust policy only.
	Action      list[string]
	NotAction   list[string]
	Resource    list[string]
	NotResource list[string]
	Condition   map[string]map[string]list[string] // Operator to key to values.
}

// list is what JSON policies write as one value or as a list of them.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(text []byte) error {
	if !bytes.HasPrefix(text, []byte("[")) {
		text = append(append([]byte("["), text...), ']')
	}
	var values []T
	if err := strictly(text, &values); err != nil {
		return err
	}
	*l = values
	return nil
}

// strictly refuses what the type has no field for.
func strictly(text []byte, value any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(value)
}

// Parse reads a policy, and refuses one that holds anything that this package cannot judge.
func Parse(document string) (Policy, error) {
	var policy Policy
	if err := strictly([]byte(document), &policy); err != nil {
		return Policy{}, err
	}
	// Another version knows no policy variables, and a policy without one is of that version.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
	problems := []error{refuse(policy.Version != "2012-10-17", "version %q", policy.Version)}
	problems = append(problems, refuse(strings.Contains(document, "${"), "a variable, or an expression that is not resolved"))
	for _, statement := range policy.Statement {
		problems = append(problems, statement.refused()...)
	}
	return policy, errors.Join(problems...)
}

func (s statement) refused() []error {
	problems := []error{
		refuse(s.Effect != "Allow" && s.Effect != "Deny", "effect %q", s.Effect),

		refuse((s.Action == nil) == (s.NotAction == nil), "a statement without one of Action and NotAction"),
		refuse(s.Resource != nil && s.NotResource != nil, "a statement with Resource and NotResource"),
		// An attached policy says what on, and a trust policy says who.
		refuse((s.Resource == nil && s.NotResource == nil) == (s.Principal == nil), "a statement without one of Resource and Principal"),
	}
	for operator := range s.Condition {
		_, known := operators[strings.TrimSuffix(operator, ifExists)]
		problems = append(problems, refuse(!known, "operator %q", operator))
	}
	return problems
}

func refuse(when bool, format string, values ...any) error {
	if !when {
		return nil
	}
	return fmt.Errorf("cannot judge "+format, values...)
}
