package manifest

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"sigs.k8s.io/yaml"
)

// YAML writes the objects as a stream of documents, in the order in which they can be applied and compared: namespaces
// first, then by kind and name. It has the fields that the stack sets and no others.
func YAML(w io.Writer, objects []Object) error {
	for _, object := range slices.SortedFunc(slices.Values(objects), compare) {
		text, err := yaml.Marshal(object.fields)
		if err != nil {
			return fmt.Errorf("%s: %w", object.Resource, err)
		}
		if _, err := fmt.Fprintf(w, "---\n%s", text); err != nil {
			return err
		}
	}
	return nil
}

func compare(a, b Object) int {
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Namespace, b.Namespace),
		cmp.Compare(a.Name, b.Name),
	)
}

func rank(object Object) int {
	if object.Kind == "Namespace" {
		return 0
	}
	return 1
}
