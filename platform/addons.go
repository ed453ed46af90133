package platform

import (
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// Addons are the controllers that tenants rely on, installed by a stack of their own.
type Addons struct {
	// Leaves all of them to others to install. Default: false.
	Disabled bool `json:"disabled,omitempty"`
	// The AWS Load Balancer Controller, which makes the load balancers.
	LoadBalancerController Addon `json:"loadBalancerController,omitzero"`
	// External Secrets Operator, which makes Secrets of parameters in SSM.
	ExternalSecrets Addon `json:"externalSecrets,omitzero"`
	// Reloader, which restarts pods when a value of their Secrets changes.
	Reloader Addon `json:"reloader,omitzero"`
	// The metrics-server, by which autoscalers know what pods use.
	MetricsServer Addon `json:"metricsServer,omitzero"`
	// What sees to the number of nodes. Default: nothing.
	Autoscaler Autoscaler `json:"autoscaler,omitzero"`
}

// Addon is whether a controller is installed, and in which version.
type Addon struct {
	// The version of its chart. Default: the one that docs/stacks.md lists.
	Version string `json:"version,omitempty" jsonschema:"example=3.5.0"`
	// Leaves it to others to install. Default: false.
	Disabled bool `json:"disabled,omitempty"`
}

// Autoscaler is what sees to the number of nodes: one of its fields.
type Autoscaler struct {
	// Changes the size of the cluster's node groups; cluster.nodes.autoscaled leaves it to it. Default: none.
	ClusterAutoscaler *ClusterAutoscaler `json:"clusterAutoscaler,omitempty"`
}

// ClusterAutoscaler changes the size of the cluster's node groups.
type ClusterAutoscaler struct {
	// The version of its chart, which goes with one minor version of Kubernetes. Default: the one that docs/stacks.md lists.
	Version string `json:"version,omitempty" jsonschema:"example=9.59.0"`
}

// addons makes the config of the stack of add-ons of platform.yaml, and reports what is wrong with it.
func (l *loader) addons() *stacks.AddonsStackConfig {
	file := l.platform.Addons
	switch kubeconfig := l.platform.Access.Kubeconfig; {
	case file == nil && (l.platform.Cluster == nil || kubeconfig != nil), file != nil && file.Disabled:
		return nil
	case file == nil:
		file = &Addons{}
	case kubeconfig != nil:
		l.report(l.document.at("addons", "has roles in AWS, and the kubeconfig of access leads elsewhere", "take out the kubeconfig, or the add-ons"))
		return nil
	}
	config := &stacks.AddonsStackConfig{
		Environment:            l.environment(),
		Access:                 l.platform.Access.config(),
		LoadBalancerController: stacks.Addon(file.LoadBalancerController),
		ExternalSecrets:        stacks.Addon(file.ExternalSecrets),
		ClusterStores:          l.platform.SecretStore.Kind == "ClusterSecretStore",
		Reloader:               stacks.Addon(file.Reloader),
		MetricsServer:          stacks.Addon(file.MetricsServer),
	}
	if autoscaler := file.Autoscaler.ClusterAutoscaler; autoscaler != nil {
		config.Autoscaler = stacks.ClusterAutoscaler(*autoscaler)
		l.checkAutoscaled()
	}
	for _, field := range check.Fields(config.Validate()) {
		found := asWritten(field)
		path := found.Path
		if !ofEnvironment(path) {
			path = check.Join("addons", path)
		}
		if !follows(path, l.document) {
			l.report(l.document.at(path, found.Problem, found.Hint))
		}
	}
	return config
}

// checkAutoscaled reports a number of nodes that two would say.
func (l *loader) checkAutoscaled() {
	const path = "addons.autoscaler.clusterAutoscaler"
	cluster := l.platform.Cluster
	if cluster != nil && !cluster.Nodes.Autoscaled && !follows("cluster.nodes.autoscaled", l.document) {
		l.report(l.document.at(path, "changes a number of nodes that each deploy of the cluster changes back", "write autoscaled: true into cluster.nodes"))
	}
}
