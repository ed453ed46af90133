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

// linkedCdktf is the tarball of the version that this module links.
func linkedCdktf(t *testing.T) []byte {
	t.Helper()
	sources, _, err := list(t.Context(), "../..", []string{"./fastsynth"})
	require.NoError(t, err)
	for _, source := range sources {
		if source.module == cdktfModule {
			content, err := os.ReadFile(source.file)
			require.NoError(t, err)
			return content
		}
	}
	require.Fail(t, "there is none")
	return nil
}

func TestTrimmedCdktfResolvesAllThatCdktfDoes(t *testing.T) {
	full := linkedCdktf(t)
	trimmed, err := trimCdktf(full, nil)
	require.NoError(t, err)
	require.Less(t, len(trimmed.content), len(full)/4)
	modules, err := filepath.Abs("../../node_modules") // constructs is there.
	require.NoError(t, err)
	t.Setenv("NODE_PATH", modules)
	resolved := func(tarball []byte) (stdout, stderr string) {
		folder := t.TempDir()
		require.NoError(t, writeInto(folder, unpacked(t, tarball)))
		var out, err bytes.Buffer
		node := exec.Command("node", "testdata/resolve.js", folder) //nolint:gosec // Our own script.
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
