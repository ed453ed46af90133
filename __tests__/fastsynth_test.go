package tests

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTrimmedAssembliesChangeNothingInTheOutput(t *testing.T) {
	for name, folder := range examples {
		t.Run(name, func(t *testing.T) {
			trimmed, full := t.TempDir(), t.TempDir()
			require.Empty(t, synthesize(t, program(t, folder, trimmed)))
			t.Setenv("FASTSYNTH", "off")
			require.Empty(t, synthesize(t, program(t, folder, full)))
			require.Equal(t, contents(t, full), contents(t, trimmed))
		})
	}
}

// The program of a team that uses none of our resources. The three lines are those of docs/fast-synth.md.
const (
	generateLine = "//go:generate go run github.com/berth-platform/berth/internal/cmd/trim"
	importLine   = `import "github.com/berth-platform/berth/fastsynth"`
	loadLine     = `fastsynth.Load(".gen/fastsynth")`

	anotherTeams = `package main

` + generateLine + `

` + importLine + `

import (
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucket"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/sqsqueue"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func main() {
	` + loadLine + `
	app := cdktf.NewApp(nil)
	stack := cdktf.NewTerraformStack(app, new("uploads"))
	provider.NewAwsProvider(stack, new("aws"), &provider.AwsProviderConfig{Region: new("eu-central-1")})
	queue := sqsqueue.NewSqsQueue(stack, new("queue"), &sqsqueue.SqsQueueConfig{Name: new("uploads")})
	s3bucket.NewS3Bucket(stack, new("bucket"), &s3bucket.S3BucketConfig{
		Versioning: &s3bucket.S3BucketVersioning{Enabled: new(true)},
		Tags:       &map[string]*string{"queue": queue.Arn()},
	})
	app.Synth()
}
`
)

func TestAnotherTeamsProgram(t *testing.T) {
	module := newModule(t)
	t.Run("gains it in three lines", module.gains)
	t.Run("is trimmed anew only when something has changed", module.isTrimmedOnce)
	t.Run("works whatever becomes of the trimmed files", module.survives)
	t.Run("may link more than was trimmed", module.linksMore)
}

func (m throwaway) gains(t *testing.T) {
	page, err := os.ReadFile("../docs/fast-synth.md")
	require.NoError(t, err)
	for _, line := range []string{generateLine, importLine, loadLine} {
		require.Contains(t, string(page), line+"\n")
	}

	cache := t.TempDir()
	require.Empty(t, m.run(t, "JSII_RUNTIME_PACKAGE_CACHE_ROOT="+cache))
	trimmed := contents(t, m.out)
	require.Contains(t, trimmed["stacks/uploads/cdk.tf.json"], "aws_s3_bucket")
	loaded, err := filepath.Glob(filepath.Join(cache, "@cdktf/provider-aws/*/*/lib"))
	require.NoError(t, err)
	require.Len(t, loaded, 1, "jsii has loaded the provider once")
	require.Equal(t, []string{"index.js", "provider", "s3-bucket", "sqs-queue"}, names(t, loaded[0]))

	require.Empty(t, m.run(t, "FASTSYNTH=off"))
	require.Equal(t, contents(t, m.out), trimmed)
}

func (m throwaway) isTrimmedOnce(t *testing.T) {
	before := contents(t, m.trimmed())
	written, err := os.Stat(tarballIn(t, m.trimmed()))
	require.NoError(t, err)
	require.Empty(t, m.trim(t))
	again, err := os.Stat(tarballIn(t, m.trimmed()))
	require.NoError(t, err)
	require.True(t, os.SameFile(written, again))

	require.NoError(t, os.RemoveAll(m.trimmed()))
	require.Regexp(t, `^@cdktf/provider-aws \S+: 3 of \d+ submodules`, m.trim(t))
	require.Equal(t, before, contents(t, m.trimmed()))
}

func (m throwaway) survives(t *testing.T) {
	require.Empty(t, m.run(t))
	want := contents(t, m.out)
	sound := t.TempDir()
	require.NoError(t, os.CopyFS(sound, os.DirFS(m.trimmed())))
	for name, broken := range map[string]struct {
		damage func(t *testing.T, folder string)
		line   string
	}{
		"nothing trimmed": {
			func(t *testing.T, folder string) { require.NoError(t, os.RemoveAll(folder)) },
			"providers are loaded in full: .gen/fastsynth holds nothing trimmed; trim first",
		},
		"a provider that is not in the set": {
			func(t *testing.T, folder string) {
				edit(t, folder, func(set, _ map[string]any) { set["packages"] = nil })
			},
			"github.com/cdktf/cdktf-provider-aws-go/aws/v19 is loaded in full: it is not in .gen/fastsynth; trim again",
		},
		"a tarball cut short": {
			func(t *testing.T, folder string) { cutShort(t, tarballIn(t, folder)) },
			"@cdktf/provider-aws is loaded in full: TARBALL is not as trim wrote it",
		},
		"a tarball that jsii refuses": {
			func(t *testing.T, folder string) {
				cutShort(t, tarballIn(t, folder))
				edit(t, folder, func(_, aws map[string]any) { aws["sha256"] = hashOf(t, tarballIn(t, folder)) })
			},
			"providers are loaded in full: jsii refuses TARBALL: ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.RemoveAll(m.trimmed()))
			require.NoError(t, os.CopyFS(m.trimmed(), os.DirFS(sound)))
			tarball, err := filepath.Rel(m.folder, tarballIn(t, m.trimmed()))
			require.NoError(t, err)
			broken.damage(t, m.trimmed())
			stderr := m.run(t)
			require.Truef(t, strings.HasPrefix(stderr, "fastsynth: "+strings.ReplaceAll(broken.line, "TARBALL", tarball)), stderr)
			require.Equal(t, 1, strings.Count(stderr, "fastsynth:"), stderr)
			require.Equal(t, want, contents(t, m.out))
		})
	}
}

