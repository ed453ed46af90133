package platform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/internal/check"
)

// FuzzLoad holds that files of any content are read, or told what is wrong with them at a place that they have.
func FuzzLoad(f *testing.F) {
	base := valid()
	f.Add(base[platformFile], base[momcorp])
	for _, text := range []string{
		"", "\ufeff# only a comment\r\n", "%YAML 1.2\n---\na: 1\n...\n", "- a\n- [b, {c: d}]\n", "? [a]\n: b\n", "a: &x {b: *x}\nc:\n  <<: *x\n",
		"platform: 1.10\nservices: ~\n", "services: {api: {port: 1e99, env: {\"\": \"${x}\"}}}\n", "services:\n  a.b[0]:\n    sidecars: {\"[1].c\": {}}\n",
		"tenant: !!str momcorp\nservices: {api: {image: {tag: |\n  v1\n}}}\n", strings.Repeat("[", 60), strings.Repeat("- ", 60), "a:\n\tb: \xff\n",
	} {
		f.Add(text, base[momcorp])
		f.Add(base[platformFile], text)
	}
	root := base.write(f)
	folder := filepath.Join(root, "environments/dev")
	f.Fuzz(func(t *testing.T, platform, tenant string) {
		content := map[string]string{
			filepath.Join(folder, platformFile): platform, filepath.Join(folder, momcorp): tenant, filepath.Join(folder, planet): base[planet],
		}
		for file, text := range content {
			require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		}
		environment, err := Load(root, "dev")
		if err == nil {
			requireText(t, environment)
			return
		}
		var problems Problems
		require.ErrorAs(t, err, &problems)
		for _, problem := range problems {
			lines := strings.Count(content[problem.File], "\n") + strings.Count(content[problem.File], "\r")
			require.True(t, 1 <= problem.Line && problem.Line <= lines+1 && 1 <= problem.Column, problem)
			require.NotEmpty(t, problem.Problem)
		}
	})
}

func requireText(t *testing.T, environment *Environment) {
	t.Helper()
	for _, tenant := range environment.Tenants {
		require.NoError(t, tenant.Validate())
		for _, service := range tenant.Services {
			for key, value := range service.Env {
				require.False(t, check.IsToken(key+" "+value), value)
			}
		}
	}
}
