package fastsynth

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"

	"github.com/aws/jsii-runtime-go"
)

// useRuntime has jsii start the program in the file, and a shell that is known do so, until both are reset: then it is also
// told whether that was tried. A process that runs already stays, and so does one that the user asks for.
func useRuntime(file string) (reset func(tried bool), err error) {
	const program, shell = "JSII_RUNTIME", "SHELL"
	reset = func(bool) {}
	if os.Getenv(program) != "" || runtime.GOOS == "windows" || started() {
		return reset, nil
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return reset, err
	}
	own, has := os.LookupEnv(shell)
	reset = func(tried bool) {
		_ = os.Unsetenv(program)
		_ = os.Unsetenv(shell)
		if has {
			_ = os.Setenv(shell, own)
		}
		if !tried {
			jsii.Close() // It may be prepared to start the file, and a construct would be the first to know that it cannot.
		}
	}
	quoted := "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	err = errors.Join(os.Setenv(program, quoted), os.Setenv(shell, "/bin/sh"))
	jsii.Close() // It is prepared to start its own.
	return reset, err
}

// started tells whether jsii has a process: it keeps goroutines for it.
func started() bool {
	var stacks bytes.Buffer
	err := pprof.Lookup("goroutine").WriteTo(&stacks, 1)
	return err != nil || bytes.Contains(stacks.Bytes(), []byte("jsii-runtime-go/internal/kernel/process."))
}
