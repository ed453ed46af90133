package cli

import (
	"cmp"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/fastsynth"
	"github.com/berth-platform/berth/stacks"
)

// write builds the stacks beside the folder and moves them in when all are there, so that a run that fails or is
// interrupted leaves the last output as it was. What Terraform keeps in the folder stays.
func write(all []stack, folder string) error {
	folder, err := filepath.Abs(folder) // Node keeps the folder that it started in.
	if err != nil {
		return err
	}
	beside, err := temporary(filepath.Dir(folder), "."+filepath.Base(folder)+"-")
	if err != nil {
		return err
	}
	defer beside.remove()
	if err := build(all, beside.path); err != nil {
		return err
	}
	return moveFiles(beside.path, folder)
}

func build(all []stack, folder string) error {
	fastsynth.Load(".gen/fastsynth")
	return stacks.Synth(&cdktf.AppConfig{Outdir: &folder}, func(app cdktf.App) {
		for _, stack := range all {
			stack.build(app)
		}
	})
}

// temporaryFolder is removed when its user is done, and on ctrl-C.
type temporaryFolder struct {
	path    string
	signals chan os.Signal
}

func temporary(parent, prefix string) (*temporaryFolder, error) {
	path, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return nil, err
	}
	folder := &temporaryFolder{path, make(chan os.Signal, 1)}
	signal.Notify(folder.signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, interrupted := <-folder.signals; interrupted {
			_ = os.RemoveAll(path) // It is on its way out, and has nobody to tell.
			os.Exit(1)
		}
	}()
	return folder, nil
}

func (f *temporaryFolder) remove() {
	signal.Stop(f.signals)
	close(f.signals)
	_ = os.RemoveAll(f.path) // What is left of it is hidden, and nobody's.
}

// moveFiles moves every file, the manifest last: it is what cdktf finds the others by.
func moveFiles(from, to string) error {
	var files []string
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			path, err = filepath.Rel(from, path)
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(isManifest(a), isManifest(b)) })
	for _, file := range files {
		target := filepath.Join(to, file)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // As cdktf makes it.
			return err
		}
		if err := os.Rename(filepath.Join(from, file), target); err != nil {
			return err
		}
	}
	return nil
}

func isManifest(file string) int {
	if file == "manifest.json" {
		return 1
	}
	return 0
}
