package manifest

import (
	"regexp"

	"github.com/berth-platform/berth/internal/check"
)

// reference is what cdktf writes for the name or the namespace of another resource.
var reference = regexp.MustCompile(`\$\{(kubernetes_\w+)\.([\w-]+)\.metadata(?:\[0\]|\.0)?\.(name|namespace)\}`)

// hops is how many references are followed: a role binding's namespace is its role's, which is the namespace's name.
const hops = 4

// resolve gives a copy of the value in which references to names that the stack knows are those names, and escaped text
// is the text that it stands for.
func (d document) resolve(value any) any {
	switch value := value.(type) {
	case string:
		for range hops {
			value = reference.ReplaceAllStringFunc(value, d.literal)
		}
		return check.Unescape(value)
	case block:
		out := make(block, len(value))
		for key, element := range value {
			out[key] = d.resolve(element)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i, element := range value {
			out[i] = d.resolve(element)
		}
		return out
	}
	return value
}

// literal is what a reference stands for, or the reference where the stack does not say.
func (d document) literal(expression string) string {
	parts := reference.FindStringSubmatch(expression)
	metadata := single(d.Resource[parts[1]][parts[2]]["metadata"])
	if literal, ok := metadata[parts[3]].(string); ok {
		return literal
	}
	return expression
}

// single is a block that Terraform allows once, which may be written as a list of one.
func single(value any) block {
	if list, ok := value.([]any); ok && len(list) == 1 {
		value = list[0]
	}
	found, _ := value.(block)
	return found
}
