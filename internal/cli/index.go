package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
)

const manifestFile = "manifest.json"

// index is what cdktf finds the stacks by: each has the very text that cdktf writes.
type index struct {
	Version json.RawMessage
	Stacks  map[string]json.RawMessage
}

// read adds the stacks of a file.
func (i *index) read(file string) error {
	return readJSON(file, i)
}

// text is as cdktf writes it: keys in order, two spaces to a level.
func (i *index) text() []byte {
	var text bytes.Buffer
	text.WriteString("{\n  \"stacks\": {")
	for n, name := range slices.Sorted(maps.Keys(i.Stacks)) {
		if n > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, "\n    %q: %s", name, i.Stacks[name])
	}
	fmt.Fprintf(&text, "\n  },\n  \"version\": %s\n}", i.Version)
	return text.Bytes()
}

func stackFile(folder, stack string) string {
	return filepath.Join(folder, "stacks", stack, "cdk.tf.json")
}
