package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/davecgh/go-spew/spew"
)

// builtFile says of each stack in the output what it was built of.
const builtFile = ".built.json"

// built is what is known of the stacks in an output.
type built struct {
	Version string            `json:"version"` // As the manifest has it.
	Stacks  map[string]record `json:"stacks"`
}

// record is what a stack was built of, and what became of it.
type record struct {
	Of       string `json:"of"`       // See shards.of.
	SHA256   string `json:"sha256"`   // Of its cdk.tf.json.
	Manifest string `json:"manifest"` // The text of its part of the manifest.
}

// readBuilt reads what is known of an output: nothing where there is none, or none that can be read.
func readBuilt(output string) built {
	var known built
	if os.Getenv("BERTH_REUSE") == "off" || readJSON(filepath.Join(output, builtFile), &known) != nil || known.Stacks == nil {
		return built{Stacks: map[string]record{}}
	}
	return known
}

// startFrom has the stacks of an output reused that are still the same.
func (s *shards) startFrom(output string) (err error) {
	s.output, s.last = output, readBuilt(output)
	s.of, err = ingredients(s.stacks)
	return err
}

// reuse puts the stacks whose configs are those that the last output's were built of where workers put theirs, and gives
// the others. A stack that somebody has written to is another.
func (s *shards) reuse() (others []string, err error) {
	for _, name := range s.asked() {
		known, found := s.last.Stacks[name]
		content, readErr := os.ReadFile(stackFile(s.output, name))
		if !found || readErr != nil || known.Of != s.of[name] || known.SHA256 != hash(content) {
			others = append(others, name)
			continue
		}
		file := stackFile(filepath.Join(s.work, name), name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // As cdktf makes it.
			return nil, err
		}
		one := index{Version: json.RawMessage(s.last.Version), Stacks: map[string]json.RawMessage{name: json.RawMessage(known.Manifest)}}
		if err := os.WriteFile(filepath.Join(s.work, name, manifestFile), one.text(), 0o666); err != nil { //nolint:gosec // As cdktf makes it.
			return nil, err
		}
		if err := os.WriteFile(file, content, 0o666); err != nil { //nolint:gosec // As cdktf makes it.
			return nil, err
		}
		s.progress.done.Add(1)
	}
	return others, nil
}

// record writes what the stacks in the folder were built of. What the last output has beside them stays known.
func (s *shards) record(folder string, all index) error {
	s.last.Version = string(all.Version)
	for name, text := range all.Stacks {
		content, err := os.ReadFile(stackFile(folder, name))
		if err != nil {
			return err
		}
		s.last.Stacks[name] = record{Of: s.of[name], SHA256: hash(content), Manifest: string(text)}
	}
	text, err := json.Marshal(s.last)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, builtFile), text, 0o666) //nolint:gosec // As cdktf makes its own.
}

// ingredients are all that a stack's text depends on, by the stack's name, as one sum: this program, what cdktf takes from
// the environment, and the config.
func ingredients(stacks []stack) (map[string]string, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(program)
	if err != nil {
		return nil, err
	}
	settings := slices.DeleteFunc(os.Environ(), func(setting string) bool {
		return !strings.HasPrefix(setting, "CDKTF_") || strings.HasPrefix(setting, "CDKTF_OUTDIR=")
	})
	slices.Sort(settings)
	// Only what a config holds, not where.
	text := spew.ConfigState{Indent: " ", DisablePointerAddresses: true, DisableCapacities: true, DisableMethods: true, SortKeys: true, SpewKeys: true}
	of := map[string]string{}
	for _, stack := range stacks {
		of[stack.name] = hash([]byte(fmt.Sprintln(program, info.Size(), info.ModTime().UnixNano(), settings) + text.Sdump(stack.name, stack.config)))
	}
	return of, nil
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
