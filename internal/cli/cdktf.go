package cli

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// cdktfCommand runs cdktf's command of the same name on the stacks, and has it build those stacks only.
func cdktfCommand(verb, short string) *cobra.Command {
	return &cobra.Command{
		Use:   verb + " STACK... [cdktf's own flags]",
		Short: short,
		// The flags are cdktf's.
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			patterns, flags := splitFlags(args)
			if slices.Contains(flags, "--help") || slices.Contains(flags, "-h") {
				return cmd.Help()
			}
			if len(patterns) == 0 {
				return fmt.Errorf("name a stack: berth %s tenant-momcorp", verb)
			}
			environment, err := load()
			if err != nil {
				return err
			}
			chosen, err := choose(stacksOf(environment), patterns)
			if err != nil {
				return err
			}
			for _, stacks := range calls(verb, names(chosen)) {
				if err := runCDKTF(cmd, verb, stacks, flags); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func splitFlags(args []string) (stacks, flags []string) {
	for i, arg := range args {
		if strings.HasPrefix(arg, "-") {
			return args[:i], args[i:]
		}
	}
	return args, nil
}

// calls gives the stacks of each call of cdktf. It deploys stacks side by side that do not refer to each other, and
// none does: so the cluster goes first, then its add-ons, then the tenants, and the other way round when they are
// destroyed. Diff takes one stack a call.
func calls(verb string, stacks []string) [][]string {
	var all [][]string
	for i, stack := range stacks {
		if verb == "diff" || i == 0 || stacks[i-1] == clusterStack || stacks[i-1] == addonsStack {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], stack)
	}
	if verb == "destroy" {
		slices.Reverse(all)
	}
	return all
}

func runCDKTF(cmd *cobra.Command, verb string, stacks, flags []string) error {
	program := "node_modules/.bin/cdktf"
	if _, err := os.Stat(program); err != nil {
		program = "cdktf"
	}
	command := exec.CommandContext(cmd.Context(), program, append(append([]string{verb}, stacks...), flags...)...) //nolint:gosec // The user's own words.
	command.Env = append(os.Environ(), "BERTH_STACKS="+strings.Join(stacks, ","))
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, cmd.OutOrStdout(), cmd.ErrOrStderr()
	return command.Run()
}
