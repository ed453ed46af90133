package judge

import (
	"context"
	"encoding/json"
	"strings"

	esv1 "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	"k8s.io/apimachinery/pkg/runtime"
	strictjson "sigs.k8s.io/json"

	"github.com/berth-platform/berth/internal/manifest"
)

// Strict are the violations of External Secrets Operator's types and of the rules of its webhook. The operator's objects
// must be of the version v1, and have no field that the type does not have.
func Strict(objects []manifest.Object) []string {
	var violations []string
	for _, object := range objects {
		if !strings.HasPrefix(object.APIVersion, esv1.Group+"/") {
			continue
		}
		for _, problem := range externalSecretsProblems(object.Value) {
			violations = append(violations, violation(object, problem))
		}
	}
	return violations
}

func externalSecretsProblems(object runtime.Object) []error {
	value, err := scheme.New(object.GetObjectKind().GroupVersionKind())
	if err != nil {
		return []error{err}
	}
	text, err := json.Marshal(object)
	if err != nil {
		return []error{err}
	}
	problems, err := strictjson.UnmarshalStrict(text, value)
	if err != nil {
		return append(problems, err)
	}
	if secret, ok := value.(*esv1.ExternalSecret); ok {
		if _, err := new(esv1.ExternalSecretValidator).ValidateCreate(context.Background(), secret); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

var scheme = newScheme()

func newScheme() *runtime.Scheme {
	types := runtime.NewScheme()
	if err := esv1.AddToScheme(types); err != nil {
		panic(err)
	}
	return types
}
