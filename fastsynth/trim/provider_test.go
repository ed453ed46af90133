package trim

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sound is a provider of three submodules; a type of the first refers to one of the second.
func sound() map[string]string {
	return map[string]string{
		".jsii": `{
			"schema": "jsii/0.10.0", "name": "@acme/cloud", "version": "1.2.3", "fingerprint": "print",
			"dependencies": {"cdktf": "^0.20.0", "constructs": "^10.3.0"},
			"dependencyClosure": {"constructs": {}},
			"submodules": {"@acme/cloud.bucket": {}, "@acme/cloud.objectLock": {}, "@acme/cloud.queue": {}},
			"types": {
				"@acme/cloud.bucket.Bucket": {"kind": "class", "base": "cdktf.TerraformResource", "docs": {"summary": "a bucket"},
					"methods": [{"name": "lock", "docs": {"see": "@acme/cloud.queue.Queue"}, "parameters": [{"name": "lock",
						"type": {"union": {"types": [{"collection": {"kind": "array", "elementtype": {"fqn": "@acme/cloud.objectLock.Lock"}}}]}}}]}]},
				"@acme/cloud.objectLock.Lock": {"kind": "interface", "interfaces": ["@acme/cloud.objectLock.Base"]},
				"@acme/cloud.objectLock.Base": {"kind": "interface"},
				"@acme/cloud.objectLock.Other": {"kind": "interface"},
				"@acme/cloud.queue.Queue": {"kind": "class"},
				"@acme/cloud.queue.Policy": {"kind": "class"}
			}
		}`,
		"package.json":             `{"name": "@acme/cloud", "version": "1.2.3", "main": "lib/index.js"}`,
		"LICENSE":                  "as you like",
		"README.md":                "# Cloud",
		"lib/index.js":             "\"use strict\";\n/**\n * Acme\n */\nObject.defineProperty(exports, \"__esModule\", { value: true });\nexports.queue = exports.bucket = void 0;\n// generated\nexports.bucket = require(\"./bucket\");\nexports.objectLock = require(\"./object-lock\");\nexports.queue = require(\"./queue\");\n//# sourceMappingURL=data:x",
		"lib/bucket/index.js":      "require(\"./structs\"); require(\"cdktf\");\n//# sourceMappingURL=data:x",
		"lib/bucket/structs.js":    "exports.bucket = 1;",
		"lib/bucket/index.d.ts":    "export const bucket: any;",
		"lib/object-lock/index.js": "exports.lock = 1;",
		"lib/queue/index.js":       "exports.queue = 1;",
	}
}

func packed(t *testing.T, files map[string]string) []byte {
	t.Helper()
	content := map[string][]byte{}
	for name, text := range files {
		content[name] = []byte(text)
	}
	tarball, err := tarOf(content)
	require.NoError(t, err)
	return tarball
}

func unpacked(t *testing.T, tarball []byte) map[string][]byte {
	t.Helper()
	files, err := untar(tarball, func(string) bool { return true })
	require.NoError(t, err)
	return files
}

// kept trims the provider to the bucket.
func kept(t *testing.T, files map[string]string) (tarball []byte, err error) {
	t.Helper()
	trimmed, err := trimProvider(packed(t, files), []string{"bucket"})
	if err != nil {
		return nil, err
	}
	return trimmed.content, nil
}

func TestASubmoduleIsKeptWithWhatItsTypesReferTo(t *testing.T) {
	tarball, err := kept(t, sound())
	require.NoError(t, err)
	files := unpacked(t, tarball)
	require.Equal(t, []string{
		".jsii", "LICENSE", "lib/bucket/index.js", "lib/bucket/structs.js", "lib/index.js", "lib/object-lock/index.js", "package.json",
	}, slices.Sorted(maps.Keys(files)))
	require.Equal(t, `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
Object.defineProperty(exports, "bucket", { enumerable: true, get: () => require("./bucket") });
Object.defineProperty(exports, "objectLock", { enumerable: true, get: () => require("./object-lock") });
`, string(files["lib/index.js"]))

	var spec struct {
		Fingerprint                          string
		DependencyClosure, Submodules, Types map[string]any
	}
	require.NoError(t, json.Unmarshal(files[".jsii"], &spec))
	require.Equal(t, []string{"@acme/cloud.bucket.Bucket", "@acme/cloud.objectLock.Base", "@acme/cloud.objectLock.Lock"},
		slices.Sorted(maps.Keys(spec.Types)))
	require.Equal(t, []string{"@acme/cloud.bucket", "@acme/cloud.objectLock"}, slices.Sorted(maps.Keys(spec.Submodules)))
	require.Equal(t, "print", spec.Fingerprint)
	require.Contains(t, spec.DependencyClosure, "constructs")
}

func TestASubmoduleThatIsKeptInPartCountsAsLeftOut(t *testing.T) {
	trimmed, err := trimProvider(packed(t, sound()), []string{"bucket"})
	require.NoError(t, err)
	require.Equal(t, []string{"bucket"}, trimmed.submodules)
	require.Equal(t, []string{"@acme/cloud.objectLock.Base", "@acme/cloud.queue.Policy"}, trimmed.leftOut)
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	first, err := kept(t, sound())
	require.NoError(t, err)
	second, err := kept(t, sound())
	require.NoError(t, err)
	require.Equal(t, first, second)
}

func TestASpecThatIsCompressedIsRead(t *testing.T) {
	want, err := kept(t, sound())
	require.NoError(t, err)
	files := sound()
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	_, err = writer.Write([]byte(files[".jsii"]))
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	files[".jsii.gz"] = compressed.String()
	files[".jsii"] = `{"schema": "jsii/file-redirect", "compression": "gzip", "filename": ".jsii.gz"}`
	have, err := kept(t, files)
	require.NoError(t, err)
	require.Equal(t, want, have)
}

func TestWhatIsNotUnderstoodStaysWhole(t *testing.T) {
	for name, broken := range map[string]struct{ file, old, new, problem string }{
		"a main file with code":          {"lib/index.js", "// generated", "globalThis.x = 1;", "does more than to export submodules: globalThis.x = 1;"},
		"a main file without submodules": {"lib/index.js", "require", "// require", "does more than to export submodules"},
		"a file outside its folder":      {"lib/bucket/structs.js", "exports", "require(\"../queue\"); exports", `lib/bucket/structs.js requires "../queue"`},
		"a computed file":                {"lib/bucket/structs.js", "exports", "require(\"./\" + name); exports", `requires "./" + name`},
		"a dependency of its own":        {".jsii", `"cdktf":`, `"@acme/network":`, "it depends on @acme/network"},
		"no types":                       {".jsii", `"types"`, `"kinds"`, ".jsii: types:"},
		"a type that is not exported":    {"lib/index.js", `exports.objectLock = require("./object-lock");`, "", "does not export objectLock"},
		"a submodule of another name":    {"lib/index.js", `exports.bucket = require`, "exports.pail = require", "named otherwise"},
	} {
		t.Run(name, func(t *testing.T) {
			files := sound()
			require.Contains(t, files[broken.file], broken.old)
			files[broken.file] = strings.Replace(files[broken.file], broken.old, broken.new, 1)
			_, err := kept(t, files)
			require.ErrorContains(t, err, broken.problem)
		})
	}
	files := sound()
	files[".jsii"] = `{"schema": "jsii/file-redirect", "compression": "brotli"}`
	_, err := kept(t, files)
	require.ErrorContains(t, err, `compressed with "brotli"`)
	_, err = open([]byte("no tarball"))
	require.Error(t, err)
}
