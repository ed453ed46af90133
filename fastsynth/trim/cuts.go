package trim

import (
	"bytes"
	"fmt"
)

// cut is a change to a file of others that takes time out of it, and leaves what it does as it is.
type cut struct{ file, old, new string }

// apply changes the files. One that lacks a text to be changed is of a version that is not known here.
func apply(files map[string][]byte, cuts []cut) error {
	for _, c := range cuts {
		if !bytes.Contains(files[c.file], []byte(c.old)) {
			return fmt.Errorf("%s is not as it is known: it lacks %s", c.file, c.old)
		}
		files[c.file] = bytes.ReplaceAll(files[c.file], []byte(c.old), []byte(c.new))
	}
	return nil
}
