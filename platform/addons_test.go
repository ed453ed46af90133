package platform

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/stacks"
)

// addons is the valid environment with further lines in platform.yaml's addons.
func addons(lines string) files {
	return with(platformFile, "ingress:", "addons:\n"+lines+"\ningress:")
}

func TestAddonsComeWithACluster(t *testing.T) {
	environment := valid().requireLoaded(t)
	require.NotNil(t, environment.Addons)
	require.True(t, environment.Tenants[0].RequireAddons)
}

func TestAClusterThatIsMadeElsewhereHasTheAddonsItIsAskedFor(t *testing.T) {
	unmade := with(platformFile, clusterLines, "")
	environment := unmade.requireLoaded(t)
	require.Nil(t, environment.Addons)
	require.False(t, environment.Tenants[0].RequireAddons)

	require.NotNil(t, unmade.with(platformFile, "ingress:", "addons: {}\ningress:").requireLoaded(t).Addons)
}

func TestAddonsCanBeLeftToOthers(t *testing.T) {
	environment := addons("  disabled: true").requireLoaded(t)
	require.Nil(t, environment.Addons)
	require.False(t, environment.Tenants[0].RequireAddons)
}

func TestEachAddonsVersionCanBeGiven(t *testing.T) {
	environment := addons(`  loadBalancerController: {version: 3.6.0}
  externalSecrets: {version: 2.11.0}
  reloader: {version: 2.2.18}
  metricsServer: {disabled: true}
  autoscaler:
    clusterAutoscaler: {version: 9.58.0}`).with(platformFile, "max: 4", "max: 4, autoscaled: true").requireLoaded(t)
	want := valid().requireLoaded(t).Addons
	want.LoadBalancerController.Version = "3.6.0"
	want.ExternalSecrets.Version = "2.11.0"
	want.Reloader.Version = "2.2.18"
	want.MetricsServer.Disabled = true
	want.Autoscaler = stacks.ClusterAutoscaler{Version: "9.58.0"}
	require.Equal(t, want, environment.Addons)
}

func TestTenantsShareAStoreOnlyWhereTheyAreToldTo(t *testing.T) {
	require.False(t, valid().requireLoaded(t).Addons.ClusterStores)
	shared := with(platformFile, "ingress:", "secretStore: {kind: ClusterSecretStore}\ningress:")
	require.True(t, shared.requireLoaded(t).Addons.ClusterStores)
}

func TestAnIngressNamesItsGroupOnlyWhereItsClassIsNotTheTenants(t *testing.T) {
	require.False(t, valid().requireLoaded(t).Addons.GroupAnnotations)
	require.True(t, own("    alb: {class: alb}").requireLoaded(t).Addons.GroupAnnotations)
}

func TestEachMistakeInTheAddonsIsNamed(t *testing.T) {
	mistakes{
		"a range of versions": {addons(`  reloader: {version: ^2}`),
			`platform.yaml:7:23: addons.reloader.version: "^2" is no exact version of a chart; write one such as 3.5.0`},
		"a range of the autoscaler's versions": {addons(`  autoscaler: {clusterAutoscaler: {version: 9.x}}`).with(platformFile, "max: 4", "max: 4, autoscaled: true"),
			`platform.yaml:7:45: addons.autoscaler.clusterAutoscaler.version: "9.x" is no exact version of a chart; write one such as 3.5.0`},
		"a version that is a number": {addons(`  reloader: {version: 2.2}`),
			`platform.yaml:7:23: addons.reloader.version: is a number, not text; put it in quotes: "2.2"`},
		"an add-on that is none": {addons(`  reloder: {}`),
			"platform.yaml:7:3: addons.reloder: is not known; did you mean reloader?"},
		"a number of nodes that two say": {addons(`  autoscaler: {clusterAutoscaler: {}}`),
			"platform.yaml:7:16: addons.autoscaler.clusterAutoscaler: changes a number of nodes that each deploy of the cluster changes back; write autoscaled: true into cluster.nodes"},
		"nothing at all": {addons("  loadBalancerController: {disabled: true}\n  externalSecrets: {disabled: true}\n  reloader: {disabled: true}\n  metricsServer: {disabled: true}"),
			"platform.yaml:6:1: addons: has nothing to install; keep one of them, or disable the whole"},
		"a region that all stacks lack": {addons("  disabled: false").with(platformFile, "region: us-east-1\n", ""),
			"platform.yaml:1:1: region: is missing; write an AWS region such as us-east-1"},
		"add-ons of a cluster that is no EKS": {with(platformFile, clusterLines, elsewhere+"addons: {}\n"),
			"platform.yaml:5:1: addons: has roles in AWS, and the kubeconfig of access leads elsewhere; take out the kubeconfig, or the add-ons"},
	}.run(t)
}
