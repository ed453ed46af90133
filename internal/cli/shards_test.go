package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/stacks"
)

// withTenants makes it so many tenants in all.
func withTenants(t *testing.T, count int) {
	t.Helper()
	for i := range count - 1 {
		withTenant(t, fmt.Sprintf("tenant%02d", i))
	}
}

// oneApp is what cdktf itself writes for all stacks of the environment in one app.
func oneApp(t *testing.T) map[string]string {
	t.Helper()
	environment, err := load()
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, stacks.Synth(&cdktf.AppConfig{Outdir: &folder}, func(app cdktf.App) {
		for _, stack := range stacksOf(environment) {
			stack.build(app)
		}
	}))
	return snapshot(t, folder)
}

// output is what is in cdktf.out, but for the lock and what is known of it.
func output(t *testing.T) map[string]string {
	t.Helper()
	files := snapshot(t, "cdktf.out")
	delete(files, "/"+lockFile)
	delete(files, "/"+builtFile)
	return files
}

// requireTidy is that nothing temporary is left in the folder.
func requireTidy(t *testing.T) {
	t.Helper()
	left, err := filepath.Glob(".cdktf.out-*")
	require.NoError(t, err)
	require.Empty(t, left)
}

// nodeDoes has every Node run the script when it starts.
func nodeDoes(t *testing.T, script string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "does.js")
	require.NoError(t, os.WriteFile(file, []byte(script), 0o600))
	t.Setenv("NODE_OPTIONS", "--max-old-space-size=4069 --require "+file)
}

// diskIsFull fails the writing of files whose path has the part in it.
func diskIsFull(t *testing.T, part string) {
	t.Helper()
	nodeDoes(t, `const fs = require("fs"), write = fs.writeFileSync
fs.writeFileSync = (file, ...rest) => {
  if (String(file).includes("`+part+`")) throw new Error("ENOSPC: no space left on device, write")
  return write(file, ...rest)
}`)
}

func TestShardsWriteWhatOneAppWrites(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 12)
	want := oneApp(t)
	require.Len(t, want, 13)
	for _, number := range []string{"1", "2", "3", "5"} {
		t.Setenv("BERTH_SHARDS", number)
		require.NoError(t, os.RemoveAll("cdktf.out"))
		_, stderr := run(t, 0)
		require.Empty(t, stderr)
		require.Equal(t, want, output(t), "BERTH_SHARDS=%s", number)
		requireTidy(t)
	}
}

func TestShardsWriteTheProjectsOwnEnvironmentsAsOneAppDoes(t *testing.T) {
	t.Chdir("../..")
	environments, err := os.ReadDir("environments")
	require.NoError(t, err)
	require.NotEmpty(t, environments)
	for _, environment := range environments {
		t.Setenv("BERTH_ENV", environment.Name())
		want := oneApp(t)
		folder := filepath.Join(t.TempDir(), "cdktf.out")
		t.Setenv("CDKTF_OUTDIR", folder)
		t.Setenv("BERTH_SHARDS", "2")
		run(t, 0)
		require.NoError(t, os.Remove(filepath.Join(folder, lockFile)))
		require.NoError(t, os.Remove(filepath.Join(folder, builtFile)))
		require.Equal(t, want, snapshot(t, folder))
	}
}

func TestAWorkerIsReplacedAfterItsLife(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 3)
	folder := filepath.Join(t.TempDir(), "built")
	shards, err := prepare(folder, nil, io.Discard)
	require.NoError(t, err)
	defer shards.close()
	shards.life = 1
	require.NoError(t, shards.build(t.Context(), folder))
	require.Equal(t, oneApp(t), snapshot(t, folder))
}

func TestAnEnvironmentWithoutStacksHasAManifest(t *testing.T) {
	inProject(t, "main-42")
	require.NoError(t, os.RemoveAll("environments/dev/tenants"))
	run(t, 0)
	require.Equal(t, oneApp(t), output(t))
}

func TestManyStacksAreBuiltByOneProcessForEachProcessor(t *testing.T) {
	t.Setenv("BERTH_SHARDS", "")
	few, err := shardsFor(shardsPay - 1)
	require.NoError(t, err)
	require.Equal(t, 1, few)
	many, err := shardsFor(100_000)
	require.NoError(t, err)
	require.Equal(t, runtime.NumCPU(), many)
	t.Setenv("BERTH_SHARDS", "8")
	asked, err := shardsFor(3)
	require.NoError(t, err)
	require.Equal(t, 3, asked, "no process is without a stack")
}

