package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"
)

// stacksSaying is a build of so many stacks that all say the text.
func stacksSaying(text string, count int) func(context.Context, string) error {
	return func(_ context.Context, folder string) error {
		var all index
		all.Version = []byte(`"0"`)
		all.Stacks = map[string]json.RawMessage{}
		for i := range count {
			name := fmt.Sprintf("stack%03d", i)
			all.Stacks[name] = []byte("{}")
			if err := os.MkdirAll(filepath.Dir(stackFile(folder, name)), 0o700); err != nil {
				return err
			}
			if err := os.WriteFile(stackFile(folder, name), []byte(`{"//": "`+text+`"}`), 0o600); err != nil {
				return err
			}
		}
		return os.WriteFile(filepath.Join(folder, manifestFile), all.text(), 0o600)
	}
}

func TestTwoSynthsAtOnceLeaveTheOutputOfOne(t *testing.T) {
	t.Chdir(t.TempDir())
	const count = 200
	for range 5 {
		var both sync.WaitGroup
		for _, text := range []string{"one", "other"} {
			both.Go(func() {
				err := write(t.Context(), "cdktf.out", stacksSaying(text, count))
				require.NoError(t, err)
			})
		}
		both.Wait()
		said := map[string]int{}
		for i := range count {
			content, err := os.ReadFile(stackFile("cdktf.out", fmt.Sprintf("stack%03d", i)))
			require.NoError(t, err)
			said[string(content)]++
		}
		require.Len(t, said, 1)
		requireTidy(t)
	}
}

func TestASynthWaitsForAnotherThatMovesItsFilesIn(t *testing.T) {
	t.Chdir(t.TempDir())
	err := write(t.Context(), "cdktf.out", stacksSaying("before", 1))
	require.NoError(t, err)
	other := flock.New("cdktf.out/" + lockFile)
	require.NoError(t, other.Lock())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	before := snapshot(t, "cdktf.out")
	err = write(ctx, "cdktf.out", stacksSaying("after", 1))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, before, snapshot(t, "cdktf.out"))
	require.NoError(t, other.Unlock())
	err = write(t.Context(), "cdktf.out", stacksSaying("after", 1))
	require.NoError(t, err)
	require.NotEqual(t, before, snapshot(t, "cdktf.out"))
}

func TestFilesAreTakenBackWhereOneCannotBeMovedIn(t *testing.T) {
	t.Chdir(t.TempDir())
	err := write(t.Context(), "cdktf.out", stacksSaying("before", 2))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile("cdktf.out/stacks/stack002", nil, 0o600)) // Where the third stack's folder goes.
	before := snapshot(t, "cdktf.out")
	err = write(t.Context(), "cdktf.out", stacksSaying("after", 3))
	require.ErrorContains(t, err, "not a directory")
	require.Equal(t, before, snapshot(t, "cdktf.out"))
	requireTidy(t)
}

func TestAFolderIsSweptWhenNobodyHoldsIt(t *testing.T) {
	parent := t.TempDir()
	living, err := temporary(parent, ".out-")
	require.NoError(t, err)
	dead, err := temporary(parent, ".out-")
	require.NoError(t, err)
	require.NoError(t, dead.held.Unlock())
	fresh := filepath.Join(parent, ".out-new")
	require.NoError(t, os.Mkdir(fresh, 0o700))
	sweep(parent, ".out-")
	require.DirExists(t, living.path)
	require.DirExists(t, fresh, "its lock is still to be made")
	require.NoDirExists(t, dead.path)
	living.remove()
	require.NoDirExists(t, living.path)
}
