package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestToolsAreRequired runs scripts/require with nothing on PATH but the tools of each case.
func TestToolsAreRequired(t *testing.T) {
	for name, c := range map[string]struct {
		tools map[string]string // What each prints of its version.
		want  string            // Nothing where all is well.
	}{
		"tools that are new enough are passed in silence": {
			tools: map[string]string{"go": "go1.27", "node": "v22.1.0", "npm": "10.9.0", "terraform": "Terraform v1.11.4\non linux_amd64"},
		},
		"the oldest that will do is passed": {
			tools: map[string]string{"go": "go1.26.0", "node": "v20.0.0", "npm": "9.0.0", "terraform": "Terraform v1.11.0"},
		},
		"a tool that is missing is named with the version that is needed": {
			tools: map[string]string{"go": "go1.26.0", "node": "v20.0.0", "npm": "9.0.0"},
			want:  "terraform is missing: install terraform 1.11 or newer\n",
		},
		"a tool that is too old is named with both versions": {
			tools: map[string]string{"go": "go1.26.0", "node": "v18.20.4", "npm": "9.0.0", "terraform": "Terraform v1.11.0"},
			want:  "node 18.20.4 is too old: install node 20 or newer\n",
		},
		"versions are compared as numbers": {
			tools: map[string]string{"go": "go1.26.0", "node": "v20.0.0", "npm": "9.0.0", "terraform": "Terraform v1.9.8"},
			want:  "terraform 1.9.8 is too old: install terraform 1.11 or newer\n",
		},
		"all that is wrong is told at once, one tool in a line": {
			tools: map[string]string{"go": "go1.25.3", "npm": "10.0.0", "terraform": "Terraform v2.0.0"},
			want:  "go 1.25.3 is too old: install go 1.26 or newer\nnode is missing: install node 20 or newer\n",
		},
		"a tool that does not tell its version is too old": {
			tools: map[string]string{"go": "go1.26.0", "node": "v20.0.0", "npm": "who knows", "terraform": "Terraform v1.11.0"},
			want:  "npm of an unknown version is too old: install npm 9 or newer\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			command := exec.Command("../scripts/require", "go", "node", "npm", "terraform")
			command.Env = []string{"PATH=" + fakes(t, c.tools)}
			output, err := command.CombinedOutput()
			assert.Equal(t, c.want, string(output))
			assert.Equal(t, c.want == "", err == nil)
		})
	}
}

// fakes is a folder of tools that print their versions, and of what the script itself is made of.
func fakes(t *testing.T, tools map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"awk", "cat", "head", "sed"} {
		path, err := exec.LookPath(name)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(path, filepath.Join(folder, name)))
	}
	for name, version := range tools {
		script := "#!/bin/sh\ncat <<'EOF'\n" + version + "\nEOF\n"
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(script), 0o700))
	}
	return folder
}
