package platform

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the schemas from the types")

func TestTheSchemasAreThoseOfTheTypes(t *testing.T) {
	t.Chdir("..") // The generator finds comments by the path from the module's root.
	for path, file := range map[string]any{platformSchemaFile: &Platform{}, tenantSchemaFile: &Tenant{}} {
		path = filepath.Join("platform", path)
		want := generateSchema(t, file)
		if *update {
			require.NoError(t, os.WriteFile(path, want, 0o600))
		}
		have, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(have), "%s is not what the types say; run `make schema`", path)
	}
}

func TestEveryKeyOfTheSchemasIsDescribed(t *testing.T) {
	t.Chdir("..")
	for _, file := range []any{&Platform{}, &Tenant{}} {
		for name, definition := range definitions(reflectSchema(t, file)) {
			require.NotEmpty(t, definition.Description, name)
			for pair := definition.Properties.Oldest(); pair != nil; pair = pair.Next() {
				require.NotEmpty(t, pair.Value.Description, "%s.%s", name, pair.Key)
			}
		}
	}
}

func generateSchema(t *testing.T, file any) []byte {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(reflectSchema(t, file)))
	return text.Bytes()
}

func reflectSchema(t *testing.T, file any) *jsonschema.Schema {
	t.Helper()
	reflector := &jsonschema.Reflector{
		Anonymous:      true,
		ExpandedStruct: true,
		Mapper: func(typ reflect.Type) *jsonschema.Schema {
			if typ == reflect.TypeFor[SecretPath]() {
				return &jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "null"}}}
			}
			return nil
		},
	}
	for _, folder := range []string{"./platform", "./constructs"} {
		require.NoError(t, reflector.AddGoComments("github.com/berth-platform/berth", folder))
	}
	root := reflector.Reflect(file)
	for _, definition := range definitions(root) {
		for pair := definition.Properties.Oldest(); pair != nil; pair = pair.Next() {
			narrow(pair.Key, pair.Value)
		}
	}
	for _, name := range []string{"Backend", "Access", "Network", "Autoscaler"} { // Each is one of its fields.
		if definition, ok := root.Definitions[name]; ok {
			definition.MaxProperties = new(uint64(1))
		}
	}
	return root
}

func definitions(root *jsonschema.Schema) map[string]*jsonschema.Schema {
	all := map[string]*jsonschema.Schema{"the file": root}
	maps.Copy(all, root.Definitions)
	return all
}

// narrow refuses what the types would take for a default, a zero or an empty text, and what they could not hold.
func narrow(key string, property *jsonschema.Schema) {
	const id = "^[a-z][a-z0-9-]{0,28}[a-z0-9]$"
	if property.AdditionalProperties != nil && (key == "egress" || key == "ingress") {
		property.PatternProperties = map[string]*jsonschema.Schema{id: property.AdditionalProperties}
		property.AdditionalProperties = jsonschema.FalseSchema
	}
	switch key {
	case "services", "sidecars":
		property.PatternProperties = map[string]*jsonschema.Schema{id: property.AdditionalProperties}
		property.AdditionalProperties = jsonschema.FalseSchema
	case "tags": // https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
		value := &jsonschema.Schema{Type: "string", Pattern: "^[A-Za-z0-9 _.:/=+@-]{0,256}$"}
		property.PatternProperties = map[string]*jsonschema.Schema{"^[A-Za-z0-9 _.:/=+@-]{1,128}$": value}
		property.AdditionalProperties = jsonschema.FalseSchema
	}
	switch property.Type {
	case "integer":
		property.Minimum, property.Maximum = bounds(key)
	case "string":
		if property.Pattern == "" && property.Enum == nil {
			property.MinLength = new(uint64(1))
		}
	}
}

func bounds(key string) (least, most json.Number) {
	switch key {
	case "port":
		return "1", "65535"
	case "replicas", "initialDelaySeconds": // Their zero is a zero.
		return "0", "2147483647"
	}
	return "1", "2147483647"
}
