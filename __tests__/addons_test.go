package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/berth-platform/berth/__tests__/judge"
	"github.com/berth-platform/berth/internal/manifest"
	"github.com/berth-platform/berth/stacks"
)

func addonsStack(t *testing.T, changes ...func(*stacks.AddonsStackConfig)) synthesized {
	t.Helper()
	return synth(t, func(app cdktf.App) {
		config := &stacks.AddonsStackConfig{Environment: environment()}
		for _, change := range changes {
			change(config)
		}
		stacks.NewAddonsStack(app, "addons", config)
	})["addons"]
}

func withAutoscaler(c *stacks.AddonsStackConfig) { c.Autoscaler = stacks.ClusterAutoscaler{} }

// releases are the Helm releases of a stack by name.
func (s synthesized) releases() map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, release := range s.blocks("resource", "helm_release") {
		release := release.(map[string]any)
		all[release["name"].(string)] = release
	}
	return all
}

func TestEachAddonIsAReleaseOfAPinnedChart(t *testing.T) {
	charts := map[string]string{}
	for name, release := range addonsStack(t, withAutoscaler).releases() {
		require.Equal(t, name, release["chart"])
		require.Equal(t, true, release["atomic"], name)
		charts[name] = release["repository"].(string) + " " + release["version"].(string)
	}
	require.Equal(t, map[string]string{
		"aws-load-balancer-controller": "https://aws.github.io/eks-charts 3.5.0",
		"cluster-autoscaler":           "https://kubernetes.github.io/autoscaler 9.59.0",
		"external-secrets":             "https://charts.external-secrets.io 2.9.0",
		"metrics-server":               "https://kubernetes-sigs.github.io/metrics-server/ 3.13.1",
		"reloader":                     "https://stakater.github.io/stakater-charts 2.2.16",
	}, charts)
}

func TestTheDocsListTheVersionsThatAreInstalled(t *testing.T) {
	docs, err := os.ReadFile("../docs/stacks.md")
	require.NoError(t, err)
	for name, release := range addonsStack(t, withAutoscaler).releases() {
		require.Contains(t, string(docs), fmt.Sprintf("| `%s` %s |", name, release["version"]))
	}
}

func TestAnAddonCanBeLeftToOthers(t *testing.T) {
	s := addonsStack(t, func(c *stacks.AddonsStackConfig) {
		c.LoadBalancerController.Disabled, c.Reloader.Disabled, c.MetricsServer.Disabled = true, true, true
	})
	require.Equal(t, []string{"external-secrets"}, slices.Collect(maps.Keys(s.releases())))
	require.Empty(t, s.blocks("resource", "aws_iam_role"))
}

// The charts are not at hand where the tests run, so it is their values that are judged: the security contexts that they
// put on each pod and its container, in full.
func TestEveryPodOfTheAddonsPassesRestricted(t *testing.T) {
	paths := map[string][][2]string{ // The pod's, then the container's.
		"aws-load-balancer-controller": {{"podSecurityContext", "securityContext"}},
		"cluster-autoscaler":           {{"securityContext", "containerSecurityContext"}},
		"external-secrets": {
			{"podSecurityContext", "securityContext"},
			{"webhook.podSecurityContext", "webhook.securityContext"},
			{"certController.podSecurityContext", "certController.securityContext"},
		},
		"metrics-server": {{"podSecurityContext", "securityContext"}},
		"reloader":       {{"reloader.deployment.securityContext", "reloader.deployment.containerSecurityContext"}},
	}
	s := addonsStack(t, withAutoscaler)
	require.ElementsMatch(t, slices.Collect(maps.Keys(paths)), slices.Collect(maps.Keys(s.releases())))
	for name, contexts := range paths {
		for _, context := range contexts {
			pod := &corev1.Pod{Spec: corev1.PodSpec{
				SecurityContext: new(corev1.PodSecurityContext),
				Containers:      []corev1.Container{{Name: name, SecurityContext: new(corev1.SecurityContext)}},
			}}
			s.value(name, context[0], pod.Spec.SecurityContext)
			s.value(name, context[1], pod.Spec.Containers[0].SecurityContext)
			require.Empty(t, judge.Restricted([]manifest.Object{{Kind: "Pod", Name: name, Value: pod}}), "%s: %s", name, context[1])
		}
	}
}

