package platform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// files are an environment's files by their paths in it. An empty text is a file that is left out.
type files map[string]string

const (
	platformFile = "platform.yaml"
	momcorp      = "tenants/momcorp.yaml"
	planet       = "tenants/planetexpress.yaml"
)

// clusterLines are all that the valid environment says of its cluster.
const clusterLines = "cluster:\n  nodes: {min: 2, max: 4}\n  access: {creatorIsAdmin: true}\n"

// Hints that many problems end with.
const (
	pinATag     = "; pin a tag that never moves, such as main-42, v1.4.0 or a commit"
	writeAName  = "; write 2 to 30 lower case letters, digits and hyphens, a letter first, no hyphen last, such as apiserver"
	shareByPath = "; give one of them another host or path; {tenant} in the catalog's host makes it each tenant's own"
)

// elsewhere stands in place of the cluster for one that a kubeconfig leads to.
const elsewhere = "access: {kubeconfig: {}}\ntenants: {network: {loadBalancerCidrs: [10.0.192.0/21]}}\n"

// valid is an environment that has nothing wrong with it but what a test changes in it.
func valid() files {
	return files{
		platformFile: `platform: ramparts
region: us-east-1
cluster:
  nodes: {min: 2, max: 4}
  access: {creatorIsAdmin: true}
ingress:
  certificateArn: arn:aws:acm:us-east-1:012345678901:certificate/1
services:
  api:
    image: {repository: ghcr.io/acme/api}
    env: {MODE: production}
    secrets: {DATABASE_URL: }
    alb: {host: "api.{tenant}.example"}
    sidecars:
      runtime:
        image: {repository: ghcr.io/acme/runtime, tag: v7}
        port: 3000
        ingressPath: /runtime
  web:
    image: {repository: ghcr.io/acme/web}
`,
		momcorp: `tenant: momcorp
services:
  api:
    image: {tag: v1}
`,
		planet: `tenant: planetexpress
services:
  api:
    image: {tag: v2}
  web:
    image: {tag: v3}
`,
	}
}

// with is the valid environment with one text of a file replaced by another.
func with(file, old, changed string) files { return valid().with(file, old, changed) }

func (f files) with(file, old, changed string) files {
	if strings.Count(f[file], old) != 1 {
		panic(file + " has not one " + old)
	}
	f[file] = strings.Replace(f[file], old, changed, 1)
	return f
}

// catalog is the valid environment with further lines in the catalog's api.
func catalog(lines string) files { return with(platformFile, "    env:", lines+"\n    env:") }

// own puts further lines into the api of momcorp's file.
func (f files) own(lines string) files { return f.with(momcorp, "    image:", lines+"\n    image:") }

func own(lines string) files { return valid().own(lines) }

// load writes the files as the environment dev, and reads it.
func (f files) load(t *testing.T) (*Environment, error) {
	t.Helper()
	return Load(f.write(t), "dev")
}

func (f files) write(t testing.TB) (root string) {
	t.Helper()
	root = t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "environments/dev/tenants"), 0o700))
	for path, text := range f {
		if text != "" {
			require.NoError(t, os.WriteFile(filepath.Join(root, "environments/dev", path), []byte(text), 0o600))
		}
	}
	return root
}

// requireProblems holds all problems of the files against the expected lines, their paths relative to the environment.
func (f files) requireProblems(t *testing.T, want ...string) {
	t.Helper()
	root := f.write(t)
	_, err := Load(root, "dev")
	var problems Problems
	require.ErrorAs(t, err, &problems)
	have := strings.ReplaceAll(err.Error(), filepath.Join(root, "environments/dev")+"/", "")
	require.Equal(t, strings.Join(want, "\n"), have)
}

// mistakes are tables of files and the problems that they have.
type mistakes map[string]struct {
	files files
	want  string
}

func (m mistakes) run(t *testing.T) {
	t.Helper()
	for name, mistake := range m {
		t.Run(name, func(t *testing.T) { mistake.files.requireProblems(t, mistake.want) })
	}
}
