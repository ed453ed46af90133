package cli

import (
	"os"
	"testing"

	"github.com/berth-platform/berth/fastsynth"
)

// TestMain loads once for all tests: they work in folders that have nothing trimmed.
func TestMain(m *testing.M) {
	fastsynth.Load(".gen/fastsynth")
	if err := os.Setenv("FASTSYNTH", "off"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
