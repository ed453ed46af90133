// Package trim cuts what Node loads for a Go CDKTF program down to what the program has a use for: the jsii assemblies of
// its providers, cdktf, and jsii's own program. Package fastsynth loads it.
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
	// Log is told what is trimmed, and why something is not. Default: none.
	Log io.Writer
}

// Programs writes what is left of cdktf, of jsii's own program and of all providers that the programs link. What cannot
// be trimmed is left out, and loaded in full. What has not changed since the last time is left as it is.
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
	sources, whole, err := list(ctx, options.Dir, patterns)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil { //nolint:gosec // As any generated folder.
		return err
	}
	by, err := thisProgram()
	if err != nil {
		return err
	}
	last, err := set.Read(out)
	if err != nil || last.By != by {
		last = &set.Set{} // There is none, or none that is of use.
	}
	next := set.Set{By: by}
	for _, source := range slices.Backward(sources) {
		trimmed, err := source.trimInto(out, last, whole, options.Log)
		if err != nil {
			fmt.Fprintf(options.Log, "%s stays whole: %v\n", source.module, err)
			whole = append(whole, source.file)
			continue
		}
		next.Packages = append(next.Packages, *trimmed)
	}
	slices.Reverse(next.Packages)
	if err := next.Write(out); err != nil {
		return err
	}
	return removeOthers(out, &next)
}

// thisProgram tells one version of trim from any other.
func thisProgram() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	content, err := os.ReadFile(path)
	return set.Hash(content), err
}

// trimmed is what is left of a package.
type trimmed struct {
	name, version       string
	content             []byte
	extension           string
	mode                os.FileMode
	submodules, leftOut []string
}

// trimInto writes what is left of the source, unless the last set has it. It is told what stays whole of all that is loaded
// after it.
func (s *source) trimInto(out string, last *set.Set, whole []string, log io.Writer) (*set.Package, error) {
	if s.module == cdktfModule {
		if err := requireNoFiles(whole); err != nil {
			return nil, err
		}
	}
	full, err := os.ReadFile(s.file)
	if err != nil {
		return nil, err
	}
	hash := set.Hash(full)
	if old := s.in(last, hash, out); old != nil {
		return old, nil
	}
	left, err := s.trim(full, s.linked)
	if err != nil {
		return nil, err
	}
	if "v"+left.version != s.version {
		return nil, fmt.Errorf("it is %s, and what it embeds %s", s.version, left.version)
	}
	result := &set.Package{
		Module: s.module, Name: left.name, Version: left.version, Full: hash, SHA256: set.Hash(left.content),
		Submodules: left.submodules, LeftOut: left.leftOut,
	}
	result.File = fmt.Sprintf("%s-%s%s", filepath.Base(left.name), result.SHA256[:12], left.extension)
	of := ""
	if all := len(left.submodules) + len(left.leftOut); all > 0 {
		of = fmt.Sprintf("%d of %d submodules, ", len(left.submodules), all)
	}
	fmt.Fprintf(log, "%s %s: %s%d of %d kB\n", left.name, left.version, of, len(left.content)/1000, len(full)/1000)
	return result, set.WriteFile(filepath.Join(out, result.File), left.content, left.mode)
}

// in is what the set in the folder has of the source, if it is made of the same file for the same programs.
func (s *source) in(last *set.Set, hash, folder string) *set.Package {
	for _, old := range last.Packages {
		if old.Module == s.module && "v"+old.Version == s.version && old.Full == hash && slices.Equal(goNames(old.Submodules), s.linked) {
			if _, err := old.Read(folder); err == nil {
				return &old
			}
		}
	}
	return nil
}

// removeOthers removes the files of earlier sets.
func removeOthers(out string, current *set.Set) error {
	files, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, file := range files {
		name := file.Name()
		made := slices.Contains([]string{".tgz", ".cjs"}, filepath.Ext(name))
		if !made || slices.ContainsFunc(current.Packages, func(p set.Package) bool { return p.File == name }) {
			continue
		}
		if err := os.Remove(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}
