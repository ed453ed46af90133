package trim

import (
	"errors"
	"regexp"
	"slices"

	"github.com/berth-platform/berth/fastsynth/internal/set"
)

const programFile = "program.js"

// launch stands before the program. A shell reads how to start it as jsii's launcher does, but for the process that the
// launcher is: requests come on descriptor 3 and answers go on 4, and what is printed goes to stderr, in words from which
// the Go program tells what was for stdout.
//
// Node 20's V8 optimizes early, in threads that take the processors from a synth, what a synth hardly does again. Its own
// budget is 67584; later versions have no such flag, and a compiler in between.
const launch = `#!/bin/sh
":" //; exec "${JSII_NODE:-node}" --preserve-symlinks "$0" 3<&0 4>&1 0</dev/null 1>&2
for (const name of ["stdout", "stderr"]) {
    const { get } = Object.getOwnPropertyDescriptor(process, name);
    let stream;
    const open = () => {
        stream = get.call(process);
        const write = stream.write.bind(stream);
        stream.write = (chunk, encoding, done) => {
            const text = Buffer.from(chunk, typeof encoding === "string" ? encoding : undefined).toString("base64");
            return write(JSON.stringify({ [name]: text }) + "\n", typeof encoding === "function" ? encoding : done);
        };
        return stream;
    };
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream || open() });
}
if (process.versions.v8.startsWith("11.3.")) {
    require("v8").setFlagsFromString("--interrupt-budget=1000000");
}
const { inspect } = require("util");
const plain = /^[\w$@./: -]*$/;
const named = (key) => (typeof key === "number" ? String(key) : plain.test(key) ? "'" + key + "'" : inspect(key));
`

var runtimeCuts = []cut{
	{programFile, `writeFD: 3`, `writeFD: 4`},

	// It opens a stream for its descriptor, and loads what validates assemblies and unpacks them before it is to do either.
	{programFile, `(_a = process.stderr.fd) !== null && _a !== void 0 ? _a : 2`, `2`},
	{programFile, `const ajv_1 = __webpack_require__(4588);`, ``},
	{programFile, `new ajv_1.default(`, `new (__webpack_require__(4588).default)(`},
	{programFile, `const tar = __webpack_require__(5194);`, `const tar = { extract: (...all) => __webpack_require__(5194).extract(...all) };`},

	// It describes every value that it converts, for the message of an error that hardly ever comes.
	{programFile, "assert(typeRef != null, `Kernel error", "typeRef != null || assert(false, `Kernel error"},
	{programFile, `(0, util_1.inspect)(key)`, `named(key)`},
	{programFile, `(0, util_1.inspect)(idx)`, `named(idx)`},

	// It takes names apart, and puts the properties of a type together from all its bases, as often as it meets them.
	{programFile, `const components = fqn.split(".");`, `const components = fqn.split(".", 1);`},
	{programFile, `function propertiesOf(t, lookup) {`, `const known = new WeakMap;
        function propertiesOf(t, lookup) {
            if (!known.has(t)) known.set(t, collectedPropertiesOf(t, lookup));
            return known.get(t);
        }
        function collectedPropertiesOf(t, lookup) {`},
}

var runtimeVersion = regexp.MustCompile(`"name":"` + set.Runtime + `","version":"([^"]+)"`)

// trimRuntime makes an executable of the program that jsii runs in Node. By its name it is no module of the package that
// may be around it.
func trimRuntime(program []byte, _ []string) (*trimmed, error) {
	version := runtimeVersion.FindSubmatch(program)
	if version == nil {
		return nil, errors.New("it does not tell its version")
	}
	files := map[string][]byte{programFile: program}
	if err := apply(files, runtimeCuts); err != nil {
		return nil, err
	}
	content := slices.Concat([]byte(launch), files[programFile])
	return &trimmed{name: set.Runtime, version: string(version[1]), content: content, extension: ".cjs", mode: 0o755}, nil
}