func TestWhatIsInTheWayOfRequestsHasTwoPodsAndABudget(t *testing.T) {
	s := addonsStack(t, withAutoscaler)
	for name, paths := range map[string][][2]string{
		"aws-load-balancer-controller": {{"replicaCount", "podDisruptionBudget.maxUnavailable"}},
		"cluster-autoscaler":           {{"replicaCount", "podDisruptionBudget.maxUnavailable"}},
		"external-secrets": {
			{"replicaCount", "podDisruptionBudget.minAvailable"},
			{"webhook.replicaCount", "webhook.podDisruptionBudget.minAvailable"},
		},
		"metrics-server": {{"replicas", "podDisruptionBudget.minAvailable"}},
		"reloader":       {{"reloader.deployment.replicas", "reloader.podDisruptionBudget.minAvailable"}},
	} {
		for _, path := range paths {
			var replicas, budget int
			s.value(name, path[0], &replicas)
			s.value(name, path[1], &budget)
			require.Equal(t, []int{2, 1}, []int{replicas, budget}, "%s: %s", name, path[0])
		}
	}
}

func TestTheLoadBalancerControllerIsToldItsClusterAndVPC(t *testing.T) {
	values := addonsStack(t).values("aws-load-balancer-controller")
	require.Equal(t, "ramparts-dev-cluster", values["clusterName"])
	require.Equal(t, "us-gov-west-1", values["region"])
	require.Regexp(t, `^\$\{data\.aws_eks_cluster\..*\.vpc_config\[0\]\.vpc_id\}$`, values["vpcId"])
}

func TestAnIngressNamesItsGroupOnlyWhereThatIsAskedFor(t *testing.T) {
	values := addonsStack(t).values("aws-load-balancer-controller")
	require.Equal(t, true, values["disableIngressGroupNameAnnotation"])
	require.Equal(t, true, values["enableServiceMutatorWebhook"], "an NLB's Service names no class")
	values = addonsStack(t, func(c *stacks.AddonsStackConfig) { c.GroupAnnotations = true }).values("aws-load-balancer-controller")
	require.Equal(t, false, values["disableIngressGroupNameAnnotation"])
}

func TestAControllersRoleIsItsPodsAlone(t *testing.T) {
	s := addonsStack(t, withAutoscaler)
	roles := s.blocks("resource", "aws_iam_role")
	require.Len(t, roles, 2, "no other add-on needs AWS")
	for _, addon := range []string{"aws-load-balancer-controller", "cluster-autoscaler"} {
		role := s.block("resource", "aws_iam_role", "role_"+addon)
		require.Equal(t, "ramparts-dev-cluster."+addon, role["name"])
		require.NotContains(t, role["tags"], "tenant")
		require.Contains(t, role["assume_role_policy"], "system:serviceaccount:kube-system:"+addon)
		require.Contains(t, s.releases()[addon]["depends_on"].([]any)[0], "aws_iam_role_policy.role_"+addon)
	}
	account := s.values("aws-load-balancer-controller")["serviceAccount"].(map[string]any)
	require.Equal(t, "aws-load-balancer-controller", account["name"])
	require.Regexp(t, `^\$\{aws_iam_role\.role_aws-load-balancer-controller_.*\.arn\}$`, account["annotations"].(map[string]any)["eks.amazonaws.com/role-arn"])
}

// Its webhook is asked about each Service: a chart that makes one while the controller has no pods yet fails.
func TestTheLoadBalancerControllerIsInstalledFirst(t *testing.T) {
	releases := addonsStack(t, withAutoscaler).releases()
	for name, release := range releases {
		earlier, _ := release["depends_on"].([]any)
		waits := slices.ContainsFunc(earlier, func(address any) bool {
			return strings.HasPrefix(address.(string), "helm_release.aws-load-balancer-controller_release")
		})
		require.Equal(t, name != "aws-load-balancer-controller", waits, name)
	}
}

func TestTheOutputSaysWhatIsInstalledInWhichVersion(t *testing.T) {
	s := addonsStack(t, func(c *stacks.AddonsStackConfig) { c.Reloader.Version = "2.2.17" })
	versions := s.tree["output"].(map[string]any)[stacks.OutputAddons].(map[string]any)["value"].(map[string]any)
	require.Equal(t, []string{"aws-load-balancer-controller", "external-secrets", "metrics-server", "reloader"}, keys(versions))
	require.Regexp(t, `^\$\{helm_release\.reloader_release_.*\.version\}$`, versions["reloader"])
	require.Equal(t, "2.2.17", s.releases()["reloader"]["version"])
}

