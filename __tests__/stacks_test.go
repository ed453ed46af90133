package tests

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/stacks"
)

func environment() stacks.Environment {
	return stacks.Environment{Platform: "ramparts", Name: "dev", Region: "us-gov-west-1"}
}

// tenantStack synthesizes a tenant of one service.
func tenantStack(t *testing.T, changes ...func(*stacks.TenantStackConfig)) synthesized {
	t.Helper()
	return synth(t, func(app cdktf.App) {
		config := &stacks.TenantStackConfig{
			Environment: environment(),
			Tenant:      "momcorp",
			Services: []stacks.TenantService{{ServiceConfig: saas.ServiceConfig{
				Name:    "apiserver",
				Image:   saas.Image{Repository: "ghcr.io/acme/apiserver", Tag: "main-42"},
				Secrets: map[string]string{"DATABASE_URL": ""},
			}}},
		}
		for _, change := range changes {
			change(config)
		}
		stacks.NewTenantStack(app, "tenant-momcorp", config)
	})["tenant-momcorp"]
}

func clusterStack(t *testing.T, changes ...func(*stacks.ClusterStackConfig)) synthesized {
	t.Helper()
	return synth(t, func(app cdktf.App) {
		config := &stacks.ClusterStackConfig{
			Environment: environment(),
			Access:      eks.ClusterAccess{Admins: []string{"arn:aws-us-gov:iam::012345678901:role/deployer"}},
		}
		for _, change := range changes {
			change(config)
		}
		stacks.NewClusterStack(app, "cluster", config)
	})["cluster"]
}

func TestATenantFindsItsClusterByName(t *testing.T) {
	s := tenantStack(t)
	require.Equal(t, "ramparts-dev-cluster", s.block("data", "aws_eks_cluster", "cluster")["name"])
	require.NotContains(t, s.tree["data"], "terraform_remote_state")
	require.NotContains(t, s.block("data", "aws_eks_cluster", "cluster"), "depends_on")
}

func TestTheClusterIsReachedByACommandThatRenewsItsToken(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Access = stacks.EKSExec{RoleARN: "arn:aws-us-gov:iam::012345678901:role/deployer"}
	})
	provider := s.provider("kubernetes")
	require.Equal(t, []any{map[string]any{
		"api_version": "client.authentication.k8s.io/v1beta1",
		"command":     "aws",
		"args": []any{
			"eks", "get-token", "--cluster-name", "ramparts-dev-cluster", "--region", "us-gov-west-1", "--output", "json",
			"--role-arn", "arn:aws-us-gov:iam::012345678901:role/deployer",
		},
	}}, provider["exec"])
	require.Contains(t, provider["host"], "data.aws_eks_cluster.")
	require.Contains(t, provider["cluster_ca_certificate"], "base64decode(data.aws_eks_cluster.")
	require.NotContains(t, provider, "token")
}

func TestTheClusterCanBeReachedByAToken(t *testing.T) {
	provider := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Access = stacks.EKSToken{} }).provider("kubernetes")
	require.Contains(t, provider["token"], "data.aws_eks_cluster_auth.")
	require.NotContains(t, provider, "exec")
}

func TestAKubeconfigNeedsNoAWS(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Access = stacks.Kubeconfig{Context: "kind-dev"}
		c.Environment.Region = ""
	})
	require.Equal(t, []string{"kubernetes"}, keys(s.tree["provider"]))
	require.Equal(t, map[string]any{"config_path": "~/.kube/config", "config_context": "kind-dev"}, s.provider("kubernetes"))
	require.NotContains(t, string(s.text), `"aws_`)
}

func TestEachServiceHasARoleThatOnlyItsPodsTakeOn(t *testing.T) {
	s := tenantStack(t)
	role := s.block("resource", "aws_iam_role", "role_apiserver")
	require.Equal(t, "ramparts-dev-cluster.momcorp.apiserver", role["name"])
	var trust struct {
		Statement []struct{ Condition map[string]map[string]string }
	}
	policy := regexp.MustCompile(`\$\{[^}]*\}`).ReplaceAllString(role["assume_role_policy"].(string), "known to Terraform")
	require.NoError(t, json.Unmarshal([]byte(policy), &trust))
	conditions := trust.Statement[0].Condition
	require.Equal(t, []string{"StringEquals"}, slices.Collect(maps.Keys(conditions)))
	require.ElementsMatch(t, []string{"sts.amazonaws.com", "system:serviceaccount:tenant-momcorp:apiserver-sa"},
		slices.Collect(maps.Values(conditions["StringEquals"])))
	account := object[*corev1.ServiceAccount](s, "apiserver-sa")
	require.Regexp(t, `^\$\{aws_iam_role\..*\.arn\}$`, account.Annotations["eks.amazonaws.com/role-arn"])
}

