package iam

import (
	"regexp"
	"slices"
	"strings"
)

// Request is what somebody wants to do.
type Request struct {
	// Such as ssm:GetParameter.
	Action string
	// The ARN of what it is done to, or * for an action that is done to nothing in particular.
	Resource string
	// Who, by kind of principal, where a trust policy is asked.
	Principal map[string]string
	// What else is known of the request: condition keys and their values. Keys are the same in any case.
	Context map[string]string
}

// Allowed says whether the policies of one identity, or one trust policy, let the request pass: at least one statement
// allows it, and none denies it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
func Allowed(request Request, policies ...Policy) bool {
	allowed := false
	for _, policy := range policies {
		for _, statement := range policy.Statement {
			if !statement.covers(request) {
				continue
			}
			if statement.Effect == "Deny" {
				return false
			}
			allowed = true
		}
	}
	return allowed
}

func (s statement) covers(r Request) bool {
	return s.coversAction(r.Action) && s.coversResource(r.Resource) && s.coversPrincipal(r.Principal) && s.coversContext(r)
}

// coversAction knows no case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
func (s statement) coversAction(action string) bool {
	is := func(pattern string) bool { return like(strings.ToLower(pattern), strings.ToLower(action)) }
	if s.NotAction != nil {
		return !slices.ContainsFunc(s.NotAction, is)
	}
	return slices.ContainsFunc(s.Action, is)
}

// coversResource is true of a trust policy, which is about the role that it belongs to.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
func (s statement) coversResource(resource string) bool {
	is := func(pattern string) bool { return arnLike(pattern, resource) }
	switch {
	case s.NotResource != nil:
		return !slices.ContainsFunc(s.NotResource, is)
	case s.Resource != nil:
		return slices.ContainsFunc(s.Resource, is)
	}
	return true
}

// coversPrincipal is true of an attached policy, which is about whoever has it. A principal has no wildcards in its parts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (s statement) coversPrincipal(principal map[string]string) bool {
	for kind, name := range principal {
		if slices.Contains(s.Principal[kind], name) || slices.Contains(s.Principal[kind], "*") {
			return true
		}
	}
	return s.Principal == nil
}

const ifExists = "IfExists"

// operators are how a condition compares its value with the request's.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operators = map[string]struct {
	same    func(pattern, value string) bool
	negated bool
}{
	"StringEquals":    {same: equal},
	"StringNotEquals": {same: equal, negated: true},
	"StringLike":      {same: like},
	"StringNotLike":   {same: like, negated: true},
	"ArnEquals":       {same: sixPartsLike}, // It is ArnLike by another name.
	"ArnLike":         {same: sixPartsLike},
	"ArnNotEquals":    {same: sixPartsLike, negated: true},
	"ArnNotLike":      {same: sixPartsLike, negated: true},
}

// coversContext needs every key of every operator to hold: by one of its values, or by none where the operator is
// negated. A key that the request does not have holds for a negated operator, and for one that ends in IfExists.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
func (s statement) coversContext(r Request) bool {
	for name, keys := range s.Condition {
		operator := operators[strings.TrimSuffix(name, ifExists)]
		for key, patterns := range keys {
			value, there := r.value(key)
			if !there && strings.HasSuffix(name, ifExists) {
				continue
			}
			found := there && slices.ContainsFunc(patterns, func(pattern string) bool { return operator.same(pattern, value) })
			if found == operator.negated {
				return false
			}
		}
	}
	return true
}

func (r Request) value(key string) (value string, there bool) {
	for name, value := range r.Context {
		if strings.EqualFold(name, key) {
			return value, true
		}
	}
	return "", false
}

func equal(pattern, value string) bool { return pattern == value }

// like has * stand for any text and ? for any one character.
func like(pattern, value string) bool {
	return matches(strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `.*`), value)
}

// endOfPart is a * that ends one of an ARN's parts.
var endOfPart = regexp.MustCompile(`\\\*(:|$)`)

// arnLike is a Resource's rule: a slash is like any other character, and only a * that ends one of the parts, which
// are separated by colons, goes on into the next.
func arnLike(pattern, arn string) bool {
	expression := endOfPart.ReplaceAllString(regexp.QuoteMeta(pattern), `.*$1`)
	return matches(strings.ReplaceAll(expression, `\*`, `[^:]*`), arn)
}

// sixPartsLike compares each of an ARN's six parts for itself, of which the last may have colons.
func sixPartsLike(pattern, arn string) bool {
	return slices.EqualFunc(strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6), like)
}

func matches(expression, value string) bool {
	return regexp.MustCompile(`(?s)^` + strings.ReplaceAll(expression, `\?`, `.`) + `$`).MatchString(value)
}
