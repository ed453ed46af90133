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
	workerLife = 400
)

const asItWas = "nothing was synthesized, and cdktf.out is as it was"

var errInterrupted = errors.New("interrupted; " + asItWas)

// shards builds stacks in processes of this program's own, each with a Node of its own.
type shards struct {
	stacks   []stack
	files    string // The state of the environment's files: a worker that finds another builds nothing.
	work     string // The folder that workers write to.
	number   int
	life     int // How many stacks a worker builds.
	progress *progress
	stderr   io.Writer

	first *worker // Until it is put to work.

	output string            // The last output, of which is reused what is still the same; none where it is empty.
	last   built             // What is known of it.
	of     map[string]string // What each stack is built of.

	mutex sync.Mutex
	told  []string // What the workers wrote to stderr, each text once.
}

// prepare reads the environment, and gives what builds those of its stacks that the patterns name, next to the folder that
// they go to. The first worker reads the environment at the same time and starts its Node, so that who has one stack to
// build waits for nothing else.
func prepare(folder string, patterns []string, stderr io.Writer) (*shards, error) {
	s := &shards{files: state(), work: folder + "-by-stack", life: workerLife, progress: &progress{}, stderr: stderr}
	if err := os.Mkdir(s.work, 0o700); err != nil {
		return nil, err
	}
	first, err := startWorker(s.work, s.files)
	if err != nil {
		return nil, err
	}
	s.first = first
	if err := s.read(patterns); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// read chooses the stacks. What is well as yet is told, and stops nothing.
func (s *shards) read(patterns []string) error {
	environment, err := load()
	if err != nil {
		return err
	}
	for _, warning := range environment.Warnings {
		fmt.Fprintf(s.stderr, "warning: %v\n", warning)
	}
	if s.stacks, err = choose(stacksOf(environment), patterns); err != nil {
		return err
	}
	s.number, err = shardsFor(len(s.stacks))
	return err
}

// close ends the worker that nothing was left for.
func (s *shards) close() {
	if s.first != nil {
		s.first.end()
		s.first = nil
	}
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
	others, err := s.reuse()
	if err != nil {
		return err
	}
	err = s.run(ctx, others)
	for _, text := range s.told {
		fmt.Fprint(s.stderr, text)
	}
	if err != nil {
		return err
	}
	all, err := merge(s.asked(), s.work, folder)
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
func (s *shards) run(ctx context.Context, stacks []string) error {
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
		group.Go(func() error { return s.shard(running, todo) })
	}
	err := group.Wait()
	if ctx.Err() != nil {
		return errInterrupted
	}
	return err
}

// shard has one worker after another build what is to do.
func (s *shards) shard(ctx context.Context, todo <-chan string) error {
	var worker *worker
	defer func() { s.end(ctx, worker) }()
	for name := range todo {
		if worker != nil && worker.built == s.life {
			s.end(ctx, worker)
			worker = nil
		}
		if worker == nil {
			var err error
			if worker, err = s.next(); err != nil {
				return err
			}
			worker.release = context.AfterFunc(ctx, worker.kill)
		}
		if err := worker.build(name); err != nil {
			return err
		}
		s.progress.done.Add(1)
	}
	return nil
}

// next is the worker that is there already, or a new one.
func (s *shards) next() (*worker, error) {
	s.mutex.Lock()
	first := s.first
	s.first = nil
	s.mutex.Unlock()
	if first != nil {
		return first, nil
	}
	return startWorker(s.work, s.files)
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
