package cli

import (
	"os"
	"testing"

	"github.com/berth-platform/berth/fastsynth"
)

// asProgram makes this test's executable the program.
const asProgram = "BERTH_TEST_PROGRAM"

// TestMain is the program where it is started as one, and as a worker of a test. It loads once for all tests: they work in
// folders that have nothing trimmed.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" || len(os.Args) > 1 && os.Args[1] == "worker" {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	fastsynth.Load(".gen/fastsynth")
	if err := os.Setenv("FASTSYNTH", "off"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
