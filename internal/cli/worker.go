package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/spf13/cobra"

	"github.com/berth-platform/berth/fastsynth"
	"github.com/berth-platform/berth/stacks"
)

// noStack stands for an app without stacks; no stack is named so.
const noStack = "none"

// worker is a process that builds stacks, as its parent sees it. It is told their names, a line each, and answers each
// with a line of JSON: what went wrong, or an empty string.
type worker struct {
	command *exec.Cmd
	stdin   io.Writer
	answers *json.Decoder
	stderr  bytes.Buffer
	built   int
	release func() bool // From what may kill it.

	mutex sync.Mutex
	ended bool // Its number may be another's.
}

func startWorker(folder, files string) (*worker, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	w := &worker{
		command: exec.Command(program, "worker", folder, files), //nolint:gosec,noctx // It is this program, and ended by its group.
		release: func() bool { return false },
	}
	w.command.Stderr = &w.stderr
	leadGroup(w.command)
	stdin, err := w.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := w.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.stdin, w.answers = stdin, json.NewDecoder(stdout)
	if err := w.command.Start(); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *worker) build(stack string) error {
	_, _ = fmt.Fprintln(w.stdin, stack) // Where nobody reads it, nobody answers.
	var problem string
	if err := w.answers.Decode(&problem); err != nil {
		w.end()
		return fmt.Errorf("the process that built %s ended before it was done: %v; %s", stack, w.command.ProcessState, asItWas)
	}
	if problem != "" {
		return errors.New(problem)
	}
	w.built++
	return nil
}

// kill ends the process and its Node, where they have not ended by themselves.
func (w *worker) kill() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if !w.ended {
		_ = killGroup(w.command.Process.Pid)
	}
}

// end kills the process, and waits until it is gone.
func (w *worker) end() {
	w.release()
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if !w.ended {
		w.ended = true
		_ = killGroup(w.command.Process.Pid)
		_ = w.command.Wait() // It was killed.
	}
}

func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "worker FOLDER FILES",
		Short:  "Builds the stacks that it reads the names of, for a synth that started it",
		Hidden: true,
		Args:   cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			return work(args[0], args[1])
		},
	}
}

// work builds each stack that is asked for into a folder of its name.
func work(folder, files string) error {
	answers := json.NewEncoder(os.Stdout)
	os.Stdout = os.Stderr // What Node prints is no answer.
	asked := make(chan string)
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			asked <- lines.Text()
		}
		endWithParent()
	}()
	if err := prepareNode(filepath.Join(folder, ".tmp-"+fmt.Sprint(os.Getpid()))); err != nil {
		return err
	}
	var all []stack
	var err error
	var reading sync.WaitGroup
	reading.Go(func() { all, err = loadAs(files) })
	fastsynth.Load(".gen/fastsynth")
	reading.Wait()
	for name := range asked {
		problem := ""
		if err == nil {
			err = build(all, name, filepath.Join(folder, name))
		}
		if err != nil {
			problem = err.Error()
		}
		if err := answers.Encode(problem); err != nil {
			return err
		}
	}
	return nil
}

// prepareNode has jsii and Node keep what they unpack in the folder: it is removed by who made the one that it is in,
// however they end. And it leaves out jsii's banner on a Node that has reached its end of life, which cdktf shows as errors.
func prepareNode(folder string) error {
	jsii.Close() // It has a folder and an environment already.
	for name, value := range map[string]string{
		"TMPDIR": folder, "TMP": folder, "TEMP": folder,
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "18,20,22,24",
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return os.Mkdir(folder, 0o700)
}

// build writes one stack as an app of its own: all that is ever built is built here.
func build(all []stack, name, folder string) error {
	app := &cdktf.AppConfig{Outdir: &folder}
	if name == noStack {
		return stacks.Synth(app, func(cdktf.App) {})
	}
	i := slices.IndexFunc(all, func(s stack) bool { return s.name == name })
	if i < 0 {
		return fmt.Errorf("there is no stack %q", name)
	}
	err := stacks.SynthAlone(app, all[i].build)
	if err != nil && strings.HasSuffix(err.Error(), "no response received from child process") {
		jsii.Close() // It prints the rest of what Node said.
		return fmt.Errorf("the Node that built %s ended before it was done; %s", name, asItWas)
	}
	return err
}

// endWithParent ends the process and its Node at once: whoever asked is gone.
func endWithParent() {
	_ = killGroup(os.Getpid())
	os.Exit(1)
}
