package platform

import (
	"bytes"
	"embed"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schemas are generated from the types of this package, and are what both editors and this program check files by.
//
//go:embed schema/*.json
var schemas embed.FS

const (
	platformSchemaFile = "schema/platform.schema.json"
	tenantSchemaFile   = "schema/tenant.schema.json"
)

var (
	platformSchema = sync.OnceValue(func() schema { return loadSchema(platformSchemaFile) })
	tenantSchema   = sync.OnceValue(func() schema { return loadSchema(tenantSchemaFile) })
)

// schema is a compiled schema, and its text as it stands, in which the known keys are looked up.
type schema struct {
	*jsonschema.Schema
	raw any
}

func loadSchema(path string) schema {
	text, err := schemas.ReadFile(path)
	if err != nil {
		panic(err) // It is embedded.
	}
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err) // A test holds it against the types.
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(path, raw); err != nil {
		panic(err)
	}
	return schema{Schema: compiler.MustCompile(path), raw: raw}
}
