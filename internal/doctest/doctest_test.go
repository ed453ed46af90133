package doctest

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACommentThatContradictsTheDefaultIsFound(t *testing.T) {
	tests := map[string]struct {
		comment string
		value   any
		want    string
	}{
		"the same number":     {"The port. Default: 8000.", 8000, ""},
		"another number":      {"The port. Default: 80.", 8000, `its comment says "80", and its default is 8000`},
		"no default":          {"The port. Default: 80.", 0, `its comment says "80", and it has no default`},
		"required":            {"The name. Required.", "", ""},
		"a text with a dot":   {"The addresses. Default: 10.0.0.0/16.", "10.0.0.0/16", ""},
		"prose":               {"The name. Default: the construct's id.", "", ""},
		"neither":             {"The port.", 0, `its comment ends neither with "Required." nor with "Default: x.": "The port."`},
		"a pointer":           {"How many. Default: 1.", new(2), `its comment says "1", and its default is 2`},
		"one of several uses": {"Seconds. Default: 5, 10.", 10, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, contradiction(test.comment, reflect.ValueOf(test.value)))
		})
	}
}
