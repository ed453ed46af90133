package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What is run.
const (
	berth    = "berth"
	plain    = "plain"    // This program, without what makes it fast.
	peer     = "peer"     // JavaScript CDKTF.
	selected = "selected" // This program, with one tenant of the largest platform.
	changed  = "changed"  // This program, with one tenant changed since the synth whose output is there.
)

// inWords is how the table names them.
var inWords = map[string]string{
	berth:    "this program",
	plain:    "this program, trimming and shards off",
	peer:     "the peer",
	selected: "this program, one tenant selected",
	changed:  "this program, one tenant changed",
}

// programs reads a list such as plain,peer; the program itself is always the first.
func programs(list string) ([]string, error) {
	all := []string{berth}
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		if inWords[name] == "" || slices.Contains(all, name) {
			return nil, fmt.Errorf("%q is none of plain, peer, selected and changed", name)
		}
		all = append(all, name)
	}
	return all, nil
}

func (b *bench) size(size int) string        { return filepath.Join(b.work, strconv.Itoa(size)) }
func (b *bench) project(size int) string     { return filepath.Join(b.size(size), "project") }
func (b *bench) description(size int) string { return filepath.Join(b.size(size), "description.json") }
func (b *bench) output(size int, program string) string {
	return filepath.Join(b.size(size), "out", program)
}

// run runs a program to its end, with fresh caches when they are to be cold.
func (b *bench) run(ctx context.Context, row key, out string) (sample, error) {
	fresh, err := os.MkdirTemp(b.work, "run-")
	if err != nil {
		return sample{}, err
	}
	caches := fresh
	if row.cache == warm {
		caches = filepath.Join(b.work, "caches")
	}
	command := b.command(ctx, row)
	command.Dir = b.project(row.size)
	command.Env = append(environ(), "TMPDIR="+fresh, "CDKTF_OUTDIR="+out,
		"XDG_CACHE_HOME="+caches, "JSII_RUNTIME_PACKAGE_CACHE_ROOT="+filepath.Join(caches, "jsii"))
	switch row.program {
	case plain:
		command.Env = append(command.Env, "FASTSYNTH=off", "BERTH_SHARDS=1")
	case selected:
		command.Env = append(command.Env, "BERTH_STACKS=tenant-"+tenantName(row.size/2))
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o750); err != nil {
		return sample{}, err
	}
	took, err := measure(command)
	if err != nil {
		return sample{}, fmt.Errorf("tenants %d, %s, %s: %w", row.size, row.cache, row.program, err)
	}
	return took, os.RemoveAll(fresh)
}

func (b *bench) command(ctx context.Context, row key) *exec.Cmd {
	if row.program == peer {
		return exec.CommandContext(ctx, "node", filepath.Join(b.repository, "bench/peer/peer.js"), b.description(row.size))
	}
	return exec.CommandContext(ctx, filepath.Join(b.repository, "bin/berth"), "--quiet")
}

// change gives one tenant another tag than it had.
func (b *bench) change(size int) error {
	file := filepath.Join(b.project(size), environment, "tenants", tenantName(size/2)+".yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	tag := regexp.MustCompile(`tag: [^}\s]+`)
	other := strings.Replace(string(tag.Find(text))+"x", "xx", "", 1)
	return os.WriteFile(file, []byte(strings.Replace(string(text), string(tag.Find(text)), other, 1)), 0o600)
}

// environ is the environment without what would change how the programs run.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc([]string{"BERTH_", "CDKTF_", "FASTSYNTH", "JSII_RUNTIME", "NODE_COMPILE", "NODE_OPTIONS"},
			func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
}
