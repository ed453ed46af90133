package cli

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"
)

// write has the stacks built beside the folder and moves them in when all are there, so that a run that fails or is
// interrupted leaves the last output as it was. What Terraform keeps in the folder stays.
func write(ctx context.Context, folder string, build func(context.Context, string) error) error {
	folder, err := filepath.Abs(folder) // Node keeps the folder that it started in.
	if err != nil {
		return err
	}
	prefix := "." + filepath.Base(folder) + "-"
	sweep(filepath.Dir(folder), prefix)
	beside, err := temporary(filepath.Dir(folder), prefix)
	if err != nil {
		return err
	}
	defer beside.remove()
	built := filepath.Join(beside.path, "built")
	if err := build(ctx, built); err != nil {
		return err
	}
	unlock, err := lock(ctx, folder)
	if err != nil {
		return err
	}
	defer unlock()
	return moveFiles(built, folder, filepath.Join(beside.path, "old"))
}

// lock waits for another synth that moves its files into the folder, so that what is there is one's or the other's.
func lock(ctx context.Context, folder string) (unlock func(), err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // As cdktf makes it.
		return nil, err
	}
	held := flock.New(filepath.Join(folder, lockFile))
	if _, err := held.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, err
	}
	return func() { _ = held.Unlock() }, nil // It ends with the process, at the latest.
}

// moveFiles moves every file, the manifest last: it is what cdktf finds the others by. Where one cannot be moved, those
// before it are taken back: the files that they stood in for are kept in the folder old.
func moveFiles(from, to, old string) (err error) {
	files, err := filesOf(from)
	if err != nil {
		return err
	}
	var undo []func()
	defer func() {
		if err != nil {
			slices.Reverse(undo)
			for _, step := range undo {
				step()
			}
		}
	}()
	for _, file := range files {
		target, kept := filepath.Join(to, file), filepath.Join(old, file)
		if err := errors.Join(os.MkdirAll(filepath.Dir(target), 0o755), os.MkdirAll(filepath.Dir(kept), 0o755)); err != nil { //nolint:gosec // As cdktf makes it.
			return err
		}
		switch err := os.Rename(target, kept); {
		case err == nil:
			undo = append(undo, func() { _ = os.Rename(kept, target) }) // There is nothing else to be done.
		case errors.Is(err, fs.ErrNotExist):
			undo = append(undo, func() { _ = os.Remove(target) })
		default:
			return err
		}
		if err := os.Rename(filepath.Join(from, file), target); err != nil {
			return err
		}
	}
	return nil
}

// filesOf gives the files of a folder by their paths in it, the manifest last.
func filesOf(folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			path, err = filepath.Rel(folder, path)
			files = append(files, path)
		}
		return err
	})
	slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(isManifest(a), isManifest(b)) })
	return files, err
}

func isManifest(file string) int {
	if file == manifestFile {
		return 1
	}
	return 0
}
