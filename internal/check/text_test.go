package check

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTextIsEscapedForTerraform(t *testing.T) {
	for text, escaped := range map[string]string{
		"${x} %{y}": "$${x} %%{y}",
		"$${x}":     "$$${x}",
		"%${x}":     "%$${x}",
		"$5, {x} %": "$5, {x} %",
	} {
		require.Equal(t, escaped, Escape(text))
		require.Equal(t, text, Unescape(escaped))
	}
}

func TestAnEscapedTextIsNoToken(t *testing.T) {
	require.True(t, IsToken("a ${x}"))
	require.False(t, IsToken("a $${x}"))
	require.True(t, IsToken("$${x} ${y}"))
}

func TestTheNearestKnownWordIsHinted(t *testing.T) {
	known := []string{"image", "port", "replicas"}
	for word, want := range map[string]string{
		"imagge":   "did you mean image?",
		"Image":    "did you mean image?",
		"prot":     "did you mean port?",
		"replica":  "did you mean replicas?",
		"schedule": "write one of image, port, replicas",
	} {
		require.Equal(t, want, Nearest(word, known))
	}
	require.Equal(t, "leave it out", Nearest("image", nil))
}
