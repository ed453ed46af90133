package main

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheMemoryIsThatOfAllDescendants(t *testing.T) {
	stranger := exec.Command("cat")
	_, err := stranger.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, stranger.Start())
	t.Cleanup(func() {
		require.NoError(t, stranger.Process.Kill())
		require.Error(t, stranger.Wait())
	})
	family := newFamily()

	command := exec.Command("sh", "-c", "cat; exit 0") // A shell with a child.
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	_, err = in.Write([]byte("x"))
	require.NoError(t, err)
	_, err = out.Read(make([]byte, 1)) // The child is there.
	require.NoError(t, err)

	root := command.Process.Pid
	memory := family.memory(root)
	var children []int
	for pid := range family {
		if pid != root && family.descends(pid, root) {
			children = append(children, pid)
		}
	}
	require.Len(t, children, 1)
	require.NotEqual(t, stranger.Process.Pid, children[0])
	require.Equal(t, resident(root)+resident(children[0]), memory)
	require.Positive(t, resident(children[0]))

	require.NoError(t, in.Close())
	require.NoError(t, command.Wait())
}

func TestARunIsMeasured(t *testing.T) {
	took, err := measure(exec.Command("sh", "-c", "read line </dev/null; exit 0"))
	require.NoError(t, err)
	require.Positive(t, took.time)
}

func TestARunThatFailsSaysWhy(t *testing.T) {
	_, err := measure(exec.Command("sh", "-c", "echo no such tenant >&2; exit 3"))
	require.ErrorContains(t, err, "exit status 3\nno such tenant")
}
