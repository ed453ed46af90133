//go:build !unix

package cli

import (
	"os"
	"os/exec"
)

func leadGroup(*exec.Cmd) {}

// killGroup kills the process alone: Node ends when its input does.
func killGroup(leader int) error {
	process, err := os.FindProcess(leader)
	if err != nil {
		return err
	}
	return process.Kill()
}
