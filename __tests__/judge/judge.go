// Package judge holds the objects of a synthesized stack against those who would judge them in a cluster: External Secrets
// Operator's own types and Kubernetes' Pod Security Admission.
package judge

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/berth-platform/berth/internal/manifest"
)

// Stack judges a stack's cdk.tf.json by everything that is here. Each violation is a line that names the resource.
func Stack(stack []byte) []string {
	objects, err := manifest.Objects(stack)
	var violations []string
	if err != nil {
		violations = strings.Split(err.Error(), "\n")
	}
	return slices.Concat(violations, Strict(objects), Restricted(objects))
}

func violation(object manifest.Object, problem any) string {
	name := path.Join(object.Namespace, object.Name)
	line := fmt.Sprintf("%s: %s %s: %v", object.Resource, object.Kind, name, problem)
	return strings.ReplaceAll(line, "\n", "; ")
}
