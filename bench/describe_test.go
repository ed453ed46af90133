package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// assemblies are packages with a few classes, as jsii describes them.
var assemblies = map[string]string{
	"cdktf": `{"types": {
		"cdktf.TerraformMetaArguments": {"kind": "interface", "datatype": true, "properties": [
			{"name": "dependsOn", "type": {"collection": {"kind": "array", "elementtype": {"fqn": "cdktf.ITerraformDependable"}}}}]},
		"cdktf.LocalBackend": {"kind": "class", "symbolId": "lib/local:LocalBackend", "initializer": {"parameters": [
			{"name": "config", "type": {"fqn": "cdktf.LocalBackendConfig"}}]}},
		"cdktf.LocalBackendConfig": {"kind": "interface", "datatype": true, "properties": [
			{"name": "workspaceDir", "type": {"primitive": "string"}}]}}}`,
	"@cdktf/provider-aws": `{"types": {
		"@cdktf/provider-aws.iamRole.IamRole": {"kind": "class", "symbolId": "src/iam-role/index:IamRole", "initializer": {"parameters": [
			{"name": "config", "type": {"fqn": "@cdktf/provider-aws.iamRole.IamRoleConfig"}}]}},
		"@cdktf/provider-aws.iamRole.IamRoleConfig": {"kind": "interface", "datatype": true,
			"interfaces": ["cdktf.TerraformMetaArguments"], "properties": [
			{"name": "cidrIpv4Block", "type": {"primitive": "string"}},
			{"name": "tags", "type": {"collection": {"kind": "map", "elementtype": {"primitive": "string"}}}},
			{"name": "inlinePolicy", "type": {"union": {"types": [{"fqn": "cdktf.IResolvable"},
				{"collection": {"kind": "array", "elementtype": {"fqn": "@cdktf/provider-aws.iamRole.IamRoleInlinePolicy"}}}]}}}]},
		"@cdktf/provider-aws.iamRole.IamRoleInlinePolicy": {"kind": "interface", "datatype": true, "properties": [
			{"name": "policyName", "type": {"primitive": "string"}}]}}}`,
}

func describerOf(t *testing.T) describer {
	t.Helper()
	modules := t.TempDir()
	for name, assembly := range assemblies {
		require.NoError(t, os.MkdirAll(filepath.Join(modules, name), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(modules, name, ".jsii"), []byte(assembly), 0o600))
	}
	return describer{modules, types{}}
}

// stackWith is an output folder of one stack, which has one role.
func stackWith(t *testing.T, role string) string {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "stacks/tenant-acme/cdk.tf.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte(`{
		"terraform": {"required_version": ">= 1.11.0", "required_providers": {"aws": {}}, "backend": {"local": {"workspace_dir": "state"}}},
		"resource": {"aws_iam_role": {"role_app_role_1": `+role+`}}}`), 0o600))
	return folder
}

func TestAResourceIsACallOfItsClass(t *testing.T) {
	got, err := describerOf(t).describe(stackWith(t, `{
		"//": {"metadata": {"path": "tenant-acme/role/app/role", "uniqueId": "role_app_role_1"}},
		"cidr_ipv4_block": "10.0.0.0/16",
		"tags": {"a_tag": "acme"},
		"inline_policy": [{"policy_name": "p"}],
		"depends_on": ["aws_iam_role.other"]}`))
	require.NoError(t, err)
	require.Equal(t, []stack{{Name: "tenant-acme", Tenant: "acme"}}, got.Stacks)
	require.Equal(t, []any{map[string]any{
		"overrides": map[string]any{"terraform.required_version": ">= 1.11.0"},
		"elements": []any{
			map[string]any{"module": "cdktf", "name": "LocalBackend", "path": "", "config": map[string]any{"workspaceDir": "state"}},
			map[string]any{
				"module": "@cdktf/provider-aws/lib/iam-role", "name": "IamRole", "path": "role/app", "id": "role",
				"config": map[string]any{
					"cidrIpv4Block": "10.0.0.0/16",
					"tags":          map[string]any{"a_tag": "{tenant}"},
					"inlinePolicy":  []any{map[string]any{"policyName": "p"}},
					"dependsOn":     []any{map[string]any{"fqn": "aws_iam_role.other"}},
				},
			},
		},
	}}, got.Templates)
}

func TestWhatNoClassTakesIsToldWithItsPlace(t *testing.T) {
	_, err := describerOf(t).describe(stackWith(t, `{"inline_policy": [{"name": "p"}]}`))
	require.ErrorContains(t, err, ".inline_policy[0].name: @cdktf/provider-aws.iamRole.IamRoleInlinePolicy has no such property")
}

func TestAProviderWithoutItsPackageIsTold(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "stacks/addons/cdk.tf.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte(`{"provider": {"helm": [{}]}}`), 0o600))
	_, err := describerOf(t).describe(folder)
	require.ErrorContains(t, err, "bench/peer/package.json has to name the package")
}

func TestClassesAreNamedAsTheirPackagesNameThem(t *testing.T) {
	require.Equal(t, "@cdktf/provider-kubernetes.deploymentV1.DeploymentV1", resourceClass("", "kubernetes_deployment_v1"))
	require.Equal(t, "@cdktf/provider-aws.dataAwsEksCluster.DataAwsEksCluster", resourceClass("data_", "aws_eks_cluster"))
}
