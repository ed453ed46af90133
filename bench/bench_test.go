package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func write(t *testing.T, folder string, files map[string]string) string {
	t.Helper()
	folder = filepath.Join(t.TempDir(), folder)
	for file, text := range files {
		file = filepath.Join(folder, file)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return folder
}

func TestOutputsAreTheSameOrAnError(t *testing.T) {
	ours := write(t, "ours", map[string]string{"manifest.json": "both", "stacks/a": "1", "stacks/b": "2"})
	for _, theirs := range []struct {
		name  string
		files map[string]string
		part  bool
		want  string
	}{
		{"the same", map[string]string{"manifest.json": "both", "stacks/a": "1", "stacks/b": "2"}, false, ""},
		{"a lock besides", map[string]string{".lock": "", "manifest.json": "both", "stacks/a": "1", "stacks/b": "2"}, false, ""},
		{"another byte", map[string]string{"manifest.json": "both", "stacks/a": "1", "stacks/b": "3"}, false, "stacks/b is not the same"},
		{"a file less", map[string]string{"manifest.json": "both", "stacks/a": "1"}, false, "it writes 2 files, and not the same 3"},
		{"a part", map[string]string{"manifest.json": "a", "stacks/a": "1"}, true, ""},
		{"a part with another byte", map[string]string{"stacks/a": "2"}, true, "stacks/a is not the same"},
		{"a part with a file of its own", map[string]string{"stacks/c": "1"}, true, "no such file"},
	} {
		t.Run(theirs.name, func(t *testing.T) {
			err := same(ours, write(t, "theirs", theirs.files), theirs.part)
			if theirs.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, theirs.want)
			}
		})
	}
}

func TestWhatTakesMinutesIsRunOnce(t *testing.T) {
	b := &bench{sizes: []int{1000}, programs: []string{berth, plain}, rounds: 2}
	require.Equal(t, []key{
		{1000, cold, berth}, {1000, cold, plain},
		{1000, warm, berth}, {1000, warm, plain},
		{1000, cold, berth},
		{1000, warm, berth},
	}, b.plan())
}

func TestEachRoundStartsWithAnotherProgram(t *testing.T) {
	b := &bench{sizes: []int{1, 10}, programs: []string{berth, peer, selected}, rounds: 2}
	require.Equal(t, []key{
		{1, cold, berth}, {1, cold, peer},
		{1, warm, berth}, {1, warm, peer},
		{10, cold, berth}, {10, cold, peer},
		{10, warm, berth}, {10, warm, peer}, {10, warm, selected},
		{1, cold, peer}, {1, cold, berth},
		{1, warm, peer}, {1, warm, berth},
		{10, cold, peer}, {10, cold, berth},
		{10, warm, peer}, {10, warm, selected}, {10, warm, berth},
	}, b.plan())
}

// timed has one sample in each row, of so many seconds and megabytes.
func timed(rows map[key]int) *bench {
	b := &bench{sizes: []int{1, 10}, programs: []string{berth, plain, peer}, rounds: 1, samples: map[key][]sample{}}
	for row, number := range rows {
		b.samples[row] = []sample{{time.Duration(number) * time.Second, int64(number) * megabyte}}
	}
	return b
}

func TestTheMedianIsOfTimeAndMemoryEachOnItsOwn(t *testing.T) {
	row := key{1, warm, berth}
	b := &bench{samples: map[key][]sample{row: {{5, 1}, {1, 2}, {2, 9}}}}
	got, found := b.median(row)
	require.True(t, found)
	require.Equal(t, sample{2, 2}, got)
}

func TestTargetsAreReachedNotReachedOrNotMeasured(t *testing.T) {
	require.Equal(t, `- warm, 1 tenant: at most 1.5 times the peer's time: it takes 1.50, reached
- warm, 10 tenants: at most 1 times the peer's time: it takes 1.50, **not reached**
- warm, 100 tenants: at most 1 times the peer's time: not measured
- warm, 1000 tenants: at most 0.7 times the peer's time: not measured
- cold, 1 tenant: at most 3 times the peer's time: it takes 2.00, reached
- cold, 1 tenant: at most 0.167 times its time with trimming and shards off: it takes 0.18, **not reached**
- warm, one tenant selected of 1000: at most 1.5 times the time of a platform with one: not measured
- warm, 1000 tenants: at most 4 times the memory of 10: it takes 6.67, **not reached**
`, timed(map[key]int{
		{1, warm, berth}: 3, {1, warm, peer}: 2,
		{10, warm, berth}: 6, {10, warm, peer}: 4,
		{1000, warm, berth}: 40,
		{1, cold, berth}:    2, {1, cold, peer}: 1, {1, cold, plain}: 11,
	}).judge())
}

func TestTheTableHasEachProgramBesideThePeer(t *testing.T) {
	b := timed(map[key]int{{1, cold, berth}: 3, {1, cold, peer}: 2, {1, warm, berth}: 1, {1, warm, peer}: 2})
	b.sizes, b.programs = []int{1}, []string{berth, peer}
	require.Equal(t, `| tenants | cache | program                               |     time |  of peer |   memory |  of peer |
|--------:|-------|---------------------------------------|---------:|---------:|---------:|---------:|
|       1 | cold  | this program                          |   3.00 s |     1.50 |     3 MB |     1.50 |
|       1 | cold  | the peer                              |   2.00 s |          |     2 MB |          |
|       1 | warm  | this program                          |   1.00 s |     0.50 |     1 MB |     0.50 |
|       1 | warm  | the peer                              |   2.00 s |          |     2 MB |          |
`, b.table())
	page, err := b.report()
	require.NoError(t, err)
	require.Contains(t, page, b.table())
	require.Contains(t, page, b.judge())
}

func TestFlagsThatSayNothingAreRefused(t *testing.T) {
	sizes, err := numbers("10,1,10")
	require.NoError(t, err)
	require.Equal(t, []int{1, 10}, sizes)
	_, err = numbers("1,many")
	require.EqualError(t, err, `"many" is no number of tenants`)

	all, err := programs("peer")
	require.NoError(t, err)
	require.Equal(t, []string{berth, peer}, all)
	_, err = programs("pear")
	require.EqualError(t, err, `"pear" is none of plain, peer, selected and changed`)
}
