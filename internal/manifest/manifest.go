// Package manifest reads the Kubernetes objects out of a synthesized stack. What the provider adds at apply time is not in
// them.
package manifest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	strictjson "sigs.k8s.io/json"
)

// Object is one Kubernetes object of a stack.
type Object struct {
	Resource   string // Terraform's address: kubernetes_deployment_v1.apiserver
	APIVersion string
	Kind       string
	Namespace  string
	Name       string
	Value      runtime.Object // the k8s.io/api type, or *unstructured.Unstructured for a custom resource

	fields map[string]any // only what the stack sets; Value has its type's empty fields too
}

// custom is the resource type whose block holds a Kubernetes object as it is.
const custom = "kubernetes_manifest"

type block = map[string]any

// document is the part of cdk.tf.json that is read here: type, then logical id, then block.
type document struct {
	Resource map[string]map[string]block `json:"resource"`
}

// Objects are the kubernetes_* resources of a stack's cdk.tf.json, in the order of their addresses. A reference to the
// name of another resource of the stack is resolved, other Terraform expressions stay as they are. The error names every
// resource that is no valid object, and its fields that Kubernetes does not know.
func Objects(stack []byte) ([]Object, error) {
	var doc document
	if err := strictjson.UnmarshalCaseSensitivePreserveInts(stack, &doc); err != nil {
		return nil, fmt.Errorf("not a synthesized stack: %w", err)
	}
	var objects []Object
	var problems []error
	for _, resource := range doc.kubernetes() {
		object, err := doc.object(resource)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", resource, err))
			continue
		}
		objects = append(objects, object)
	}
	return objects, errors.Join(problems...)
}

type address struct{ kind, id string }

func (a address) String() string { return a.kind + "." + a.id }

func (d document) kubernetes() []address {
	var all []address
	for kind, blocks := range d.Resource {
		if !strings.HasPrefix(kind, "kubernetes_") {
			continue
		}
		for id := range blocks {
			all = append(all, address{kind, id})
		}
	}
	slices.SortFunc(all, func(a, b address) int { return cmp.Compare(a.String(), b.String()) })
	return all
}

func (d document) object(resource address) (Object, error) {
	fields, err := objectFields(resource.kind, d.resolve(d.Resource[resource.kind][resource.id]).(block))
	if err != nil {
		return Object{}, err
	}
	value, err := decode(fields)
	if err != nil {
		return Object{}, err
	}
	named, err := meta.Accessor(value)
	if err != nil {
		return Object{}, err
	}
	version, kind := value.GetObjectKind().GroupVersionKind().ToAPIVersionAndKind()
	return Object{
		Resource: resource.String(), APIVersion: version, Kind: kind,
		Namespace: named.GetNamespace(), Name: named.GetName(),
		Value: value, fields: fields,
	}, nil
}

// terraformOnly are the attributes that are no part of the object: arguments of every resource, and the provider's own.
var terraformOnly = []string{
	"//", "id", "depends_on", "lifecycle", "provider", "timeouts",
	"wait_for_rollout", "wait_for_load_balancer", "wait_for_default_service_account", "wait_for_completion",
}

const remedy = "add it to the table in internal/manifest"

func objectFields(resourceType string, attributes block) (block, error) {
	if resourceType == custom {
		object, ok := attributes["manifest"].(block)
		if !ok {
			return nil, errors.New("manifest is not an object")
		}
		return object, nil
	}
	known, ok := typed[resourceType]
	if !ok {
		return nil, fmt.Errorf("resource type %s is not supported: %s", resourceType, remedy)
	}
	attributes = maps.Clone(attributes)
	for _, name := range terraformOnly {
		delete(attributes, name)
	}
	fields := convertStruct(attributes, known.goType)
	fields["apiVersion"], fields["kind"] = known.version.String(), known.goType.Name()
	return fields, nil
}

// decode is strict: a field that the type does not have is an error.
func decode(fields block) (runtime.Object, error) {
	object := unstructured.Unstructured{Object: fields}
	if object.GetAPIVersion() == "" || object.GetKind() == "" {
		return nil, errors.New("apiVersion and kind are required")
	}
	identity := object.GroupVersionKind()
	known, ok := builtin(identity)
	if !ok && isCustom(identity) {
		return &object, nil
	}
	if !ok {
		return nil, fmt.Errorf("kind %s of %s is not supported: %s", identity.Kind, identity.GroupVersion(), remedy)
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	value := known.empty()
	unknown, err := strictjson.UnmarshalStrict(text, value)
	return value, inOneLine(append(unknown, err))
}

// inOneLine keeps the problems of one resource behind its name.
func inOneLine(problems []error) error {
	if all := errors.Join(problems...); all != nil {
		return errors.New(strings.ReplaceAll(all.Error(), "\n", "; "))
	}
	return nil
}
