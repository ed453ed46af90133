package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// lockFile is held by who works in the folder that it is in.
const lockFile = ".lock"

// temporaryFolder is removed when its user is done, and by the next one's sweep when its user was killed.
type temporaryFolder struct {
	path string
	held *flock.Flock
}

// temporary makes a folder and holds its lock. A sweep may come between the two: then it makes another.
func temporary(parent, prefix string) (*temporaryFolder, error) {
	for {
		path, err := os.MkdirTemp(parent, prefix)
		if err != nil {
			return nil, err
		}
		held := flock.New(filepath.Join(path, lockFile))
		locked, err := held.TryLock()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			_ = os.Remove(path) // It is empty, and its maker has a worse problem.
			return nil, err
		}
		if _, err := os.Stat(held.Path()); locked && err == nil {
			return &temporaryFolder{path, held}, nil
		}
	}
}

// remove does so again where a process that was killed was still writing.
func (f *temporaryFolder) remove() {
	_ = f.held.Unlock() // Some systems remove no file that is open.
	for range 10 {
		if os.RemoveAll(f.path) == nil {
			return
		}
	}
}

// sweep removes the folders that nobody holds the lock of any more.
func sweep(parent, prefix string) {
	entries, _ := os.ReadDir(parent) // Who cannot read it leaves it as it is.
	for _, entry := range entries {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), prefix) {
			continue
		}
		left := &temporaryFolder{path: filepath.Join(parent, entry.Name())}
		left.held = flock.New(filepath.Join(left.path, lockFile), flock.SetFlag(os.O_RDWR)) // A folder without one is just being made.
		if locked, _ := left.held.TryLock(); locked {
			left.remove()
		}
	}
}
