// Package fastsynth takes the seconds out of a Go CDKTF program that it spends on loading its providers and on waiting for
// Node: it gives jsii what package trim has cut down to what the program links, before generated code loads all of it.
//
//	//go:generate go tool trim
//	import "github.com/berth-platform/berth/fastsynth"
//	fastsynth.Load(".gen/fastsynth") // First in main.
package fastsynth

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	constructs "github.com/aws/constructs-go/constructs/v10/jsii"
	"github.com/aws/jsii-runtime-go"
	_jsii_ "github.com/aws/jsii-runtime-go/runtime"
	cdktf "github.com/hashicorp/terraform-cdk-go/cdktf/jsii"

	"github.com/berth-platform/berth/fastsynth/internal/set"
)

// Load loads the trimmed assemblies of the folder, before the program makes its first construct. A relative folder is
// one of the working directory or else of the root of the Go module around it.
//
// It never fails the program: what cannot be loaded trimmed is loaded in full when it is needed, as without this
// package, and a line on stderr says why. FASTSYNTH in the environment names another folder, or has it do nothing: off.
func Load(folder string) {
	setting := os.Getenv("FASTSYNTH")
	if setting == "off" {
		return
	}
	folder = cmp.Or(setting, folder)
	load(folder, func(format string, args ...any) {
		line, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n") // jsii adds a stack.
		fmt.Fprintln(os.Stderr, "fastsynth: "+line)
	})
}

func load(folder string, tell func(format string, args ...any)) {
	packages, folder, err := read(folder)
	if err != nil {
		tell("providers are loaded in full: %v", err)
		return
	}
	program, err := linked(folder)
	if err != nil {
		tell("providers are loaded in full: %v", err)
		jsii.Close() // Where it could not start, it would not be started again.
		return
	}
	for _, name := range program.providers {
		if !slices.ContainsFunc(packages, func(p set.Package) bool { return p.Module == name }) {
			tell("%s is loaded in full: it is not in %s; trim again", name, folder)
		}
	}
	reset, tried := func(bool) {}, false
	defer func() { reset(tried) }()
	for _, p := range packages {
		if program.versions[p.Module] == "" {
			continue
		}
		content, err := fitting(&p, folder, program)
		file := filepath.Join(folder, p.File)
		if err == nil && p.Name == set.Runtime {
			reset, err = useRuntime(file)
		}
		if err != nil {
			tell("%s is loaded in full: %v", p.Name, err)
			continue
		}
		if err := give(&p, content); err != nil {
			// The line comes first: jsii may print half a line of its own as its process ends.
			tell("providers are loaded in full: jsii refuses %s: %v", file, err)
			jsii.Close() // The next use starts another process, which knows nothing of this.
			return
		}
		tried = tried || p.Name != set.Runtime
	}
}

// read finds the folder and reads what is in it.
func read(folder string) ([]set.Package, string, error) {
	candidates := []string{folder}
	if root, found := moduleRoot("."); found && !filepath.IsAbs(folder) {
		candidates = append(candidates, filepath.Join(root, folder))
	}
	for _, candidate := range candidates {
		trimmed, err := set.Read(candidate)
		if err == nil {
			return trimmed.Packages, candidate, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return nil, "", err
		}
	}
	return nil, "", fmt.Errorf("%s holds nothing trimmed; trim first", folder)
}

// fitting reads the package's file if it is for what the program links.
func fitting(p *set.Package, folder string, program program) ([]byte, error) {
	if have := program.versions[p.Module]; have != "v"+p.Version {
		return nil, fmt.Errorf("%s has version %s, the program links %s; trim again", folder, p.Version, have)
	}
	for _, fqn := range p.LeftOut {
		found, err := registered(fqn)
		if err != nil {
			return nil, err
		}
		if found {
			return nil, fmt.Errorf("%s leaves out %s, which the program links; trim again", folder, fqn)
		}
	}
	return p.Read(folder)
}

// give loads the package into jsii, after what it depends on. jsii's own program is loaded with the first.
func give(p *set.Package, content []byte) (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("%v", panicked)
		}
	}()
	switch p.Name {
	case set.Runtime:
		return nil
	case set.CDKTF:
		constructs.Initialize()
	default:
		cdktf.Initialize()
	}
	_jsii_.Load(p.Name, p.Version, content)
	return nil
}
