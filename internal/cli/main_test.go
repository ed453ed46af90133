package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/berth-platform/berth/fastsynth"
)

// asProgram makes this test's executable the program.
const asProgram = "BERTH_TEST_PROGRAM"

// TestMain is the program where it is started as one, and as a worker of a test. They work in folders that have nothing
// trimmed.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" || len(os.Args) > 1 && os.Args[1] == "worker" {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	trimmed, err := filepath.Abs("../../.gen/fastsynth")
	if err == nil {
		err = os.Setenv("FASTSYNTH", trimmed)
	}
	if err != nil {
		panic(err)
	}
	if err := os.Setenv("BERTH_REUSE", "off"); err != nil { // Tests are of how stacks are built.
		panic(err)
	}
	fastsynth.Load("") // For what a test builds without a worker.
	os.Exit(m.Run())
}
