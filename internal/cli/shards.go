package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// shardsPay from this many stacks on: before, starting a second Node takes longer than it saves.
	shardsPay = 8
	// workerLife is how many stacks a worker builds before another takes its place: a Node keeps all that was ever made in it.
	workerLife = 200
)

const asItWas = "nothing was synthesized, and cdktf.out is as it was"

var errInterrupted = errors.New("interrupted; " + asItWas)

// shards builds stacks in processes of this program's own, each with a Node of its own.
type shards struct {
	stacks   []stack
	files    string // The state of the environment's files: a worker that finds another builds nothing.
	number   int
	life     int // How many stacks a worker builds.
	progress *progress
	stderr   io.Writer

	output string            // The last output, of which is reused what is still the same; none where it is empty.
	last   built             // What is known of it.
	of     map[string]string // What each stack is built of.

	mutex sync.Mutex
	told  []string // What the workers wrote to stderr, each text once.
}

// shardsFor is how many processes build so many stacks: BERTH_SHARDS, or one for each processor where that pays.
func shardsFor(stacks int) (int, error) {
	number := 1
	if stacks >= shardsPay {
		number = runtime.NumCPU()
	}
	if text := os.Getenv("BERTH_SHARDS"); text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil || number < 1 {
			return 0, fmt.Errorf("BERTH_SHARDS is %q; write how many processes build the stacks, 1 or more", text)
		}
	}
	return min(number, max(stacks, 1)), nil
}

// build has the stacks built and puts them together in the folder, as one app writes them.
func (s *shards) build(ctx context.Context, folder string) error {
	work := folder + "-by-stack"
	if err := os.Mkdir(work, 0o700); err != nil {
		return err
	}
	others, err := s.reuse(work)
	if err != nil {
		return err
	}
	err = s.run(ctx, work, others)
	for _, text := range s.told {
		fmt.Fprint(s.stderr, text)
	}
	if err != nil {
		return err
	}
	all, err := merge(s.asked(), work, folder)
	if err != nil || s.output == "" {
		return err
	}
	return s.record(folder, all)
}

// asked is what the workers are asked for. An environment without stacks has a manifest all the same.
func (s *shards) asked() []string {
	if len(s.stacks) == 0 {
		return []string{noStack}
	}
	return names(s.stacks)
}

// run hands the stacks out one by one. The first that fails stops all.
func (s *shards) run(ctx context.Context, folder string, stacks []string) error {
	defer s.progress.show()()
	group, running := errgroup.WithContext(ctx)
	todo := make(chan string)
	group.Go(func() error {
		defer close(todo)
		for _, name := range stacks {
			select {
			case todo <- name:
			case <-running.Done():
				return running.Err()
			}
		}
		return nil
	})
	for range min(s.number, len(stacks)) {
		group.Go(func() error { return s.shard(running, todo, folder) })
	}
	err := group.Wait()
	if ctx.Err() != nil {
		return errInterrupted
	}
	return err
}

// shard has one worker after another build what is to do.
func (s *shards) shard(ctx context.Context, todo <-chan string, folder string) error {
	var worker *worker
	defer func() { s.end(ctx, worker) }()
	for name := range todo {
		if worker != nil && worker.built == s.life {
			s.end(ctx, worker)
			worker = nil
		}
		if worker == nil {
			var err error
			if worker, err = startWorker(ctx, folder, s.files); err != nil {
				return err
			}
		}
		if err := worker.build(name); err != nil {
			return err
		}
		s.progress.done.Add(1)
	}
	return nil
}

// end ends the worker, and keeps what it has said if that is news. Workers that are stopped for another's failure have
// nothing to say.
func (s *shards) end(ctx context.Context, worker *worker) {
	if worker == nil {
		return
	}
	worker.end()
	text := worker.stderr.String()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if text == "" || ctx.Err() != nil || slices.Contains(s.told, text) {
		return
	}
	s.told = append(s.told, strings.TrimSuffix(text, "\n")+"\n")
}

// merge puts together what each stack's app has written to a folder of the stack's name.
func merge(stacks []string, from, to string) (index, error) {
	if err := os.MkdirAll(filepath.Join(to, "stacks"), 0o755); err != nil { //nolint:gosec // As cdktf makes it.
		return index{}, err
	}
	var all index
	for _, name := range stacks {
		if err := all.read(filepath.Join(from, name, manifestFile)); err != nil {
			return index{}, err
		}
		if err := moveEntries(filepath.Join(from, name, "stacks"), filepath.Join(to, "stacks")); err != nil {
			return index{}, err
		}
	}
	return all, os.WriteFile(filepath.Join(to, manifestFile), all.text(), 0o666) //nolint:gosec // As cdktf makes it.
}

func moveEntries(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := os.Rename(filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
