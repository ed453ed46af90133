package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bench is one run of the benchmark.
type bench struct {
	sizes    []int
	programs []string
	rounds   int

	repository string
	work       string // A temporary folder.
	samples    map[key][]sample
	estimates  map[key]time.Duration
}

// key is one row of the table.
type key struct {
	size    int
	cache   string
	program string
}

// The states of the caches.
const (
	cold = "cold"
	warm = "warm"
)

func newBench() (*bench, error) {
	repository, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "berth-bench-")
	if err != nil {
		return nil, err
	}
	return &bench{repository: repository, work: work, samples: map[key][]sample{}, estimates: map[key]time.Duration{}}, nil
}

func (b *bench) remove() { _ = os.RemoveAll(b.work) } // It is temporary.

// check generates the platforms and fails when the programs do not write the same for them. It fills the warm caches.
func (b *bench) check(ctx context.Context) error {
	describer := describer{filepath.Join(b.repository, "bench/peer/node_modules"), types{}}
	for _, size := range b.sizes {
		if err := generate(b.repository, b.project(size), size); err != nil {
			return err
		}
		for _, program := range b.programsOf(size, warm) {
			took, err := b.run(ctx, key{size, warm, program}, b.output(size, program))
			if err != nil {
				return err
			}
			b.estimates[key{size, warm, program}] = took.time
			b.estimates[key{size, cold, program}] = took.time
			if program == berth {
				err = b.describe(describer, size)
			} else {
				err = same(b.output(size, berth), b.output(size, program), program == selected)
			}
			if err != nil {
				return fmt.Errorf("tenants %d, %s: %w", size, program, err)
			}
		}
		for _, program := range b.programs {
			if err := b.clear(size, program); err != nil {
				return err
			}
		}
		fmt.Fprintf(os.Stderr, "tenants %d: all programs write the same\n", size)
	}
	return nil
}

func (b *bench) describe(describer describer, size int) error {
	description, err := describer.describe(b.output(size, berth))
	if err != nil {
		return err
	}
	text, err := json.Marshal(description)
	if err != nil {
		return err
	}
	return os.WriteFile(b.description(size), text, 0o600)
}

// same fails unless the second folder has the files of the first, byte for byte; or only some of them, when it is a part.
func same(first, second string, part bool) error {
	want, err := files(first)
	if err != nil {
		return err
	}
	got, err := files(second)
	if err != nil {
		return err
	}
	if part { // Its manifest names no other stacks.
		got = slices.DeleteFunc(got, func(file string) bool { return filepath.Base(file) == "manifest.json" })
	} else if !slices.Equal(want, got) {
		return fmt.Errorf("it writes %d files, and not the same %d", len(got), len(want))
	}
	for _, file := range got {
		want, err := os.ReadFile(filepath.Join(first, file))
		if err != nil {
			return err
		}
		got, err := os.ReadFile(filepath.Join(second, file))
		if err != nil {
			return err
		}
		if !bytes.Equal(want, got) {
			return fmt.Errorf("%s is not the same", file)
		}
	}
	return nil
}

// files leaves out hidden ones, such as locks: they are no output.
func files(folder string) ([]string, error) {
	var all []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			all = append(all, path)
		}
		return err
	})
	return all, err
}

// time runs all programs in turn.
func (b *bench) time(ctx context.Context) error {
	plan := b.plan()
	for i, row := range plan {
		if row.program == changed {
			if err := b.change(row.size); err != nil {
				return err
			}
		}
		took, err := b.run(ctx, row, b.output(row.size, row.program))
		if err != nil {
			return err
		}
		b.samples[row] = append(b.samples[row], took)
		if err := b.clear(row.size, row.program); err != nil {
			return err
		}
		var left time.Duration
		for _, later := range plan[i+1:] {
			left += b.estimates[later]
		}
		fmt.Fprintf(os.Stderr, "%d of %d: tenants %d, %s, %s: %.2f s, %d MB; about %s left\n", i+1, len(plan), row.size,
			row.cache, row.program, took.time.Seconds(), took.memory/megabyte, left.Round(time.Second))
	}
	return nil
}

// clear has every run build all anew, but for the one that is to find the last one's output.
func (b *bench) clear(size int, program string) error {
	if program == changed {
		return nil
	}
	return os.RemoveAll(b.output(size, program))
}

// onceFrom is how many tenants the program without what makes it fast is run with once only: it takes minutes, and no
// target is held against it there.
const onceFrom = 1000

// plan is what is run, in its order. Programs stand next to each other, and each round starts with another: what slows
// the machine for a while slows all of them.
func (b *bench) plan() []key {
	var plan []key
	for round := range b.rounds {
		for _, size := range b.sizes {
			for _, cache := range []string{cold, warm} {
				programs := b.programsOf(size, cache)
				first := round % len(programs)
				for _, program := range slices.Concat(programs[first:], programs[:first]) {
					if program != plain || size < onceFrom || round == 0 {
						plan = append(plan, key{size, cache, program})
					}
				}
			}
		}
	}
	return plan
}

// programsOf leaves out the selected tenant where there are not many to select it from, and the changed one where all is
// to be built.
func (b *bench) programsOf(size int, cache string) []string {
	many := cache == warm && size > 1
	return slices.DeleteFunc(slices.Clone(b.programs), func(program string) bool {
		return program == selected && (!many || size != slices.Max(b.sizes)) || program == changed && !many
	})
}

// median is that of an odd number of rounds; of an even number, the greater of the two in the middle.
func (b *bench) median(row key) (sample, bool) {
	samples := b.samples[row]
	if len(samples) == 0 {
		return sample{}, false
	}
	times, memories := make([]time.Duration, len(samples)), make([]int64, len(samples))
	for i, s := range samples {
		times[i], memories[i] = s.time, s.memory
	}
	slices.Sort(times)
	slices.Sort(memories)
	return sample{times[len(times)/2], memories[len(memories)/2]}, true
}
