// Package set is the manifest of a folder of trimmed assemblies: what trim writes and fastsynth reads.
package set

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Set is what a folder holds.
type Set struct {
	// Format is that of the set and of what is in it. A set of another format is none.
	Format int `json:"format"`
	// By is the SHA-256 of the program that wrote it.
	By       string    `json:"by"`
	Packages []Package `json:"packages"`
}

// Format changes with what fastsynth reads.
const Format = 2

// The names of packages that are no providers.
const (
	Runtime = "@jsii/runtime" // The program that jsii runs in Node.
	CDKTF   = "cdktf"
)

// Package is what is left of one npm package, or of jsii's program.
type Package struct {
	// Module is the Go module that it is part of; its version is the package's, with a v.
	Module  string `json:"module"`
	Name    string `json:"name"`
	Version string `json:"version"`
	// Full is the SHA-256 of the file that this one is made of, in hex.
	Full string `json:"full"`
	// File is in the set's folder: a tarball, or the program. SHA256 is that of its content.
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	// Submodules are a provider's that are kept whole.
	Submodules []string `json:"submodules"`
	// LeftOut is the full name of one type of each other submodule: a program that links one links its submodule.
	LeftOut []string `json:"leftOut"`
}

const file = "manifest.json"

// Read reads the folder's manifest.
func Read(folder string) (*Set, error) {
	path := filepath.Join(folder, file)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var set Set
	if err := json.Unmarshal(content, &set); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if set.Format != Format {
		return nil, fmt.Errorf("%s is of another version of trim", path)
	}
	return &set, nil
}

// Write writes the folder's manifest.
func (s *Set) Write(folder string) error {
	s.Format = Format
	content, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(filepath.Join(folder, file), append(content, '\n'), 0o644)
}

// Read reads the package's file, and refuses one that is not as it was written.
func (p *Package) Read(folder string) ([]byte, error) {
	path := filepath.Join(folder, p.File)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if Hash(content) != p.SHA256 {
		return nil, fmt.Errorf("%s is not as trim wrote it", path)
	}
	return content, nil
}

// WriteFile puts the file in place when it is whole.
func WriteFile(path string, content []byte, mode os.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // It is only there when something went wrong.
	_, err = temporary.Write(content)
	if closeErr := temporary.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Chmod(temporary.Name(), mode)
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// Hash is the content's SHA-256 in hex.
func Hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
