package platform

import (
	"bytes"
	"encoding/json"
	"flag"
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
	for path, file := range map[string]any{platformSchema: &Platform{}, tenantSchema: &Tenant{}} {
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

func generateSchema(t *testing.T, file any) []byte {
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
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(reflector.Reflect(file)))
	return text.Bytes()
}