func TestANumberOfShardsThatIsNoneIsRefused(t *testing.T) {
	inProject(t, "main-42")
	for _, text := range []string{"0", "-2", "many"} {
		t.Setenv("BERTH_SHARDS", text)
		_, stderr := run(t, 1)
		require.Equal(t, "berth: BERTH_SHARDS is "+strconv.Quote(text)+"; write how many processes build the stacks, 1 or more\n", stderr)
	}
}

func TestAFullDiskLeavesTheLastOutputAsItWas(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 4)
	run(t, 0)
	before, written := snapshot(t, "cdktf.out"), times(t, "cdktf.out")
	diskIsFull(t, "tenant-tenant02/cdk.tf.json")
	for _, number := range []string{"1", "3"} {
		t.Setenv("BERTH_SHARDS", number)
		stdout, stderr := run(t, 1)
		require.Empty(t, stdout)
		require.Equal(t, "berth: building the stacks: Error: ENOSPC: no space left on device, write\n", stderr)
		require.Equal(t, before, snapshot(t, "cdktf.out"))
		require.Equal(t, written, times(t, "cdktf.out"))
		requireTidy(t)
	}
}

func TestWhatEveryShardFailsOfIsToldOnce(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 6)
	diskIsFull(t, "cdk.tf.json")
	t.Setenv("BERTH_SHARDS", "1")
	_, alone := run(t, 1)
	t.Setenv("BERTH_SHARDS", "3")
	_, sharded := run(t, 1)
	require.Equal(t, 1, strings.Count(sharded, "ENOSPC"))
	require.Equal(t, alone, sharded)
	require.NoDirExists(t, "cdktf.out")
	requireTidy(t)
}

func TestWhatEveryNodeSaysIsPrintedOnce(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 4)
	nodeDoes(t, `if (!process.argv[1].endsWith("jsii-runtime.js")) console.error("a warning")`)
	for _, number := range []string{"1", "2"} {
		t.Setenv("BERTH_SHARDS", number)
		_, stderr := run(t, 0)
		require.Equal(t, "a warning\n", stderr)
	}
}

func TestFilesThatChangeMeanwhileAreNotMixed(t *testing.T) {
	inProject(t, "main-42")
	before := state()
	_, err := loadAs(before)
	require.NoError(t, err)
	withTenant(t, "acme")
	_, err = loadAs(before)
	require.EqualError(t, err, "the environment's files changed while its stacks were built; run it again")
}

func TestTwoSynthsOfOtherStacksAreBothWhole(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 4)
	want := oneApp(t)
	var both []*exec.Cmd
	for _, names := range []string{"tenant-t*", "tenant-m*"} {
		program := exec.Command(os.Args[0], "--quiet")
		program.Env = append(os.Environ(), asProgram+"=1", "BERTH_STACKS="+names)
		require.NoError(t, program.Start())
		both = append(both, program)
	}
	for _, program := range both {
		require.NoError(t, program.Wait())
	}
	got := output(t)
	delete(want, "/"+manifestFile)
	require.Contains(t, []int{1, 3}, strings.Count(got["/"+manifestFile], `"name"`), "the manifest is that of one of them")
	delete(got, "/"+manifestFile)
	require.Equal(t, want, got)
	requireTidy(t)
}

func TestAWorkerAnswersEachName(t *testing.T) {
	inProject(t, "main-42")
	folder := t.TempDir()
	worker, err := startWorker(folder, state())
	require.NoError(t, err)
	defer worker.end()
	require.NoError(t, worker.build("tenant-momcorp"))
	require.FileExists(t, stackFile(filepath.Join(folder, "tenant-momcorp"), "tenant-momcorp"))
	require.EqualError(t, worker.build("tenant-nobody"), `there is no stack "tenant-nobody"`)
}

func TestHelpNamesNoWorker(t *testing.T) {
	var out bytes.Buffer
	require.Zero(t, Main([]string{"--help"}, &out, &out))
	require.Contains(t, out.String(), "BERTH_SHARDS")
	require.NotContains(t, out.String(), "worker")
}
