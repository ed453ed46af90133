package trim

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	requires  = regexp.MustCompile(`\brequire\(([^)]*)\)`)
	atHand    = regexp.MustCompile(`^"(cdktf|constructs|\./[\w-]+)"$`) // What is not may be left out.
	sourceMap = regexp.MustCompile(`(?m)^//# sourceMappingURL=.*$`)
)

// javaScript is that of the types' submodules, with a main file that exports these alone.
func (a *assembly) javaScript(types map[string]any) (map[string][]byte, error) {
	folders := map[string]string{}
	for fqn := range types {
		submodule := a.submoduleOf(fqn)
		folder, found := a.folders[submodule]
		if !found {
			return nil, fmt.Errorf("lib/index.js does not export %s", submodule)
		}
		folders[submodule] = folder
	}
	kept := slices.Sorted(maps.Values(folders))
	files, err := untar(a.tarball, func(name string) bool {
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
		fmt.Fprintf(&index, "exports.%s = require(\"./%s\");\n", submodule, folders[submodule])
	}
	files["lib/index.js"] = []byte(index.String())
	return files, nil
}