func TestARoleMayNothingUnlessItIsAsked(t *testing.T) {
	s := tenantStack(t)
	for id := range s.blocks("resource", "aws_iam_role_policy") {
		require.Regexp(t, "^secrets-reader_", id, "the tenant's reader of secrets, and no pod")
	}
	require.Empty(t, s.blocks("resource", "aws_iam_role_policy_attachment"))
}

func TestARoleMayReadTheServicesOwnParametersWhenAsked(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Services[0].Role.ReadsParameters = true })
	policy := s.block("resource", "aws_iam_role_policy", "role_apiserver")["policy"]
	require.Contains(t, policy, ":parameter/ramparts/dev/tenants/momcorp/apiserver/*")
	require.NotContains(t, policy, "parameter/*")
}

func TestPodsStartAfterTheirRightsAreThereAndStopBeforeTheyAreGone(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Services[0].Role = stacks.Role{ReadsParameters: true, PolicyARNs: []string{"arn:aws-us-gov:iam::012345678901:policy/uploads"}}
	})
	require.Len(t, s.block("resource", "kubernetes_service_account_v1", "service_apiserver")["depends_on"], 2)
}

func TestPodsAreKnownByEKSWhenItIsSaid(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Identity = eks.PodIdentity{}
		c.Environment.ExistingCluster = "shared"
	})
	association := s.block("resource", "aws_eks_pod_identity_association", "role_apiserver")
	require.Equal(t, []any{"shared", "tenant-momcorp", "apiserver-sa"}, []any{association["cluster_name"], association["namespace"], association["service_account"]})
	require.Contains(t, s.block("resource", "aws_iam_role", "role_apiserver")["assume_role_policy"], `"Service":"pods.eks.amazonaws.com"`)
	account := s.block("resource", "kubernetes_service_account_v1", "service_apiserver")
	require.Len(t, account["depends_on"], 1, "pods that start before the association get no identity")
	require.NotContains(t, object[*corev1.ServiceAccount](s, "apiserver-sa").Annotations, "eks.amazonaws.com/role-arn")
	require.Equal(t, "shared", s.block("data", "aws_eks_cluster", "cluster")["name"])
}

func TestEveryRoleOfAnEnvironmentIsAsTheAccountAsks(t *testing.T) {
	iam := eks.IAM{PermissionsBoundary: "arn:aws-us-gov:iam::012345678901:policy/boundary", Path: "/platform/"}
	for _, s := range []synthesized{
		clusterStack(t, func(c *stacks.ClusterStackConfig) { c.Environment.IAM = iam }),
		tenantStack(t, func(c *stacks.TenantStackConfig) { c.Environment.IAM = iam }),
	} {
		require.NotEmpty(t, s.blocks("resource", "aws_iam_role"))
		for id, role := range s.blocks("resource", "aws_iam_role") {
			require.Equal(t, iam.PermissionsBoundary, role.(map[string]any)["permissions_boundary"], id)
			require.Equal(t, iam.Path, role.(map[string]any)["path"], id)
		}
	}
}

func TestAPointerToAnAccessOrABackendIsWhatItPointsAt(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Access = &stacks.Kubeconfig{Path: "kubeconfig"}
		c.Environment.Backend = &stacks.S3Backend{Bucket: "acme-states"}
	})
	require.Equal(t, map[string]any{"config_path": "kubeconfig"}, s.provider("kubernetes"))
	require.Contains(t, string(s.text), `"bucket": "acme-states"`)
	require.Contains(t, string(clusterStack(t, func(c *stacks.ClusterStackConfig) { c.Network = &eks.VPC{} }).text), "ramparts-dev-vpc")
}

func TestAKubeconfigIsNoWayIntoAnEKSCluster(t *testing.T) {
	err := stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(app cdktf.App) {
		stack := stacks.NewStack(app, "app", environment())
		stacks.UseAWS(stack, environment(), "")
		stacks.UseCluster(stack, eks.LookupCluster(stack, "cluster", "x"), "us-east-1", stacks.Kubeconfig{})
	})
	require.EqualError(t, err, "app:\n  access: is a kubeconfig, which leads elsewhere; call UseKubeconfig")
}

func TestWhatTheStackFillsInIsNotTakenFromTheService(t *testing.T) {
	err := stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(app cdktf.App) {
		stacks.NewTenantStack(app, "tenant-momcorp", &stacks.TenantStackConfig{
			Environment: environment(), Tenant: "momcorp",
			Services: []stacks.TenantService{{ServiceConfig: saas.ServiceConfig{
				Name: "api", Image: saas.Image{Repository: "api", Tag: "v1"}, Tenant: "acme", Namespace: "x", Identity: identity{},
			}}},
		})
	})
	require.EqualError(t, err, `tenant-momcorp:
  services[0].tenant: is given; leave it out: the stack fills it in
  services[0].namespace: is given; leave it out: the stack fills it in
  services[0].identity: is given; leave it out: on EKS each service has a role of its own, whose rights are in role`)
}

