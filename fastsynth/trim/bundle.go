package trim

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle makes one file of each of the entries and all that it requires, but for packages that are loaded before it. One
// file is faster to unpack, to find and to read than hundreds.
func bundle(files map[string][]byte, entries ...string) (map[string][]byte, error) {
	folder, err := os.MkdirTemp("", "trim-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // It is temporary.
	if folder, err = filepath.EvalSymlinks(folder); err != nil {
		return nil, err
	}
	if err := writeInto(folder, files); err != nil {
		return nil, err
	}
	built := api.Build(api.BuildOptions{
		AbsWorkingDir: folder, Outdir: folder, Outbase: folder, EntryPoints: entries,
		Bundle: true, Platform: api.PlatformNode, Format: api.FormatCommonJS, External: []string{"constructs"},
	})
	if len(built.Errors) > 0 {
		return nil, fmt.Errorf("its JavaScript: %s", built.Errors[0].Text)
	}
	bundled := map[string][]byte{}
	for _, file := range built.OutputFiles {
		name, err := filepath.Rel(folder, file.Path)
		if err != nil {
			return nil, err
		}
		bundled[filepath.ToSlash(name)] = withOwnNames(file.Contents, files)
	}
	return bundled, nil
}

func writeInto(folder string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600)); err != nil {
			return err
		}
	}
	return nil
}

var renamedClass = regexp.MustCompile(`= class _(\w+)`)

// withOwnNames gives classes that refer to themselves the names that they have in the files, and that messages tell them
// by: esbuild makes them `var App = class _App`, as variables are faster. Where a file has such a name, it stays.
func withOwnNames(content []byte, files map[string][]byte) []byte {
	for _, found := range renamedClass.FindAllSubmatch(content, -1) {
		other := regexp.MustCompile(`\b_` + string(found[1]) + `\b`)
		taken := false
		for _, source := range files {
			taken = taken || other.Match(source)
		}
		if !taken {
			content = other.ReplaceAll(content, found[1])
		}
	}
	return content
}
