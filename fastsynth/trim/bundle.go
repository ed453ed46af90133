package trim

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

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
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600)); err != nil {
			return nil, err
		}
	}
	built := api.Build(api.BuildOptions{
		AbsWorkingDir: folder, Outdir: folder, Outbase: folder, EntryPoints: entries,
		Bundle: true, Platform: api.PlatformNode, Format: api.FormatCommonJS, External: []string{"constructs"},
		KeepNames: true, // Classes are told by their names.
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
		bundled[filepath.ToSlash(name)] = file.Contents
	}
	return bundled, nil
}
