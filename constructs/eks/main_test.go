package eks

import (
	"os"
	"testing"

	"github.com/berth-platform/berth/fastsynth"
)

func TestMain(m *testing.M) {
	fastsynth.Load(".gen/fastsynth")
	os.Exit(m.Run())
}
