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

// provider is a Go module made of an npm package, and the names of those of its packages that the programs link.
type provider struct {
	module, version string
	tarball         string
	linked          []string // Sorted.
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

// list finds the providers that the programs link, sorted by module.
func list(ctx context.Context, dir string, patterns []string) ([]*provider, error) {
	packages, err := goList(ctx, dir, patterns)
	if err != nil {
		return nil, err
	}
	byRoot := map[string]*provider{}
	for _, p := range packages {
		if provider := providerOf(p); provider != nil {
			byRoot[path.Dir(p.ImportPath)] = provider
		}
	}
	for _, p := range packages {
		delete(byRoot, p.ImportPath) // A root with code of its own, as cdktf's, is not made of submodules alone.
	}
	for root, provider := range byRoot {
		linked := map[string]bool{}
		for _, p := range packages {
			if below, found := strings.CutPrefix(p.ImportPath, root+"/"); found {
				name, _, _ := strings.Cut(below, "/")
				linked[name] = true
			}
		}
		delete(linked, "jsii")
		provider.linked = slices.Sorted(maps.Keys(linked))
	}
	return slices.SortedFunc(maps.Values(byRoot), func(a, b *provider) int { return strings.Compare(a.module, b.module) }), nil
}

// providerOf is what the package embeds, if it is the one with which generated code loads its assembly.
func providerOf(p goPackage) *provider {
	if path.Base(p.ImportPath) != "jsii" || len(p.EmbedFiles) != 1 || path.Ext(p.EmbedFiles[0]) != ".tgz" ||
		p.Module == nil || p.Module.Main {
		return nil
	}
	version := p.Module.Version
	if p.Module.Replace != nil && p.Module.Replace.Version != "" {
		version = p.Module.Replace.Version
	}
	return &provider{module: p.Module.Path, version: version, tarball: filepath.Join(p.Dir, p.EmbedFiles[0])}
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
