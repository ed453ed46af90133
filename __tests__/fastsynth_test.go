package tests

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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
	generateLine = "//go:generate go tool trim"
	importLine   = `import "github.com/berth-platform/berth/fastsynth"`
	loadLine     = `fastsynth.Load(".gen/fastsynth")`

	anotherTeams = `package main

` + generateLine + `

` + importLine + `

import (
	"path/filepath"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucket"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/sqsqueue"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func main() {
	` + loadLine + `
	code, _ := filepath.Abs("code")
	app := cdktf.NewApp(nil)
	stack := cdktf.NewTerraformStack(app, new("uploads"))
	provider.NewAwsProvider(stack, new("aws"), &provider.AwsProviderConfig{Region: new("eu-central-1")})
	queue := sqsqueue.NewSqsQueue(stack, new("queue"), &sqsqueue.SqsQueueConfig{Name: new("uploads")})
	bucket := s3bucket.NewS3Bucket(stack, new("bucket"), &s3bucket.S3BucketConfig{
		Versioning: &s3bucket.S3BucketVersioning{Enabled: new(true)},
		Tags:       &map[string]*string{"queue": queue.Arn()},
	})
	for name, kind := range map[string]cdktf.AssetType{"archive": cdktf.AssetType_ARCHIVE, "folder": cdktf.AssetType_DIRECTORY} {
		cdktf.NewTerraformAsset(stack, &name, &cdktf.TerraformAssetConfig{Path: &code, Type: kind})
	}
	stack.AddOverride(new("locals.text"), "owned by "+*queue.Arn())
	stack.AddOverride(new("locals.object"), cdktf.Token_AsAny(map[string]any{"queue": queue.Arn()}))
	stack.AddOverride(new("locals.versions"), bucket.Versioning())
	cdktf.NewTerraformOutput(stack, new("named"), &cdktf.TerraformOutputConfig{Value: queue.Id()}).OverrideLogicalId(queue.Name())

	plain := cdktf.NewTerraformStack(app, new("plain"))
	provider.NewAwsProvider(plain, new("aws"), &provider.AwsProviderConfig{Region: new("eu-central-1")})
	plain.AddOverride(new("terraform.required_version"), ">= 1.11.0")
	topic := sqsqueue.NewSqsQueue(plain, new("queue"), &sqsqueue.SqsQueueConfig{Name: new("plain")})
	cdktf.NewTerraformOutput(plain, new("named"), &cdktf.TerraformOutputConfig{Value: topic.Id()}).OverrideLogicalId(topic.Name())
	app.Synth()
}
`
)

func TestAnotherTeamsProgram(t *testing.T) {
	module := newModule(t)
	t.Run("gains it in three lines", module.gains)
	t.Run("is trimmed anew only when something has changed", module.isTrimmedOnce)
	t.Run("works whatever becomes of the trimmed files", module.survives)
	t.Run("prints what Node prints, and where", module.prints)
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
	require.Len(t, slices.DeleteFunc(slices.Collect(maps.Keys(trimmed)), func(name string) bool { return !strings.Contains(name, "assets") }), 2)
	loaded, err := filepath.Glob(filepath.Join(cache, "@cdktf/provider-aws/*/*/lib"))
	require.NoError(t, err)
	require.Len(t, loaded, 1, "jsii has loaded the provider once")
	require.Equal(t, []string{"index.js", "provider", "s3-bucket", "sqs-queue"}, names(t, loaded[0]))

	require.Empty(t, m.run(t, "FASTSYNTH=off"))
	require.Equal(t, contents(t, m.out), trimmed)

	elsewhere := filepath.Join(t.TempDir(), "it's $HOME")
	require.NoError(t, os.CopyFS(elsewhere, os.DirFS(m.trimmed())))
	require.Empty(t, m.run(t, "FASTSYNTH="+elsewhere, "SHELL=/bin/false"))
	require.Equal(t, contents(t, m.out), trimmed)
}

func (m throwaway) isTrimmedOnce(t *testing.T) {
	before := contents(t, m.trimmed())
	written, err := os.Stat(m.file(t, "provider-aws"))
	require.NoError(t, err)
	require.Empty(t, m.trim(t))
	again, err := os.Stat(m.file(t, "provider-aws"))
	require.NoError(t, err)
	require.True(t, os.SameFile(written, again))

	require.NoError(t, os.RemoveAll(m.trimmed()))
	require.Regexp(t, `(?s)^@cdktf/provider-aws \S+: 3 of \d+ submodules.*\ncdktf .*\n@jsii/runtime `, m.trim(t))
	require.Equal(t, before, contents(t, m.trimmed()))
}

