package eks

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/internal/check"
)

// object is a resource or a data source.
type object = map[string]any

// synthesized is the Terraform of a stack: type to logical id to object.
type synthesized struct {
	t        *testing.T
	text     string
	Data     map[string]map[string]object `json:"data"`
	Resource map[string]map[string]object `json:"resource"`
	Output   map[string]object            `json:"output"`
}

func synth(t *testing.T, build func(stack cdktf.TerraformStack)) synthesized {
	t.Helper()
	stack := newStack()
	build(stack)
	s := synthesized{t: t, text: *cdktf.Testing_Synth(stack, jsii.Bool(false))}
	require.NoError(t, json.Unmarshal([]byte(s.text), &s))
	return s
}

func newStack() cdktf.TerraformStack {
	return cdktf.NewTerraformStack(cdktf.Testing_App(nil), jsii.String("stack"))
}

// id is the logical id of the only resource of a type whose construct's path is the given one.
func (s synthesized) id(kind, path string) string {
	s.t.Helper()
	var found []string
	for id := range s.Resource[kind] {
		if id[:strings.LastIndex(id, "_")] == path {
			found = append(found, id)
		}
	}
	require.Len(s.t, found, 1, "%s %s", kind, path)
	return found[0]
}

func (s synthesized) resource(kind, path string) object {
	s.t.Helper()
	return s.Resource[kind][s.id(kind, path)]
}

// address is how depends_on names the resource.
func (s synthesized) address(kind, path string) string {
	s.t.Helper()
	return kind + "." + s.id(kind, path)
}

// reference is how an expression names an attribute of the resource.
func (s synthesized) reference(kind, path, attribute string) string {
	s.t.Helper()
	return "${" + s.address(kind, path) + "." + attribute + "}"
}

// data is the address and the object of the only data source of a type.
func (s synthesized) data(kind string) (address string, source object) {
	s.t.Helper()
	require.Len(s.t, s.Data[kind], 1, kind)
	for id, found := range s.Data[kind] {
		address, source = "data."+kind+"."+id, found
	}
	return address, source
}

// values are one attribute of all resources of a type.
func (s synthesized) values(kind, attribute string) []any {
	var all []any
	for _, resource := range s.Resource[kind] {
		all = append(all, resource[attribute])
	}
	return all
}

// output makes an output of the values, which may be tokens.
func output(stack cdktf.TerraformStack, values map[string]string) {
	cdktf.NewTerraformOutput(stack, jsii.String("values"), &cdktf.TerraformOutputConfig{Value: values})
}

// output is what the values stand for.
func (s synthesized) output() any { return s.Output["values"]["value"] }

// paths are the fields that an error is about.
func paths(err error) []string {
	var all []string
	for _, field := range check.Fields(err) {
		all = append(all, field.Path)
	}
	return all
}

func assertPanicsAt(t *testing.T, construct, field string, build func()) {
	t.Helper()
	defer func() {
		var bad *ConfigError
		require.ErrorAs(t, recover().(error), &bad)
		assert.Equal(t, construct, bad.Construct)
		assert.Equal(t, []string{field}, paths(bad))
	}()
	build()
}
