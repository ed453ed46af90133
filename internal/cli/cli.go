// Package cli is the program around the stacks: what it reads, builds, writes and prints.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime/debug"

	"github.com/aws/jsii-runtime-go"
	"github.com/spf13/cobra"

	"github.com/berth-platform/berth/platform"
)

// Main runs the program and returns its exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	jsii.Close()            // It has unpacked itself for a Node that only workers start.
	debug.SetGCPercent(400) // Node has the memory, and is to have the processors.
	root := command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(context.Background())
	if err == nil {
		return 0
	}
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return max(failed.ExitCode(), 1) // It has said why.
	}
	fmt.Fprintln(stderr, explain(err))
	return 1
}

func command() *cobra.Command {
	var quiet bool
	root := &cobra.Command{
		Use:   "berth",
		Short: "Synthesizes the stacks of an environment into cdktf.out, and shows what is in them",
		Long: `Synthesizes the stacks of an environment into cdktf.out, and shows what is in them.

BERTH_ENV names the environment, a folder of environments; dev unless set.
BERTH_STACKS names the stacks to build, such as cluster,tenant-a*; all unless set.
BERTH_SHARDS is how many processes build them; one, or one for each processor when there are many stacks, unless set.
BERTH_REUSE=off builds the stacks anew that are in cdktf.out already, and still the same.`,
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return synth(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), quiet)
		},
	}
	root.Flags().BoolVarP(&quiet, "quiet", "q", false, "print nothing but problems")
	root.AddCommand(
		cdktfCommand("diff", "Shows what a deploy of the stacks would change"),
		cdktfCommand("deploy", "Deploys the stacks"),
		cdktfCommand("destroy", "Takes away all that is in the stacks"),
		&cobra.Command{
			Use:   "manifests STACK...",
			Short: "Prints the Kubernetes objects of the stacks as YAML",
			Args:  cobra.MinimumNArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				return manifests(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), args)
			},
		},
		workerCommand(),
	)
	root.CompletionOptions.DisableDefaultCmd = true
	return root
}

// explain adds to the problems of files how many there are, and what became of the last output.
func explain(err error) string {
	var problems platform.Problems
	if !errors.As(err, &problems) {
		return "berth: " + err.Error()
	}
	noun := "problems"
	if len(problems) == 1 {
		noun = "problem"
	}
	return fmt.Sprintf("%v\n\n%d %s; %s.", err, len(problems), noun, asItWas)
}