func (m throwaway) linksMore(t *testing.T) {
	m.trim(t)
	m.build(t, strings.NewReplacer(
		"v19/s3bucket", "v19/snstopic",
		"Versioning: &s3bucket.S3BucketVersioning{Enabled: new(true)},", "",
		"s3bucket.NewS3Bucket", "snstopic.NewSnsTopic",
		"s3bucket.S3BucketConfig", "snstopic.SnsTopicConfig",
	).Replace(anotherTeams))
	require.Equal(t, "fastsynth: @cdktf/provider-aws is loaded in full: .gen/fastsynth leaves out "+
		"@cdktf/provider-aws.snsTopic.SnsTopic, which the program links; trim again\n", m.run(t))
	want := contents(t, m.out)
	require.Contains(t, want["stacks/uploads/cdk.tf.json"], "aws_sns_topic")

	m.trim(t)
	require.Empty(t, m.run(t))
	require.Equal(t, want, contents(t, m.out))
	require.Len(t, names(t, m.trimmed()), 2, "the earlier tarball is gone")
}

// throwaway is a Go module of its own, which knows this one as any other does.
type throwaway struct{ folder, out string }

func newModule(t *testing.T) throwaway {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	module := throwaway{t.TempDir(), t.TempDir()}
	sums, err := os.ReadFile("../go.sum")
	require.NoError(t, err)
	ours, err := os.ReadFile("../go.mod")
	require.NoError(t, err)
	goMod := "module example.com/uploads\n\ngo 1.26.0\n\nreplace github.com/berth-platform/berth => " + root +
		"\n\nrequire github.com/berth-platform/berth v0.0.0\n"
	for _, name := range []string{"github.com/cdktf/cdktf-provider-aws-go/aws/v19", "github.com/hashicorp/terraform-cdk-go/cdktf"} {
		version := regexp.MustCompile(`(?m)^\t(` + regexp.QuoteMeta(name) + ` v\S+)$`).FindSubmatch(ours)
		require.NotNil(t, version, name)
		goMod += "require " + string(version[1]) + "\n"
	}
	module.write(t, "go.mod", goMod)
	module.write(t, "go.sum", string(sums))
	module.write(t, "main.go", anotherTeams)
	module.command(t, "go", "mod", "tidy")
	module.trim(t)
	module.build(t, anotherTeams)
	return module
}

func (m throwaway) trimmed() string { return filepath.Join(m.folder, ".gen/fastsynth") }

func (m throwaway) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(m.folder, name), []byte(text), 0o600))
}

func (m throwaway) build(t *testing.T, program string) {
	t.Helper()
	m.write(t, "main.go", program)
	m.command(t, "go", "build", "-o", "program", ".")
}

func (m throwaway) trim(t *testing.T) (stdout string) {
	t.Helper()
	return m.command(t, "go", "generate", ".")
}

func (m throwaway) command(t *testing.T, name string, args ...string) (stdout string) {
	t.Helper()
	command := exec.Command(name, args...)
	command.Dir = m.folder
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	require.NoError(t, err, stderr.String())
	return string(output)
}

// run runs the program and gives what it says on stderr.
func (m throwaway) run(t *testing.T, environment ...string) string {
	t.Helper()
	require.NoError(t, os.RemoveAll(m.out))
	command := exec.Command("./program")
	command.Dir = m.folder
	command.Env = append(append(os.Environ(), "CDKTF_OUTDIR="+m.out), environment...)
	return synthesize(t, command)
}

func synthesize(t *testing.T, command *exec.Cmd) (stderr string) {
	t.Helper()
	var buffer bytes.Buffer
	command.Stderr = &buffer
	require.NoError(t, command.Run(), buffer.String())
	return buffer.String()
}

func tarballIn(t *testing.T, folder string) string {
	t.Helper()
	tarballs, err := filepath.Glob(filepath.Join(folder, "*.tgz"))
	require.NoError(t, err)
	require.Len(t, tarballs, 1)
	return tarballs[0]
}

func hashOf(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func cutShort(t *testing.T, file string) {
	t.Helper()
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(file, info.Size()/2))
}

// edit changes the manifest, and the one package in it.
func edit(t *testing.T, folder string, change func(set, aws map[string]any)) {
	t.Helper()
	file := filepath.Join(folder, "manifest.json")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var set map[string]any
	require.NoError(t, json.Unmarshal(content, &set))
	change(set, set["packages"].([]any)[0].(map[string]any))
	content, err = json.Marshal(set)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, content, 0o600))
}
