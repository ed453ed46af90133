package platform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheMessagesOfTheDocsAreThoseOfTheExample(t *testing.T) {
	docs, err := os.ReadFile("../docs/environments.md")
	require.NoError(t, err)
	const file, tenantFile = "environments/dev/platform.yaml", "environments/dev/tenants/momcorp.yaml"
	mistakes := []struct{ file, old, changed string }{
		{tenantFile, "main-42", "latest"},
		{tenantFile, "main-42", "1.10"},
		{tenantFile, "tag: main-42", "tga: main-42"},
		{tenantFile, "  frontend:", "  frontent:"},
		{tenantFile, "{tag: main-42}", "{tag: main-42}\n    secrets: {DATABASE_URL: /ramparts/dev/tenants/planetexpress/db}"},
		{file, `host: "{tenant}.dev`, `host: "app.dev`},
		{file, `"1.35"`, `"1.31"`},
		{file, "{vpc: {}}", "{vpc: {}, subnets: [subnet-1, subnet-2]}"},
		{tenantFile, "services:", "tier: basic\nservices:"},
	}
	var told []string
	for _, mistake := range mistakes {
		told = append(told, problemOfExample(t, mistake.file, mistake.old, mistake.changed))
	}
	_, after, _ := strings.Cut(string(docs), "## Read what is wrong")
	_, after, _ = strings.Cut(after, "```text\n")
	block, _, _ := strings.Cut(after, "\n```")
	require.Equal(t, strings.Join(told, "\n"), block)

	isolation, err := os.ReadFile("../docs/tenant-isolation.md")
	require.NoError(t, err)
	require.Contains(t, string(isolation), "\n"+told[len(told)-1]+"\n")
}

// problemOfExample is what is told of the example environment with one text of a file replaced by another.
func problemOfExample(t *testing.T, file, old, changed string) string {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(root, "environments"), os.DirFS("../environments")))
	file = filepath.Join(root, file)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(content), old, changed, 1)), 0o600))
	_, err = Load(root, "dev")
	require.Error(t, err)
	return strings.ReplaceAll(err.Error(), root+"/", "")
}
