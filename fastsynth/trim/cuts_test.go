package trim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFileThatIsNotAsItIsKnownIsNotCut(t *testing.T) {
	files := map[string][]byte{"a.js": []byte("one two two")}
	require.NoError(t, apply(files, []cut{{"a.js", "two", "2"}}))
	require.Equal(t, "one 2 2", string(files["a.js"]))
	require.EqualError(t, apply(files, []cut{{"a.js", "three", "3"}}), "a.js is not as it is known: it lacks three")
	require.EqualError(t, apply(files, []cut{{"b.js", "two", "2"}}), "b.js is not as it is known: it lacks two")
}

func TestAProgramOfAnotherKindStaysWhole(t *testing.T) {
	_, err := trimRuntime([]byte("console.log(1)"), nil)
	require.EqualError(t, err, "it does not tell its version")
	_, err = trimRuntime([]byte(`{"name":"@jsii/runtime","version":"9.0.0"}`), nil)
	require.ErrorContains(t, err, "program.js is not as it is known")
}

func TestACdktfOfAnotherKindStaysWhole(t *testing.T) {
	files := sound()
	files[".jsii"] = strings.ReplaceAll(files[".jsii"], "@acme/cloud", "cdktf")
	_, err := trimCdktf(packed(t, files), nil)
	require.ErrorContains(t, err, "lib/private/fs.js is not as it is known")
}
