package trim

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ours is the source of this module's own that is trimmed so.
func ours(t *testing.T, extension string) []byte {
	t.Helper()
	sources, _, err := list(t.Context(), "../..", []string{"./fastsynth"})
	require.NoError(t, err)
	for _, source := range sources {
		if filepath.Ext(source.file) == extension {
			content, err := os.ReadFile(source.file)
			require.NoError(t, err)
			return content
		}
	}
	require.Fail(t, "there is none")
	return nil
}

// written is the package in a folder.
func written(t *testing.T, tarball []byte) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, content := range unpacked(t, tarball) {
		path := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, content, 0o600))
	}
	return folder
}

func TestTrimmedCdktfResolvesAllThatCdktfDoes(t *testing.T) {
	full := ours(t, ".tgz")
	trimmed, err := trimCdktf(full, nil)
	require.NoError(t, err)
	require.Less(t, len(trimmed.content), len(full)/4)
	modules, err := filepath.Abs("../../node_modules") // constructs is there.
	require.NoError(t, err)
	t.Setenv("NODE_PATH", modules)
	resolved := func(tarball []byte) (stdout, stderr string) {
		var out, err bytes.Buffer
		node := exec.Command("node", "testdata/resolve.js", written(t, tarball)) //nolint:gosec // Our own script.
		node.Stdout, node.Stderr = &out, &err
		require.NoError(t, node.Run(), err.String())
		return out.String(), err.String()
	}
	values, warnings := resolved(full)
	require.Equal(t, 5000, strings.Count(values, "\n"))
	for _, kind := range []string{"${aws_vpc.main.id}", "null", "[[{}]", "Cannot add elements to map token", "Found an encoded list token", "a Construct at '/value/"} {
		require.Contains(t, values, kind)
	}
	require.Contains(t, warnings, "escape sequences")
	trimmedValues, trimmedWarnings := resolved(trimmed.content)
	require.Equal(t, values, trimmedValues)
	require.Equal(t, warnings, trimmedWarnings)
}

func TestCdktfStaysWholeWhereAPackageRequiresAFileOfIt(t *testing.T) {
	folder := t.TempDir()
	write := func(name, old, changed string) string {
		files := sound()
		files["lib/queue/index.js"] = strings.Replace(files["lib/queue/index.js"], old, changed, 1)
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, packed(t, files), 0o600))
		return path
	}
	good, bad := write("good.tgz", "", ""), write("bad.tgz", "exports", `require("cdktf/lib/tfExpression"); exports`)
	require.NoError(t, requireNoFiles([]string{good}))
	require.EqualError(t, requireNoFiles([]string{good, bad}), "lib/queue/index.js of bad.tgz requires a file of it")
}