func TestAStackOfABadEnvironmentPanics(t *testing.T) {
	err := stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(app cdktf.App) {
		stack := stacks.NewStack(app, "app", stacks.Environment{Platform: "ramparts", Name: "dev"})
		stacks.UseAWS(stack, stacks.Environment{Platform: "ramparts", Name: "dev"}, "")
	})
	require.EqualError(t, err, "app:\n  region: is missing; write an AWS region such as us-east-1")
}

func TestAMistakeOfTheProgramKeepsItsTrace(t *testing.T) {
	require.Panics(t, func() {
		_ = stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(cdktf.App) {
			var config *stacks.ClusterStackConfig
			_ = config.NamePrefix
		})
	})
}

func TestAServiceMayBeNamedAsTheStacksOwnParts(t *testing.T) {
	for _, name := range []string{"aws", "kubernetes", "cluster", "tenant", "namespace", "services"} {
		s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Services[0].Name = name })
		require.Equal(t, name, s.deployment().Name)
	}
}

func TestEverythingInAWSIsTagged(t *testing.T) {
	tags := func(s synthesized) any { return s.provider("aws")["default_tags"] }
	platform := map[string]any{"platform": "ramparts", "environment": "dev", "managed-by": "berth"}
	require.Equal(t, []any{map[string]any{"tags": platform}}, tags(clusterStack(t)))

	tenant := maps.Clone(platform)
	tenant["tenant"], tenant["team"] = "momcorp", "payments"
	require.Equal(t, []any{map[string]any{"tags": tenant}}, tags(tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Environment.Tags = map[string]string{"team": "payments"}
	})))
}

// IAM refuses a role with two tags that differ in their capitals only.
func TestARolesTagsAreDifferentWithoutCapitalsToo(t *testing.T) {
	s := tenantStack(t)
	tags := map[string]any{}
	maps.Copy(tags, s.provider("aws")["default_tags"].([]any)[0].(map[string]any)["tags"].(map[string]any))
	maps.Copy(tags, s.block("resource", "aws_iam_role", "role_apiserver")["tags"].(map[string]any))
	seen := map[string]string{}
	for key := range tags {
		require.NotContains(t, seen, strings.ToLower(key), key)
		seen[strings.ToLower(key)] = key
	}
	require.Equal(t, "momcorp", tags["tenant"])
}

func TestStatesAreFilesOfTheirStackUnlessSaidOtherwise(t *testing.T) {
	backend := tenantStack(t).tree["terraform"].(map[string]any)["backend"]
	require.Equal(t, map[string]any{"local": map[string]any{"path": "../../../state/dev/tenant-momcorp.tfstate"}}, backend)
}

func TestStatesInS3AreEncryptedAndLockedThere(t *testing.T) {
	terraform := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Environment.Backend = stacks.S3Backend{Bucket: "acme-states", KMSKeyARN: "arn:aws-us-gov:kms:x"}
	}).tree["terraform"].(map[string]any)
	require.Equal(t, map[string]any{"s3": map[string]any{
		"bucket": "acme-states", "key": "ramparts/dev/tenant-momcorp.tfstate", "region": "us-gov-west-1",
		"encrypt": true, "kms_key_id": "arn:aws-us-gov:kms:x", "use_lockfile": true,
	}}, terraform["backend"])
}

func TestProvidersAndTerraformAreHeldToVersions(t *testing.T) {
	terraform := tenantStack(t).tree["terraform"].(map[string]any)
	require.Equal(t, ">= 1.11.0", terraform["required_version"])
	require.Equal(t, map[string]any{
		"aws":        map[string]any{"source": "aws", "version": "5.99.1"},
		"kubernetes": map[string]any{"source": "kubernetes", "version": "2.37.1"},
	}, terraform["required_providers"])
}

func TestATenantsOutputsNameAllThatItHas(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Services[0].Exposure = saas.NLB{}
	})
	outputs := s.tree["output"].(map[string]any)
	require.Equal(t, []string{"namespace", "services"}, keys(outputs))
	service := outputs["services"].(map[string]any)["value"].(map[string]any)["apiserver"].(map[string]any)
	require.Equal(t, []string{"deployment_name", "hostname", "irsa_role_arn", "irsa_role_name", "secret_name", "service_account_name", "service_name"}, keys(service))
	require.Equal(t, "apiserver-secrets", service[stacks.OutputSecret])
	require.Regexp(t, `^\$\{try\(kubernetes_service_v1\..*\.status\[0\]\.load_balancer\[0\]\.ingress\[0\]\.hostname, ""\)\}$`, service[stacks.OutputHostname])
}

