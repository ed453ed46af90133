package fastsynth

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/fastsynth/internal/set"
)

const aws = "github.com/cdktf/cdktf-provider-aws-go/aws/v19"

// told is what a load of the folder says, after a set was written there and the tarball with it.
func told(t *testing.T, folder string, change func(*set.Package)) string {
	t.Helper()
	program, err := linked(".")
	require.NoError(t, err)
	tarball := []byte("trimmed")
	p := set.Package{
		Module: aws, Name: "@cdktf/provider-aws", Version: strings.TrimPrefix(program.versions[aws], "v"),
		File: "aws.tgz", SHA256: set.Hash(tarball),
	}
	change(&p)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "aws.tgz"), tarball, 0o600))
	require.NoError(t, (&set.Set{Packages: []set.Package{p}}).Write(folder))
	return strings.ReplaceAll(says(folder), program.versions[aws], "VERSION")
}

func says(folder string) string {
	var lines []string
	load(folder, func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) })
	return strings.ReplaceAll(strings.Join(lines, "\n"), folder, "FOLDER")
}

func TestWhatDoesNotFitIsToldAndNotLoaded(t *testing.T) {
	for line, change := range map[string]func(*set.Package){
		"FOLDER has version 0.1.0, the program links VERSION; trim again":             func(p *set.Package) { p.Version = "0.1.0" },
		"FOLDER leaves out constructs.Construct, which the program links; trim again": func(p *set.Package) { p.LeftOut = []string{"aws.Bucket", "constructs.Construct"} },
		"FOLDER/aws.tgz is not as trim wrote it":                                      func(p *set.Package) { p.SHA256 = set.Hash([]byte("full")) },
		"open FOLDER/other.tgz: no such file or directory":                            func(p *set.Package) { p.File = "other.tgz" },
	} {
		require.Equal(t, "@cdktf/provider-aws is loaded in full: "+line, told(t, t.TempDir(), change))
	}
}

func TestAProviderThatTheProgramKnowsNothingOfIsPassedOver(t *testing.T) {
	require.Empty(t, told(t, t.TempDir(), func(p *set.Package) { p.Module = "example.com/aws" }))
}

func TestAManifestThatCannotBeReadIsTold(t *testing.T) {
	for text, problem := range map[string]string{
		"{":             "unexpected end of JSON input",
		`{"format": 0}`: "is of another version of trim",
	} {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "manifest.json"), []byte(text), 0o600))
		line := says(folder)
		require.True(t, strings.HasPrefix(line, "providers are loaded in full: FOLDER/manifest.json"), line)
		require.Contains(t, line, problem)
	}
}

func TestARelativeFolderIsFoundBesideGoMod(t *testing.T) {
	module := t.TempDir()
	folder := filepath.Join(module, ".gen/fastsynth")
	require.NoError(t, os.MkdirAll(filepath.Join(module, "cmd/infra"), 0o700))
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, (&set.Set{}).Write(folder))
	t.Chdir(filepath.Join(module, "cmd/infra"))
	require.Equal(t, "providers are loaded in full: FOLDER holds nothing trimmed; trim first", says(".gen/fastsynth"))
	require.NoError(t, os.WriteFile(filepath.Join(module, "go.mod"), []byte("module example.com/infra\n"), 0o600))
	require.Empty(t, says(".gen/fastsynth"))
}
