package trim

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
)

const cdktfModule = "github.com/hashicorp/terraform-cdk-go/cdktf"

const (
	fsFile      = "lib/private/fs.js"
	zipFile     = "lib/private/zip.js"
	traceFile   = "lib/tokens/private/stack-trace.js"
	resolveFile = "lib/tokens/private/resolve.js"
	stackFile   = "lib/terraform-stack.js"
)

var cdktfCuts = []cut{
	// It loads a library for archives, as long as it takes to load all the rest, and uses it only where it runs this file
	// as a program of its own: see trimCdktf.
	{fsFile, `const archiver = require("archiver");`, ``},
	{fsFile, "`node ${__filename} ${src} ${dest}`", "`node ${path.join(__dirname, \"private\", \"zip.js\")} ${src} ${dest}`"},

	// Each token keeps a trace of the calls that made it, for messages. In a Go program's Node, all of them are jsii's.
	{traceFile, `below = below || captureStackTrace;`, `return [];`},

	// It makes a context for each text and a name for each place, and needs them for tokens and errors alone. A text in
	// which there may be a token is marked: see the patterns of encoding.js, and the values of token.js.
	{resolveFile, `const tokenMap = `, `const marked = /TfToken\[|Map Token Value|[-|\d.+]e[-|\d.eE+]/;
const settled = (x) => typeof x === "boolean" || (typeof x === "string" && !marked.test(x));
const allSettled = (x) => settled(x) || (Array.isArray(x) ? x.every(allSettled) : typeof x === "object" && x !== null &&
    Object.getPrototypeOf(x) === Object.prototype && Reflect.ownKeys(x).every((key) => settled(key) && allSettled(x[key])));
exports.allSettled = allSettled;
const tokenMap = `},
	{resolveFile, `const pathName = "/" + prefix.join("/");`, ``},
	{resolveFile, `(pathName`, `("/" + prefix.join("/")`},
	{resolveFile, `makeContext()[0].resolve(key)`, `settled(key) ? key : makeContext()[0].resolve(key)`},
	{resolveFile, `makeContext(key)[0].resolve(obj[key])`, `settled(obj[key]) ? obj[key] : makeContext(key)[0].resolve(obj[key])`},

	// It puts parts together that are resolved, and resolves all of it again, for the sake of overrides and paths that are not.
	{stackFile, `const _tokens_1 = require("./_tokens");`, `const _tokens_1 = require("./_tokens"), { allSettled } = require("./tokens/private/resolve");`},
	{stackFile, `return (0, _tokens_1.resolve)(this, tf);`, `if (!allSettled(this.rawOverrides)) return (0, _tokens_1.resolve)(this, tf);
        tf["//"] = (0, _tokens_1.resolve)(this, tf["//"]);
        return tf;`},
}

// trimCdktf keeps all types of cdktf, which the providers' refer to, and its JavaScript as two files: what it is, and what
// it runs to make an archive.
func trimCdktf(tarball []byte, _ []string) (*trimmed, error) {
	a, err := open(tarball)
	if err != nil {
		return nil, err
	}
	types, err := a.closure(slices.Collect(maps.Keys(a.types)))
	if err != nil {
		return nil, err
	}
	files, err := untar(tarball, func(name string) bool { return slices.Contains([]string{".js", ".cjs", ".json"}, path.Ext(name)) })
	if err != nil {
		return nil, err
	}
	files[zipFile] = bytes.ReplaceAll(files[fsFile], []byte(`require.main === module`), []byte(`true`))
	if err := apply(files, cdktfCuts); err != nil {
		return nil, err
	}
	bundled, err := bundle(files, "lib/index.js", zipFile)
	if err != nil {
		return nil, err
	}
	content, err := a.pack(map[string]any{"types": types}, bundled)
	return &trimmed{name: a.Name, version: a.Version, content: content, extension: ".tgz", mode: 0o644}, err
}

var fileOfCdktf = regexp.MustCompile(`\brequire\(["']cdktf/`)

// requireNoFiles fails where a package that stays whole requires a file of cdktf: trimmed, it has none.
func requireNoFiles(tarballs []string) error {
	for _, tarball := range tarballs {
		content, err := os.ReadFile(tarball)
		if err != nil {
			return err
		}
		files, err := untar(content, func(name string) bool { return path.Ext(name) == ".js" })
		if err != nil {
			return fmt.Errorf("%s: %w", tarball, err)
		}
		for name, text := range files {
			if fileOfCdktf.Match(text) {
				return fmt.Errorf("%s of %s requires a file of it", name, filepath.Base(tarball))
			}
		}
	}
	return nil
}