func TestAClustersOutputsSayHowToFindIt(t *testing.T) {
	require.Equal(t, []string{"cluster_endpoint", "cluster_name", "oidc_provider_arn"}, keys(clusterStack(t).tree["output"]))
}

func TestANewVPCIsNamedAfterItsEnvironment(t *testing.T) {
	s := clusterStack(t, func(c *stacks.ClusterStackConfig) { c.Network = eks.VPC{} })
	require.Equal(t, "ramparts-dev-vpc", s.block("resource", "aws_vpc", "network")["tags"].(map[string]any)["Name"])
}

func TestNoPartitionIsTakenForGranted(t *testing.T) {
	for name, s := range map[string]synthesized{
		"a cluster with all there is": clusterStack(t, func(c *stacks.ClusterStackConfig) {
			c.Network = eks.VPC{}
			c.AddOns.EBSCSI = true
			c.Access.Entries = []eks.AccessEntry{{Principal: "arn:aws-us-gov:iam::012345678901:role/support", Policy: eks.AccessView}}
		}),
		"a tenant known by IRSA": tenantStack(t, func(c *stacks.TenantStackConfig) { c.Services[0].Role.ReadsParameters = true }),
		"a tenant known by EKS": tenantStack(t, func(c *stacks.TenantStackConfig) {
			c.Identity = eks.PodIdentity{}
			c.Services[0].Role.ReadsParameters = true
		}),
		"the add-ons": addonsStack(t, func(c *stacks.AddonsStackConfig) { c.Autoscaler = stacks.ClusterAutoscaler{} }),
	} {
		require.Equal(t, "us-gov-west-1", s.provider("aws")["region"], name)
		require.NotContains(t, string(s.text), "arn:aws:", name)
		require.NotRegexp(t, `\.amazonaws\.com\.cn|:us-east-1:`, string(s.text), name)
	}
}

func TestAnEnvironmentIsKeptFromBeingDestroyed(t *testing.T) {
	kept := func(prevent bool) any {
		s := clusterStack(t, func(c *stacks.ClusterStackConfig) { c.Environment.PreventDestroy = prevent })
		return s.block("resource", "aws_eks_cluster", "eks_cluster")["lifecycle"]
	}
	require.Equal(t, map[string]any{"prevent_destroy": true}, kept(true))
	require.Nil(t, kept(false))
}

func TestARoleThatIsNoneIsNoWayIntoACluster(t *testing.T) {
	err := stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(app cdktf.App) {
		stack := stacks.NewStack(app, "app", environment())
		stacks.UseAWS(stack, environment(), "")
		stacks.UseCluster(stack, eks.LookupCluster(stack, "cluster", "x"), "us-east-1", stacks.EKSExec{RoleARN: "deployer"})
	})
	require.EqualError(t, err, "app:\n  access.eksExec.roleArn: \"deployer\" is no ARN of an IAM role; write one such as arn:<partition>:iam::123456789012:role/deployer")
}

func TestABadTenantPanicsWithEveryProblem(t *testing.T) {
	err := stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(app cdktf.App) {
		stacks.NewTenantStack(app, "tenant-x", &stacks.TenantStackConfig{
			Tenant:   "x",
			Access:   stacks.Kubeconfig{},
			Services: []stacks.TenantService{{Role: stacks.Role{ReadsParameters: true}}},
		})
	})
	const id = "write 2 to 30 lower case letters, digits and hyphens, a letter first, no hyphen last, such as apiserver"
	require.EqualError(t, err, strings.Join([]string{
		"tenant-x:",
		"  platform: is missing; " + id,
		"  environment: is missing; " + id,
		`  tenant: "x" is not a valid name; ` + id,
		"  services[0].name: is missing; " + id,
		"  services[0].image.repository: is missing; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart",
		"  services[0].image.tag: is missing, which means latest; pin a tag that never moves, such as main-42, v1.4.0 or a commit",
		"  services[0].role: gives rights in AWS to pods that a kubeconfig leads to; leave the role out, or reach an EKS cluster by its name",
	}, "\n"))
}

func (s synthesized) provider(name string) map[string]any {
	s.t.Helper()
	configurations := s.tree["provider"].(map[string]any)[name].([]any)
	require.Len(s.t, configurations, 1)
	return configurations[0].(map[string]any)
}

func keys(object any) []string {
	return slices.Sorted(maps.Keys(object.(map[string]any)))
}
