package platform

import (
	"slices"
	"strings"

	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// cluster makes the cluster's config of platform.yaml, and reports what is wrong with it.
func (l *loader) cluster() *stacks.ClusterStackConfig {
	file := l.platform.Cluster
	if file == nil {
		return nil
	}
	if l.platform.Access.Kubeconfig != nil {
		l.report(l.document.at("access.kubeconfig", "leads tenants away from the cluster of this file, and their roles with them",
			"take out the kubeconfig, or the cluster"))
	}
	config := &stacks.ClusterStackConfig{
		Environment:              l.environment(),
		Version:                  file.Version,
		UnsupportedVersionReason: file.UnsupportedVersionReason,
		Network:                  file.Network.config(),
		Access:                   file.Access,
		Endpoint:                 file.Endpoint,
		Encryption:               file.Encryption,
		Logs:                     file.Logs,
		AddOns:                   file.AddOns,
		Nodes:                    eks.Nodes(file.Nodes),
		RegistryPolicy:           eks.RegistryPolicy(file.RegistryPolicy),
	}
	for _, field := range check.Fields(config.Validate()) {
		found := asWritten(field)
		if path := clusterPath(found.Path); !follows(path, l.document) {
			l.report(l.document.at(path, found.Problem, found.Hint))
		}
	}
	return config
}

func (n Network) config() eks.NetworkSource {
	switch {
	case n.VPC != nil:
		return eks.VPC{CIDR: n.VPC.CIDR, Zones: n.VPC.Zones, ZoneNames: n.VPC.ZoneNames, NATPerZone: n.VPC.NATPerZone}
	case n.Subnets != nil:
		return eks.ExistingSubnets{IDs: n.Subnets}
	}
	return nil
}

// ofEnvironment says whether a path of a stack's config is one of its environment's, which platform.yaml has at its root.
func ofEnvironment(path string) bool {
	root, _, _ := strings.Cut(path, ".")
	return slices.Contains([]string{"platform", "region", "backend", "tags", "existingCluster", "iam"}, root)
}

// ofPlatform says whether a path of a tenant's config is one that platform.yaml has at its root for all tenants.
func ofPlatform(path string) bool {
	root, _, _ := strings.Cut(path, ".")
	return ofEnvironment(path) || root == "access" || root == "identity"
}

// clusterPath is the path of the file that a path of the config is written at.
func clusterPath(path string) string {
	if ofEnvironment(path) {
		return path
	}
	return "cluster." + strings.Replace(path, "existingSubnets.ids", "subnets", 1)
}
