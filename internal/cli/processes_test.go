//go:build linux

package cli

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

// deadline is for what takes no time on an idle machine.
const deadline = time.Minute

// started is the program as a process of its own, whose Nodes never answer nor end by themselves.
type started struct {
	*exec.Cmd
	mark   string // In the environment of all its processes.
	output bytes.Buffer
}

func stuckProgram(t *testing.T, shards string) *started {
	t.Helper()
	node := filepath.Join(t.TempDir(), "node")
	require.NoError(t, os.WriteFile(node, []byte("#!/bin/sh\ntrap '' INT TERM HUP\nexec sleep 3600\n"), 0o700)) //nolint:gosec // It is a program.
	s := &started{mark: "BERTH_TEST_MARK=" + t.TempDir()}
	s.Cmd = exec.Command(os.Args[0])
	s.Env = append(os.Environ(), asProgram+"=1", "BERTH_SHARDS="+shards, "JSII_NODE="+node, "FASTSYNTH=off", s.mark)
	s.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	s.Stdout, s.Stderr = &s.output, &s.output
	t.Cleanup(func() {
		for _, processes := range s.processes() {
			for _, pid := range processes {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	})
	return s
}

// processes are those of the program, by what they are: program, worker or node.
func (s *started) processes() map[string][]int {
	all := map[string][]int{}
	folders, _ := filepath.Glob("/proc/[0-9]*")
	for _, folder := range folders {
		environment, err := os.ReadFile(filepath.Join(folder, "environ"))
		command, _ := os.ReadFile(filepath.Join(folder, "cmdline"))
		if err != nil || !bytes.Contains(environment, []byte(s.mark)) || len(command) == 0 {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(folder))
		kind := "program"
		switch words := strings.Split(string(command), "\x00"); {
		case words[0] == "sleep":
			kind = "node"
		case words[1] == "worker":
			kind = "worker"
		case words[0] != os.Args[0]:
			kind = "starting"
		}
		all[kind] = append(all[kind], pid)
	}
	return all
}

func (s *started) start(t *testing.T, workers int) {
	t.Helper()
	require.NoError(t, s.Start())
	s.await(t, workers)
}

// await waits until each worker has its Node.
func (s *started) await(t *testing.T, workers int) {
	t.Helper()
	require.Eventually(t, func() bool {
		all := s.processes()
		return len(all["worker"]) == workers && len(all["node"]) == workers
	}, deadline, 10*time.Millisecond)
}

// requireGone is that no process is left.
func (s *started) requireGone(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return len(s.processes()) == 0 }, deadline, 10*time.Millisecond)
}

func TestAnInterruptedSynthLeavesNothing(t *testing.T) {
	for name, interrupt := range map[string]func(pid int) error{
		"ctrl-C at the terminal":      func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) },
		"SIGINT to the program alone": func(pid int) error { return syscall.Kill(pid, syscall.SIGINT) },
		"SIGTERM":                     func(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) },
		"a terminal that is closed":   func(pid int) error { return syscall.Kill(-pid, syscall.SIGHUP) },
	} {
		for _, shards := range []string{"1", "2"} {
			t.Run(name+", shards "+shards, func(t *testing.T) {
				inProject(t, "main-42")
				withTenants(t, 3)
				temporary := t.TempDir()
				t.Setenv("TMPDIR", temporary)
				program := stuckProgram(t, shards)
				number, err := strconv.Atoi(shards)
				require.NoError(t, err)
				program.start(t, number)
				require.NoError(t, interrupt(program.Process.Pid))
				require.Error(t, program.Wait())
				require.Equal(t, "berth: interrupted; nothing was synthesized, and cdktf.out is as it was\n", program.output.String())
				require.Equal(t, 1, program.ProcessState.ExitCode())
				program.requireGone(t)
				requireTidy(t)
				require.NoDirExists(t, "cdktf.out")
				left, err := os.ReadDir(temporary)
				require.NoError(t, err)
				require.Empty(t, left)
			})
		}
	}
}

func TestWorkersDoNotOutliveTheProgram(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 3)
	program := stuckProgram(t, "2")
	program.start(t, 2)
	require.NoError(t, program.Process.Kill())
	require.Error(t, program.Wait())
	program.requireGone(t)

	left, err := filepath.Glob(".cdktf.out-*")
	require.NoError(t, err)
	require.Len(t, left, 1, "who is killed cannot tidy up")
	t.Setenv("BERTH_SHARDS", "2")
	run(t, 0)
	requireTidy(t)
}

func TestAWorkerThatIsKilledFailsTheSynth(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 3)
	run(t, 0)
	before := snapshot(t, "cdktf.out")
	program := stuckProgram(t, "2")
	program.start(t, 2)
	require.NoError(t, syscall.Kill(program.processes()["worker"][0], syscall.SIGKILL))
	require.Error(t, program.Wait())
	require.Regexp(t, `^berth: the process that built tenant-[a-z0-9]+ ended before it was done: signal: killed; nothing was synthesized, and cdktf.out is as it was\n$`, program.output.String())
	program.requireGone(t)
	requireTidy(t)
	require.Equal(t, before, snapshot(t, "cdktf.out"))
}

func TestANodeThatIsKilledFailsTheSynth(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 3)
	program := stuckProgram(t, "2")
	program.start(t, 2)
	require.NoError(t, syscall.Kill(program.processes()["node"][0], syscall.SIGKILL))
	require.Error(t, program.Wait())
	require.Regexp(t, `(?m)^berth: the Node that built tenant-[a-z0-9]+ ended before it was done; nothing was synthesized, and cdktf.out is as it was\n$`, program.output.String())
	require.Equal(t, 1, strings.Count(program.output.String(), "berth:"))
	program.requireGone(t)
	requireTidy(t)
	require.NoDirExists(t, "cdktf.out")
}

func TestABadConfigLeavesNoProcess(t *testing.T) {
	inProject(t, "latest")
	program := stuckProgram(t, "1")
	require.Error(t, program.Run())
	require.Contains(t, program.output.String(), "mutable")
	program.requireGone(t)
	requireTidy(t)
}

func TestWhereNothingIsToBeBuiltNoNodeIsWaitedFor(t *testing.T) {
	inProject(t, "main-42")
	t.Setenv("BERTH_REUSE", "")
	run(t, 0)
	program := stuckProgram(t, "1")
	require.NoError(t, program.Run(), program.output.String())
	program.requireGone(t)
	requireTidy(t)
}

func TestProgressIsShownAtATerminal(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 3)
	program := stuckProgram(t, "1")
	terminal, theirs, err := pty.Open()
	require.NoError(t, err)
	defer func() { require.NoError(t, terminal.Close()) }()
	program.Stderr = theirs
	program.start(t, 1)
	require.NoError(t, theirs.Close())
	require.NoError(t, terminal.SetReadDeadline(time.Now().Add(deadline)))
	reader := bufio.NewReader(terminal)
	for range 2 {
		_, err := reader.ReadString('\r')
		require.NoError(t, err)
	}
	require.NoError(t, program.Process.Signal(os.Interrupt))
	rest, err := reader.ReadString('\n')
	require.NoError(t, err)
	require.Regexp(t, `^0 of 3 stacks(\r0 of 3 stacks)*\r\x1b\[Kberth: interrupted`, rest)
	require.Error(t, program.Wait())
	require.Empty(t, program.output.String())
}
