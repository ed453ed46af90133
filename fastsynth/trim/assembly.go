package trim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// assembly is an npm package that jsii made: its types, and the JavaScript that they stand for.
type assembly struct {
	Name, Version string
	tarball       []byte
	files         map[string][]byte          // Those at the root, and lib/index.js.
	spec          map[string]json.RawMessage // .jsii
	types         map[string]json.RawMessage
	folders       map[string]string // Of lib, by submodule.
}

func open(tarball []byte) (*assembly, error) {
	files, err := untar(tarball, func(name string) bool { return path.Dir(name) == "." || name == "lib/index.js" })
	if err != nil {
		return nil, err
	}
	a := &assembly{tarball: tarball, files: files}
	text, err := specOf(files)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &a.spec); err != nil {
		return nil, fmt.Errorf(".jsii: %w", err)
	}
	var dependencies map[string]string
	for name, into := range map[string]any{"name": &a.Name, "version": &a.Version, "types": &a.types, "dependencies": &dependencies} {
		if err := json.Unmarshal(a.spec[name], into); err != nil {
			return nil, fmt.Errorf(".jsii: %s: %w", name, err)
		}
	}
	for name := range dependencies {
		if name != "cdktf" && name != "constructs" {
			return nil, fmt.Errorf("it depends on %s, which is not loaded before it", name)
		}
	}
	a.folders, err = submodules(string(files["lib/index.js"]))
	return a, err
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

var (
	reexport = regexp.MustCompile(`^exports\.(\w+) = require\("\./([\w-]+)"\);$`)
	preamble = regexp.MustCompile(`^("use strict";|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);|exports\..* = void 0;|//.*|/\*\*| \*.*|)$`)
)

// submodules reads the folders that the package's main file exports. Any other code in it is a package of another kind.
func submodules(index string) (map[string]string, error) {
	folders := map[string]string{}
	for line := range strings.Lines(index) {
		line = strings.TrimSpace(line)
		if found := reexport.FindStringSubmatch(line); found != nil {
			folders[found[1]] = found[2]
		} else if !preamble.MatchString(line) && !preamble.MatchString(" "+line) {
			return nil, fmt.Errorf("lib/index.js does more than to export submodules: %.80s", line)
		}
	}
	if len(folders) == 0 {
		return nil, errors.New("lib/index.js exports no submodules")
	}
	return folders, nil
}

// submoduleOf is the first part of the type's name below the package.
func (a *assembly) submoduleOf(fqn string) string {
	submodule, _, _ := strings.Cut(strings.TrimPrefix(fqn, a.Name+"."), ".")
	return submodule
}

var notInGo = regexp.MustCompile(`[^a-z0-9]`)

// goNames are the names of submodules as jsii writes them in Go, sorted.
func goNames(submodules []string) []string {
	names := make([]string, len(submodules))
	for i, submodule := range submodules {
		names[i] = notInGo.ReplaceAllString(strings.ToLower(submodule), "")
	}
	slices.Sort(names)
	return names
}

// keep makes a tarball of the submodules that Go packages stand for, with all that their types refer to.
func (a *assembly) keep(packages []string) (tarball []byte, kept []string, err error) {
	for submodule := range a.folders {
		if _, found := slices.BinarySearch(packages, goNames([]string{submodule})[0]); found {
			kept = append(kept, submodule)
		}
	}
	slices.Sort(kept)
	if names := goNames(kept); !slices.Equal(names, packages) {
		return nil, nil, fmt.Errorf("its submodules are named otherwise than its Go packages: %v, %v", names, packages)
	}
	types, err := a.closure(kept)
	if err != nil {
		return nil, nil, err
	}
	spec, err := a.specWith(types)
	if err != nil {
		return nil, nil, err
	}
	files, err := a.javaScript(types)
	if err != nil {
		return nil, nil, err
	}
	files[".jsii"] = spec
	for _, name := range []string{"package.json", "LICENSE"} {
		if content, found := a.files[name]; found {
			files[name] = content
		}
	}
	tarball, err = tarOf(files)
	return tarball, kept, err
}

// closure is the types of the submodules, and those that they refer to, at any depth.
func (a *assembly) closure(submodules []string) (map[string]any, error) {
	var todo []string
	for fqn := range a.types {
		if _, found := slices.BinarySearch(submodules, a.submoduleOf(fqn)); found {
			todo = append(todo, fqn)
		}
	}
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

// specWith is .jsii with these types and no others.
func (a *assembly) specWith(types map[string]any) ([]byte, error) {
	submodules := map[string]struct{}{}
	for fqn := range types {
		submodules[a.Name+"."+a.submoduleOf(fqn)] = struct{}{}
	}
	spec := map[string]any{}
	for name, value := range a.spec {
		spec[name] = value
	}
	spec["types"], spec["submodules"] = types, submodules
	delete(spec, "readme")
	return json.Marshal(spec)
}

// witnesses is a type of each submodule but those that are kept.
func (a *assembly) witnesses(kept []string) []string {
	first := map[string]string{}
	for fqn := range a.types {
		submodule := a.submoduleOf(fqn)
		if _, found := slices.BinarySearch(kept, submodule); found {
			continue
		}
		if witness := first[submodule]; witness == "" || fqn < witness {
			first[submodule] = fqn
		}
	}
	return slices.Sorted(maps.Values(first))
}