func (m throwaway) survives(t *testing.T) {
	require.Empty(t, m.run(t))
	want := contents(t, m.out)
	sound := t.TempDir()
	require.NoError(t, os.CopyFS(sound, os.DirFS(m.trimmed())))
	restore := func(t *testing.T) {
		t.Helper()
		require.NoError(t, os.RemoveAll(m.trimmed()))
		require.NoError(t, os.CopyFS(m.trimmed(), os.DirFS(sound)))
	}
	defer restore(t)
	for name, broken := range map[string]struct {
		damage func(t *testing.T)
		line   string
	}{
		"nothing trimmed": {
			func(t *testing.T) { t.Helper(); require.NoError(t, os.RemoveAll(m.trimmed())) },
			"providers are loaded in full: .gen/fastsynth holds nothing trimmed; trim first",
		},
		"a provider that is not in the set": {
			func(t *testing.T) { t.Helper(); m.edit(t, func(packages []any) []any { return packages[:2] }) },
			"github.com/cdktf/cdktf-provider-aws-go/aws/v19 is loaded in full: it is not in .gen/fastsynth; trim again",
		},
		"a tarball cut short": {
			func(t *testing.T) { t.Helper(); cutShort(t, m.file(t, "provider-aws")) },
			"@cdktf/provider-aws is loaded in full: FILE is not as trim wrote it",
		},
		"a tarball that jsii refuses": {
			func(t *testing.T) { t.Helper(); cutShort(t, m.file(t, "provider-aws")); m.rehash(t) },
			"providers are loaded in full: jsii refuses FILE: ",
		},
		"a cdktf cut short": {
			func(t *testing.T) { t.Helper(); cutShort(t, m.file(t, "cdktf")) },
			"cdktf is loaded in full: FILE is not as trim wrote it",
		},
		"a program cut short": {
			func(t *testing.T) { t.Helper(); cutShort(t, m.file(t, "runtime")) },
			"@jsii/runtime is loaded in full: FILE is not as trim wrote it",
		},
		"a program that does not run": {
			func(t *testing.T) { t.Helper(); cutShort(t, m.file(t, "runtime")); m.rehash(t) },
			"providers are loaded in full: jsii refuses ",
		},
		"a program that may not run": {
			func(t *testing.T) { t.Helper(); require.NoError(t, os.Chmod(m.file(t, "runtime"), 0o600)) },
			"providers are loaded in full: jsii refuses ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			restore(t)
			broken.damage(t)
			_, line, said := strings.Cut(m.run(t), "fastsynth: ") // Node may have something to say, too.
			require.True(t, said)
			require.NotContains(t, line, "fastsynth: ")
			line = regexp.MustCompile(`\.gen/fastsynth/[\w.-]+`).ReplaceAllString(line, "FILE")
			require.Truef(t, strings.HasPrefix(line, broken.line), line)
			require.Equal(t, want, contents(t, m.out))
		})
	}
}

func (m throwaway) prints(t *testing.T) {
	script := filepath.Join(t.TempDir(), "says.js")
	require.NoError(t, os.WriteFile(script, []byte(`const fs = require("fs"), make = fs.mkdtempSync
fs.mkdtempSync = (...all) => { // Of jsii's program, when it is asked for a first package.
  process.stdout.write('{"to": "stdout"}\n')
  console.error("to stderr")
  return make(...all)
}`), 0o600))
	for _, setting := range []string{".gen/fastsynth", "off"} {
		command := m.program("FASTSYNTH="+setting, "NODE_OPTIONS=--require "+script)
		var stdout, stderr bytes.Buffer
		command.Stdout, command.Stderr = &stdout, &stderr
		require.NoError(t, command.Run(), stderr.String())
		require.Equal(t, "{\"to\": \"stdout\"}\n", stdout.String(), setting)
		require.Equal(t, "to stderr\n", stderr.String(), setting)
	}
}

func (m throwaway) linksMore(t *testing.T) {
	m.trim(t)
	m.build(t, strings.NewReplacer(
		"v19/s3bucket", "v19/snstopic",
		"bucket.Versioning()", "bucket.Arn()",
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
	require.Len(t, names(t, m.trimmed()), 4, "the earlier tarball is gone")
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
		"\n\nrequire github.com/berth-platform/berth v0.0.0\n\ntool github.com/berth-platform/berth/internal/cmd/trim\n\n"
	for _, name := range []string{"github.com/cdktf/cdktf-provider-aws-go/aws/v19", "github.com/hashicorp/terraform-cdk-go/cdktf"} {
		version := regexp.MustCompile(`(?m)^\t(` + regexp.QuoteMeta(name) + ` v\S+)$`).FindSubmatch(ours)
		require.NotNil(t, version, name)
		goMod += "require " + string(version[1]) + "\n"
	}
	module.write(t, "go.mod", goMod)
	module.write(t, "go.sum", string(sums))
	module.write(t, "main.go", anotherTeams)
	require.NoError(t, os.Mkdir(filepath.Join(module.folder, "code"), 0o700))
	module.write(t, "code/handler.js", "exports.handler = () => {};\n")
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
	return synthesize(t, m.program(environment...))
}

func (m throwaway) program(environment ...string) *exec.Cmd {
	command := exec.Command("./program")
	command.Dir = m.folder
	command.Env = append(append(os.Environ(), "CDKTF_OUTDIR="+m.out), environment...)
	return command
}

func synthesize(t *testing.T, command *exec.Cmd) (stderr string) {
	t.Helper()
	var buffer bytes.Buffer
	command.Stderr = &buffer
	require.NoError(t, command.Run(), buffer.String())
	return buffer.String()
}

// file is the trimmed file of the package.
func (m throwaway) file(t *testing.T, name string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(m.trimmed(), name+"-*"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	return files[0]
}

func cutShort(t *testing.T, file string) {
	t.Helper()
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(file, info.Size()/2))
}

// edit changes what the manifest says of packages.
func (m throwaway) edit(t *testing.T, change func(packages []any) []any) {
	t.Helper()
	file := filepath.Join(m.trimmed(), "manifest.json")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var set map[string]any
	require.NoError(t, json.Unmarshal(content, &set))
	set["packages"] = change(set["packages"].([]any))
	content, err = json.Marshal(set)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, content, 0o600))
}

// rehash has the manifest know all files as they are.
func (m throwaway) rehash(t *testing.T) {
	t.Helper()
	m.edit(t, func(packages []any) []any {
		for _, one := range packages {
			one := one.(map[string]any)
			content, err := os.ReadFile(filepath.Join(m.trimmed(), one["file"].(string)))
			require.NoError(t, err)
			sum := sha256.Sum256(content)
			one["sha256"] = hex.EncodeToString(sum[:])
		}
		return packages
	})
}
