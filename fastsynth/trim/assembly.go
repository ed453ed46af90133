package trim

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
)

// assembly is an npm package that jsii made: its types, and the JavaScript that they stand for.
type assembly struct {
	Name, Version string

	files map[string][]byte          // Those at the root, and lib/index.js.
	spec  map[string]json.RawMessage // .jsii
	types map[string]json.RawMessage
}

func open(tarball []byte) (*assembly, error) {
	files, err := untar(tarball, func(name string) bool { return path.Dir(name) == "." || name == "lib/index.js" })
	if err != nil {
		return nil, err
	}
	a := &assembly{files: files}
	text, err := specOf(files)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &a.spec); err != nil {
		return nil, fmt.Errorf(".jsii: %w", err)
	}
	for name, into := range map[string]any{"name": &a.Name, "version": &a.Version, "types": &a.types} {
		if err := json.Unmarshal(a.spec[name], into); err != nil {
			return nil, fmt.Errorf(".jsii: %s: %w", name, err)
		}
	}
	return a, nil
}

// specOf is .jsii, or the file that it refers to.
func specOf(files map[string][]byte) ([]byte, error) {
	const redirect = "jsii/file-redirect"
	text := files[".jsii"]
	var head struct{ Schema, Compression, Filename string }
	if len(text) > 1000 { // A redirect is short.
		return text, nil
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf(".jsii: %w", err)
	}
	if head.Schema != redirect {
		return text, nil
	}
	if head.Compression != "gzip" {
		return nil, fmt.Errorf(".jsii is compressed with %q", head.Compression)
	}
	return gunzip(files[head.Filename])
}

// closure is the types that are asked for, and those that they refer to, at any depth.
func (a *assembly) closure(todo []string) (map[string]any, error) {
	types := map[string]any{}
	for len(todo) > 0 {
		fqn := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if types[fqn] != nil {
			continue
		}
		var definition any
		if err := json.Unmarshal(a.types[fqn], &definition); err != nil {
			return nil, fmt.Errorf(".jsii: %s: %w", fqn, err)
		}
		types[fqn] = strip(definition)
		walk(definition, func(text string) {
			if a.types[text] != nil {
				todo = append(todo, text)
			}
		})
	}
	return types, nil
}

// strip takes out what is for people to read: half of it all.
func strip(definition any) any {
	switch definition := definition.(type) {
	case map[string]any:
		for _, key := range []string{"docs", "locationInModule", "symbolId"} {
			delete(definition, key)
		}
		for _, value := range definition {
			strip(value)
		}
	case []any:
		for _, value := range definition {
			strip(value)
		}
	}
	return definition
}

// walk visits every text in the definition: each that names a type refers to it.
func walk(definition any, visit func(string)) {
	switch definition := definition.(type) {
	case string:
		visit(definition)
	case map[string]any:
		for _, value := range definition {
			walk(value, visit)
		}
	case []any:
		for _, value := range definition {
			walk(value, visit)
		}
	}
}

// pack makes the package anew: with these parts of its description in their place, and this JavaScript alone.
func (a *assembly) pack(parts map[string]any, javaScript map[string][]byte) ([]byte, error) {
	spec := map[string]any{}
	for name, value := range a.spec {
		spec[name] = value
	}
	maps.Copy(spec, parts)
	delete(spec, "readme")
	text, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	files := maps.Clone(javaScript)
	files[".jsii"] = text
	for _, name := range []string{"package.json", "LICENSE"} {
		if content, found := a.files[name]; found {
			files[name] = content
		}
	}
	return tarOf(files)
}
