package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// reusing is a project of three tenants whose output is there. Any stack that is built from now on fails.
func reusing(t *testing.T) (before map[string]string) {
	t.Helper()
	inProject(t, "main-42")
	withTenants(t, 3)
	t.Setenv("BERTH_REUSE", "")
	run(t, 0)
	before = output(t)
	require.Len(t, before, 4)
	diskIsFull(t, "cdk.tf.json")
	return before
}

func edit(t *testing.T, file, old, changed string) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), old, changed, 1)), 0o600))
}

func TestWhatIsStillTheSameIsNotBuiltAgain(t *testing.T) {
	before := reusing(t)
	stdout, _ := run(t, 0)
	require.Contains(t, stdout, "tenant-momcorp")
	require.Equal(t, before, output(t))
	requireTidy(t)

	edit(t, "environments/dev/tenants/momcorp.yaml", "tenant: momcorp", "# A comment changes nothing.\ntenant: momcorp")
	run(t, 0)
	require.Equal(t, before, output(t))

	t.Setenv("BERTH_STACKS", "tenant-momcorp")
	run(t, 0)
	t.Setenv("BERTH_STACKS", "")
	run(t, 0)
	require.Equal(t, before, output(t), "what was not asked for in between is known all the same")
}

func TestWhatIsNotTheSameIsBuiltAgain(t *testing.T) {
	for name, change := range map[string]func(t *testing.T){
		"a tag": func(t *testing.T) {
			t.Helper()
			edit(t, "environments/dev/tenants/momcorp.yaml", "main-42", "main-43")
		},
		"what all tenants share": func(t *testing.T) {
			t.Helper()
			edit(t, "environments/dev/platform.yaml", "env: {", "replicas: 2\n    env: {")
		},
		"cdktf's own settings": func(t *testing.T) {
			t.Helper()
			t.Setenv("CDKTF_CONTEXT_JSON", `{"excludeStackIdFromLogicalIds": "true", "other": 1}`)
		},
		"a file that somebody has written to": func(t *testing.T) {
			t.Helper()
			edit(t, "cdktf.out/stacks/tenant-momcorp/cdk.tf.json", "main-42", "main-41")
		},
		"a file that is gone": func(t *testing.T) {
			t.Helper()
			require.NoError(t, os.Remove("cdktf.out/stacks/tenant-momcorp/cdk.tf.json"))
		},
		"all of it, where that is asked for": func(t *testing.T) {
			t.Helper()
			t.Setenv("BERTH_REUSE", "off")
		},
		"all of it, where nothing is known": func(t *testing.T) {
			t.Helper()
			require.NoError(t, os.WriteFile("cdktf.out/.built.json", []byte("{"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			reusing(t)
			change(t)
			_, stderr := run(t, 1)
			require.Contains(t, stderr, "ENOSPC", "it was not built")
		})
	}
}

func TestTheSameIsWrittenWhetherAllIsBuiltOrWhatHasChanged(t *testing.T) {
	inProject(t, "main-42")
	withTenants(t, 3)
	t.Setenv("BERTH_REUSE", "")
	run(t, 0)
	edit(t, "environments/dev/tenants/momcorp.yaml", "main-42", "main-43")
	run(t, 0)
	require.Equal(t, oneApp(t), output(t))
}
