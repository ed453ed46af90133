package check

import "strings"

// https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
var (
	escape   = strings.NewReplacer("${", "$${", "%{", "%%{")
	unescape = strings.NewReplacer("$${", "${", "%%{", "%{")
)

// Escape is a text as it has to stand in Terraform's JSON, to be that text and no expression.
func Escape(text string) string { return escape.Replace(text) }

// Unescape is the text that Escape was given.
func Unescape(text string) string { return unescape.Replace(text) }

// IsToken says whether a string holds a value that is known only to Terraform, so that it cannot be checked here.
// An escaped $${ is text.
func IsToken(value string) bool { return strings.Contains(strings.ReplaceAll(value, "$${", ""), "${") }
