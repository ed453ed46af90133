package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/berth-platform/berth/internal/manifest"
	"github.com/berth-platform/berth/platform"
)

// synth writes the environment's stacks to cdktf.out, or where cdktf says, and prints what is in them.
func synth(ctx context.Context, out, stderr io.Writer, quiet bool) error {
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	folder := cmp.Or(os.Getenv("CDKTF_OUTDIR"), "cdktf.out")
	var made summary
	err := write(ctx, folder, func(ctx context.Context, built string) error {
		shards, err := prepare(built, patterns(os.Getenv("BERTH_STACKS")), stderr)
		if err != nil {
			return err
		}
		defer shards.close()
		if !quiet {
			shards.progress = newProgress(stderr, len(shards.stacks))
		}
		if err := shards.startFrom(folder); err != nil {
			return err
		}
		if err := shards.build(ctx, built); err != nil || quiet {
			return err
		}
		made, err = summarize(built)
		return err
	})
	if err != nil || quiet {
		return err
	}
	return made.print(out)
}

// manifests prints the Kubernetes objects of the stacks, as they would be synthesized now.
func manifests(ctx context.Context, out, stderr io.Writer, patterns []string) error {
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	folder, err := temporary("", "berth-")
	if err != nil {
		return err
	}
	defer folder.remove()
	built := filepath.Join(folder.path, "built")
	shards, err := prepare(built, patterns, stderr)
	if err != nil {
		return err
	}
	defer shards.close()
	if err := shards.build(ctx, built); err != nil {
		return err
	}
	for _, stack := range shards.stacks {
		content, err := os.ReadFile(stackFile(built, stack.name))
		if err != nil {
			return err
		}
		objects, err := manifest.Objects(content)
		if err != nil {
			return err
		}
		if err := manifest.YAML(out, objects); err != nil {
			return err
		}
	}
	return nil
}

// load reads and checks the whole environment, whatever is built of it: a host may be taken by a tenant that is not.
func load() (*platform.Environment, error) { return platform.Load(".", environmentName()) }

// loadAs reads the environment if its files are as they were in the state.
func loadAs(before string) ([]stack, error) {
	environment, err := load()
	if state() != before {
		return nil, errors.New("the environment's files changed while its stacks were built; run it again")
	}
	if err != nil {
		return nil, err
	}
	return stacksOf(environment), nil
}

// state changes when a file of the environment does: it is made of the names, the sizes and the times of all.
func state() string {
	sum := sha256.New()
	_ = filepath.WalkDir(filepath.Join("environments", environmentName()), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // What cannot be read, loading tells.
		}
		if info, err := os.Stat(path); err == nil && !entry.IsDir() {
			fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return fmt.Sprintf("%x", sum.Sum(nil))
}

func environmentName() string { return cmp.Or(os.Getenv("BERTH_ENV"), "dev") }

// untilInterrupted ends the context on the first ctrl-C; a second one ends the program as it would any other.
func untilInterrupted(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
