//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// leadGroup keeps the signals of a terminal from the process, and gives it and its Node one number to be killed by.
func leadGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func killGroup(leader int) error { return syscall.Kill(-leader, syscall.SIGKILL) }
