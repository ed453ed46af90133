package fastsynth

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"

	"github.com/aws/jsii-runtime-go"
)

// runtimeVariable is where jsii is told what to start instead of its own program.
const runtimeVariable = "JSII_RUNTIME"

// useRuntime has jsii start the program in the file, until it is reset. A process that runs already stays, and so does one
// that the user asks for.
func useRuntime(file string) (reset func(), err error) {
	reset = func() {}
	if os.Getenv(runtimeVariable) != "" || runtime.GOOS == "windows" || started() {
		return reset, nil
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return reset, err
	}
	if strings.ContainsAny(path, "\"$`\\!") {
		return reset, fmt.Errorf("a shell would take %s for another path", path)
	}
	if err := os.Setenv(runtimeVariable, `"`+path+`"`); err != nil {
		return reset, err
	}
	jsii.Close() // It is prepared to start its own.
	return func() { _ = os.Unsetenv(runtimeVariable) }, nil
}

// started tells whether jsii has a process: it keeps goroutines for it.
func started() bool {
	var stacks bytes.Buffer
	err := pprof.Lookup("goroutine").WriteTo(&stacks, 1)
	return err != nil || bytes.Contains(stacks.Bytes(), []byte("jsii-runtime-go/internal/kernel/process."))
}
