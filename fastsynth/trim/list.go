package trim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// source is a file that a Go module embeds, and how it is trimmed.
type source struct {
	module, version string
	file            string
	linked          []string // The names of a provider's packages that the programs link, sorted.
	trim            func(full []byte, linked []string) (*trimmed, error)
}

// goPackage is what `go list` tells of one.
type goPackage struct {
	ImportPath, Dir string
	EmbedFiles      []string
	Module          *goModule
}

type goModule struct {
	Path, Version string
	Main          bool
	Replace       *goModule
}

// list finds what the programs link that can be trimmed, in the order in which it is loaded, and the tarballs of what
// cannot be.
func list(ctx context.Context, dir string, patterns []string) (sources []*source, others []string, err error) {
	packages, err := goList(ctx, dir, patterns)
	if err != nil {
		return nil, nil, err
	}
	byRoot := map[string]*source{}
	for _, p := range packages {
		switch {
		case p.ImportPath == "github.com/aws/jsii-runtime-go/internal/embedded":
			sources = append(p.embeds("/program.js", trimRuntime), sources...)
		case p.Module != nil && p.Module.Path == cdktfModule && path.Base(p.ImportPath) == "jsii":
			sources = append(sources, p.embeds(".tgz", trimCdktf)...)
		case path.Base(p.ImportPath) == "jsii" && len(p.EmbedFiles) == 1: // Generated code loads its assembly there.
			others = append(others, filepath.Join(p.Dir, p.EmbedFiles[0]))
			for _, source := range p.embeds(".tgz", trimProvider) {
				byRoot[path.Dir(p.ImportPath)] = source
			}
		}
	}
	for _, p := range packages {
		delete(byRoot, p.ImportPath) // A root with code of its own is not made of submodules alone.
	}
	for _, root := range slices.Sorted(maps.Keys(byRoot)) {
		byRoot[root].linked = below(root, packages)
		sources = append(sources, byRoot[root])
		others = slices.DeleteFunc(others, func(tarball string) bool { return tarball == byRoot[root].file })
	}
	return sources, others, nil
}

// below are the names of the provider's packages, sorted.
func below(root string, packages []goPackage) []string {
	linked := map[string]bool{}
	for _, p := range packages {
		if rest, found := strings.CutPrefix(p.ImportPath, root+"/"); found {
			name, _, _ := strings.Cut(rest, "/")
			linked[name] = true
		}
	}
	delete(linked, "jsii")
	return slices.Sorted(maps.Keys(linked))
}

// embeds is the one file with such a name that the package embeds, where it is not of the programs' own module.
func (p goPackage) embeds(suffix string, trim func([]byte, []string) (*trimmed, error)) []*source {
	i := slices.IndexFunc(p.EmbedFiles, func(file string) bool { return strings.HasSuffix(file, suffix) })
	if i < 0 || p.Module == nil || p.Module.Main {
		return nil
	}
	version := p.Module.Version
	if p.Module.Replace != nil && p.Module.Replace.Version != "" {
		version = p.Module.Replace.Version
	}
	return []*source{{module: p.Module.Path, version: version, file: filepath.Join(p.Dir, p.EmbedFiles[i]), trim: trim}}
}

func goList(ctx context.Context, dir string, patterns []string) ([]goPackage, error) {
	args := append([]string{"list", "-deps", "-test", "-json=ImportPath,Dir,EmbedFiles,Module", "--"}, patterns...)
	command := exec.CommandContext(ctx, "go", args...) //nolint:gosec // The caller's own words.
	command.Dir = dir
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}
