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

// modular is an assembly that is made of submodules alone, as those of providers are.
type modular struct {
	*assembly

	tarball []byte
	folders map[string]string // Of lib, by submodule.
}

func openModular(tarball []byte) (*modular, error) {
	a, err := open(tarball)
	if err != nil {
		return nil, err
	}
	var dependencies map[string]string
	if err := json.Unmarshal(a.spec["dependencies"], &dependencies); err != nil {
		return nil, fmt.Errorf(".jsii: dependencies: %w", err)
	}
	for name := range dependencies {
		if name != "cdktf" && name != "constructs" {
			return nil, fmt.Errorf("it depends on %s, which is not loaded before it", name)
		}
	}
	folders, err := submodules(string(a.files["lib/index.js"]))
	return &modular{a, tarball, folders}, err
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
func (m *modular) submoduleOf(fqn string) string {
	submodule, _, _ := strings.Cut(strings.TrimPrefix(fqn, m.Name+"."), ".")
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

func trimProvider(tarball []byte, linked []string) (*trimmed, error) {
	m, err := openModular(tarball)
	if err != nil {
		return nil, err
	}
	content, kept, err := m.keep(linked)
	if err != nil {
		return nil, err
	}
	return &trimmed{
		name: m.Name, version: m.Version, content: content, extension: ".tgz", mode: 0o644, submodules: kept, leftOut: m.witnesses(kept),
	}, nil
}

// keep makes a tarball of the submodules that Go packages stand for, with all that their types refer to.
func (m *modular) keep(packages []string) (tarball []byte, kept []string, err error) {
	for submodule := range m.folders {
		if _, found := slices.BinarySearch(packages, goNames([]string{submodule})[0]); found {
			kept = append(kept, submodule)
		}
	}
	slices.Sort(kept)
	if names := goNames(kept); !slices.Equal(names, packages) {
		return nil, nil, fmt.Errorf("its submodules are named otherwise than its Go packages: %v, %v", names, packages)
	}
	types, err := m.closure(slices.DeleteFunc(slices.Collect(maps.Keys(m.types)), func(fqn string) bool {
		_, found := slices.BinarySearch(kept, m.submoduleOf(fqn))
		return !found
	}))
	if err != nil {
		return nil, nil, err
	}
	javaScript, err := m.javaScript(types)
	if err != nil {
		return nil, nil, err
	}
	submodules := map[string]struct{}{}
	for fqn := range types {
		submodules[m.Name+"."+m.submoduleOf(fqn)] = struct{}{}
	}
	tarball, err = m.pack(map[string]any{"types": types, "submodules": submodules}, javaScript)
	return tarball, kept, err
}

var (
	requires  = regexp.MustCompile(`\brequire\(([^)]*)\)`)
	atHand    = regexp.MustCompile(`^"(cdktf|constructs|\./[\w-]+)"$`) // What is not may be left out.
	sourceMap = regexp.MustCompile(`(?m)^//# sourceMappingURL=.*$`)
)

// javaScript is that of the types' submodules, with a main file that exports these alone, and loads each when it is used:
// one stack of many makes resources of a few.
func (m *modular) javaScript(types map[string]any) (map[string][]byte, error) {
	folders := map[string]string{}
	for fqn := range types {
		submodule := m.submoduleOf(fqn)
		folder, found := m.folders[submodule]
		if !found {
			return nil, fmt.Errorf("lib/index.js does not export %s", submodule)
		}
		folders[submodule] = folder
	}
	kept := slices.Sorted(maps.Values(folders))
	files, err := untar(m.tarball, func(name string) bool {
		if path.Ext(name) != ".js" {
			return false
		}
		folder, _, _ := strings.Cut(strings.TrimPrefix(name, "lib/"), "/")
		_, found := slices.BinarySearch(kept, folder)
		return found
	})
	if err != nil {
		return nil, err
	}
	for name, content := range files {
		for _, found := range requires.FindAllSubmatch(content, -1) {
			if !atHand.Match(found[1]) {
				return nil, fmt.Errorf("%s requires %s", name, found[1])
			}
		}
		files[name] = sourceMap.ReplaceAll(content, nil)
	}
	var index strings.Builder
	index.WriteString("\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\n")
	for _, submodule := range slices.Sorted(maps.Keys(folders)) {
		fmt.Fprintf(&index, "Object.defineProperty(exports, %q, { enumerable: true, get: () => require(\"./%s\") });\n", submodule, folders[submodule])
	}
	files["lib/index.js"] = []byte(index.String())
	return files, nil
}

// witnesses is a type of each submodule but those that are kept.
func (m *modular) witnesses(kept []string) []string {
	first := map[string]string{}
	for fqn := range m.types {
		submodule := m.submoduleOf(fqn)
		if _, found := slices.BinarySearch(kept, submodule); found {
			continue
		}
		if witness := first[submodule]; witness == "" || fqn < witness {
			first[submodule] = fqn
		}
	}
	return slices.Sorted(maps.Values(first))
}