func TestTenantsAreLetInWhenAllAddonsAreThere(t *testing.T) {
	s := addonsStack(t)
	var names []string
	for _, marker := range s.blocks("resource", "aws_ssm_parameter") {
		marker := marker.(map[string]any)
		names = append(names, marker["name"].(string))
		require.Len(t, marker["depends_on"], 4)
	}
	require.ElementsMatch(t, []string{
		"/ramparts/dev/addons/aws-load-balancer-controller", "/ramparts/dev/addons/external-secrets",
		"/ramparts/dev/addons/metrics-server", "/ramparts/dev/addons/reloader",
	}, names)

	tenant := tenantStack(t, func(c *stacks.TenantStackConfig) { c.RequireAddons = true })
	require.Equal(t, "/ramparts/dev/addons", tenant.block("data", "aws_ssm_parameters_by_path", "addons")["path"])
	lifecycle := tenant.block("data", "aws_eks_cluster", "cluster")["lifecycle"].(map[string]any)
	condition := lifecycle["postcondition"].([]any)[0].(map[string]any)
	require.Regexp(t, `^\$\{\(length\(data\.aws_ssm_parameters_by_path\.addons.*\.names\) >= 1\)\}$`, condition["condition"])
	require.Equal(t, "The stack addons is not deployed: run cdktf deploy addons first.", condition["error_message"])
}

func TestATenantWhoseAddonsOthersInstallAsksForNone(t *testing.T) {
	s := tenantStack(t)
	require.NotContains(t, s.tree["data"], "aws_ssm_parameters_by_path")
	require.NotContains(t, s.block("data", "aws_eks_cluster", "cluster"), "lifecycle")
}

func TestHelmReachesTheClusterAsKubernetesDoes(t *testing.T) {
	for _, access := range []stacks.Access{stacks.EKSExec{RoleARN: "arn:aws-us-gov:iam::012345678901:role/deployer"}, stacks.EKSToken{}} {
		s := addonsStack(t, func(c *stacks.AddonsStackConfig) { c.Access = access })
		want := maps.Clone(s.provider("kubernetes"))
		if exec, there := want["exec"].([]any); there {
			want["exec"] = exec[0]
		}
		require.Equal(t, want, s.provider("helm")["kubernetes"])
	}
}

func TestABadStackOfAddonsPanicsWithEveryProblem(t *testing.T) {
	err := stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(app cdktf.App) {
		stacks.NewAddonsStack(app, "addons", &stacks.AddonsStackConfig{
			Environment: environment(),
			Access:      stacks.Kubeconfig{},
			Reloader:    stacks.Addon{Version: "latest"},
			Autoscaler:  stacks.ClusterAutoscaler{Version: "9"},
		})
	})
	require.EqualError(t, err, strings.Join([]string{
		"addons:",
		"  access: is a kubeconfig, and the add-ons' roles are those of an EKS cluster; reach an EKS cluster by its name",
		`  reloader.version: "latest" is no exact version of a chart; write one such as 3.5.0`,
		`  autoscaler.clusterAutoscaler.version: "9" is no exact version of a chart; write one such as 3.5.0`,
	}, "\n"))
}

// values are what a release tells its chart.
func (s synthesized) values(release string) map[string]any {
	s.t.Helper()
	texts := s.releases()[release]["values"].([]any)
	require.Len(s.t, texts, 1)
	var values map[string]any
	require.NoError(s.t, yaml.UnmarshalStrict([]byte(texts[0].(string)), &values))
	return values
}

// value reads one of a release's values, which has to be there and of the type.
func (s synthesized) value(release, path string, into any) {
	s.t.Helper()
	var value any = s.values(release)
	for key := range strings.SplitSeq(path, ".") {
		node, _ := value.(map[string]any)
		require.Contains(s.t, node, key, "%s of %s", path, release)
		value = node[key]
	}
	text, err := json.Marshal(value)
	require.NoError(s.t, err)
	require.NoError(s.t, yaml.UnmarshalStrict(text, into), "%s of %s", path, release)
}
