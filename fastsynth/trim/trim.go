// Package trim cuts the jsii assemblies of CDKTF providers down to the submodules that a Go program links, for package
// fastsynth to load.
package trim

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/berth-platform/berth/fastsynth/internal/set"
)

// Options says for which programs, and where to.
type Options struct {
	// Dir is the folder of the programs' module. Default: the working directory.
	Dir string
	// Packages are the patterns of the programs, as the go command takes them. One set is good for all of them, and
	// for their tests. Default: "./...".
	Packages []string
	// Out is the folder that is written, in Dir if it is relative. Default: ".gen/fastsynth".
	Out string
	// Log is told each provider that is trimmed, and why one is not. Default: none.
	Log io.Writer
}

// Programs writes the trimmed assemblies of all providers that the programs link. A provider that cannot be trimmed is
// left out, and loaded in full. What has not changed since the last time is left as it is.
func Programs(ctx context.Context, options Options) error {
	patterns := options.Packages
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	if options.Log == nil {
		options.Log = io.Discard
	}
	out := cmp.Or(options.Out, ".gen/fastsynth")
	if !filepath.IsAbs(out) {
		out = filepath.Join(options.Dir, out)
	}
	providers, err := list(ctx, options.Dir, patterns)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil { //nolint:gosec // As any generated folder.
		return err
	}
	last, err := set.Read(out)
	if err != nil {
		last = &set.Set{} // There is none, or none that is of use.
	}
	var next set.Set
	for _, provider := range providers {
		trimmed, err := provider.trimInto(out, last, options.Log)
		if err != nil {
			fmt.Fprintf(options.Log, "%s stays whole: %v\n", provider.module, err)
			continue
		}
		next.Packages = append(next.Packages, *trimmed)
	}
	if err := next.Write(out); err != nil {
		return err
	}
	return removeOthers(out, &next)
}

// trimInto writes the provider's trimmed tarball, unless the last set has it.
func (p *provider) trimInto(out string, last *set.Set, log io.Writer) (*set.Package, error) {
	full, err := os.ReadFile(p.tarball)
	if err != nil {
		return nil, err
	}
	hash := set.Hash(full)
	for _, old := range last.Packages {
		if old.Module == p.module && "v"+old.Version == p.version && old.Full == hash && slices.Equal(goNames(old.Submodules), p.linked) {
			if _, err := old.ReadTarball(out); err == nil {
				return &old, nil
			}
		}
	}
	a, err := open(full)
	if err != nil {
		return nil, err
	}
	if "v"+a.Version != p.version {
		return nil, fmt.Errorf("it is %s, and its tarball %s", p.version, a.Version)
	}
	trimmed, kept, err := a.keep(p.linked)
	if err != nil {
		return nil, err
	}
	result := &set.Package{
		Module: p.module, Name: a.Name, Version: a.Version, Full: hash, SHA256: set.Hash(trimmed),
		Submodules: kept, LeftOut: a.witnesses(kept),
	}
	result.Tarball = fmt.Sprintf("%s-%s.tgz", filepath.Base(a.Name), result.SHA256[:12])
	fmt.Fprintf(log, "%s %s: %d of %d submodules, %d of %d kB\n", a.Name, a.Version,
		len(kept), len(kept)+len(result.LeftOut), len(trimmed)/1000, len(full)/1000)
	return result, set.WriteFile(filepath.Join(out, result.Tarball), trimmed)
}

// removeOthers removes the tarballs of earlier sets.
func removeOthers(out string, current *set.Set) error {
	tarballs, err := filepath.Glob(filepath.Join(out, "*.tgz"))
	if err != nil {
		return err
	}
	for _, tarball := range tarballs {
		if slices.ContainsFunc(current.Packages, func(p set.Package) bool { return p.Tarball == filepath.Base(tarball) }) {
			continue
		}
		if err := os.Remove(tarball); err != nil {
			return err
		}
	}
	return nil
}
