package platform

import (
	"strings"

	"github.com/berth-platform/berth/internal/check"
)

// literal is a copy of the tree with all its texts escaped. It stands between a document and its typed values, so that
// no text reaches Terraform as anything else. The backend's values are read as they are, and have patterns that leave
// nothing to escape.
func literal(tree any) any {
	switch tree := tree.(type) {
	case string:
		return check.Escape(tree)
	case []any:
		list := make([]any, len(tree))
		for i := range tree {
			list[i] = literal(tree[i])
		}
		return list
	case map[string]any:
		out := make(map[string]any, len(tree))
		for key, value := range tree {
			out[check.Escape(key)] = literal(value)
		}
		return out
	}
	return tree
}

// asWritten is a problem of a literal value in the words of the file.
func asWritten(field *check.FieldError) check.FieldError {
	return check.FieldError{
		Path:    check.Unescape(field.Path),
		Problem: check.Unescape(field.Problem),
		Hint:    check.Unescape(field.Hint),
	}
}

// placeholders fills in {tenant} and its like, and leaves ${tenant} alone.
func (t *tenant) placeholders() *strings.Replacer {
	pairs := []string{"$${", "$${", "%%{", "%%{", "{tenant}", t.Tenant.Tenant, "{environment}", t.name, "{platform}", t.platform.Platform}
	region := t.platform.Region
	if region == "" && t.loader.document.affects("region") {
		region = "us-east-1" // Any will do to check on with.
	}
	if region != "" {
		pairs = append(pairs, "{region}", region)
	}
	return strings.NewReplacer(pairs...)
}
