//go:build e2e

// Package e2e drives the cdktf command over the example environment, from the first deploy to the last destroy.
package e2e

import (
	"fmt"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	cluster = "cluster"
	addons  = "addons"
	tenant  = "tenant-momcorp"
	other   = "tenant-planetexpress"

	apiserver  = "kubernetes_deployment_v1.service_apiserver_deployment_AF86925A"
	registry   = "aws_ssm_parameter.record_registry_19A3E2E5"
	tenantFile = "environments/dev/tenants/momcorp.yaml"
	tag        = "main-42"
	newTag     = "main-43"
)

func TestThePlatformFromTheFirstDeployToTheLastDestroy(t *testing.T) {
	p := newProject(t)
	step := func(sentence string, run func(t *testing.T)) {
		if !t.Run(sentence, run) {
			t.Fatal("the steps after this one stand on it")
		}
	}

	step("cdktf finds the stacks by the project's own cdktf.json", func(t *testing.T) {
		command := p.command(p.cli, "list")
		command.Dir = p.root
		output, err := command.CombinedOutput()
		require.NoError(t, err, string(output))
		assert.Contains(t, string(output), "cdktf.out/stacks/"+tenant)
	})
	step("a tenant is not deployed before its cluster is there", func(t *testing.T) {
		output, err := p.cdktf("deploy", tenant, "--auto-approve")
		require.Error(t, err, output)
		assert.Contains(t, output, "reading EKS Cluster (ramparts-dev-cluster): couldn't find resource")
	})
	step("the cluster is deployed alone, in one phase", func(t *testing.T) {
		p.deploy(t, cluster)
		assert.NotZero(t, p.resources(t, cluster))
	})
	step("a tenant is not deployed before the add-ons are there, and one sentence says so", func(t *testing.T) {
		output := p.planWithoutAddons(t, tenant)
		assert.Equal(t, 1, strings.Count(output, "Error: "), output)
		assert.Contains(t, output, "\nThe stack addons is not deployed: run cdktf deploy addons first.\n")
	})
	step("the add-ons are deployed alone, in one phase", func(t *testing.T) {
		p.deploy(t, addons)
		assert.Equal(t, 4, p.count(t, addons, "helm_release"))
		assert.Contains(t, p.read(t, "state/dev/addons.tfstate"), `"external-secrets": "2.9.0"`)
	})
	for _, tenant := range []string{tenant, other} {
		step(tenant+" is deployed alone, in one phase", func(t *testing.T) {
			p.deploy(t, tenant)
			assert.NotZero(t, p.resources(t, tenant))
		})
	}
	for _, stack := range []string{cluster, addons, tenant, other} {
		step("a diff of the deployed "+stack+" is empty", func(t *testing.T) {
			assert.Empty(t, p.diff(t, stack))
		})
	}
	step("a new tag updates its Deployment and the registry in place, and changes nothing else", func(t *testing.T) {
		p.write(t, tenantFile, strings.Replace(p.read(t, tenantFile), tag, newTag, 1))
		assert.Equal(t, map[string]tfjson.Actions{apiserver: {tfjson.ActionUpdate}, registry: {tfjson.ActionUpdate}}, p.diff(t, tenant))
	})
	step("the deploy of a new tag leaves nothing to do", func(t *testing.T) {
		p.deploy(t, tenant)
		assert.Empty(t, p.diff(t, tenant))
	})
	step("an image of tag latest is told with its place and leaves cdktf.out as it was", func(t *testing.T) {
		good, before := p.read(t, tenantFile), p.digests(t, "cdktf.out")
		bad := strings.Replace(good, newTag, "latest", 1)
		p.write(t, tenantFile, bad)
		for _, args := range [][]string{{"synth"}, {"diff", tenant}, {"deploy", tenant, "--auto-approve"}} {
			output, err := p.cdktf(args...)
			require.Error(t, err, output)
			assert.Contains(t, output, fmt.Sprintf("%s:%s: tenant momcorp, service apiserver: image.tag: ", tenantFile, place(bad, "latest")))
		}
		assert.Equal(t, before, p.digests(t, "cdktf.out"))
		p.write(t, tenantFile, good)
	})
	step("destroying a tenant leaves all else alone", func(t *testing.T) {
		p.destroy(t, tenant)
		assert.Zero(t, p.resources(t, tenant))
		for _, stack := range []string{cluster, addons, other} {
			assert.Empty(t, p.diff(t, stack), stack)
		}
	})
	for _, stack := range []string{other, addons, cluster} {
		step("destroying "+stack+" in its turn leaves nothing of it", func(t *testing.T) {
			p.destroy(t, stack)
			assert.Zero(t, p.resources(t, stack))
		})
	}
}

// place is where a word stands in a text, as line:column.
func place(text, word string) string {
	before, _, _ := strings.Cut(text, word)
	return fmt.Sprintf("%d:%d", strings.Count(before, "\n")+1, len(before)-strings.LastIndex(before, "\n"))
}
