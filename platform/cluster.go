package platform

import (
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
	config := &stacks.ClusterStackConfig{
		Environment:              l.environment(),
		Version:                  file.Version,
		UnsupportedVersionReason: file.UnsupportedVersionReason,
		Network:                  file.Network.config(),
		Nodes:                    eks.Nodes(file.Nodes),
		RegistryPolicy:           eks.RegistryPolicy(file.RegistryPolicy),
	}
	for _, field := range check.Fields(config.Validate()) {
		l.report(Problems{l.document.at(l.clusterPath(field.Path), field.Problem, field.Hint)})
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

// clusterPath is the path of the file that a path of the config is written at.
func (l *loader) clusterPath(path string) string {
	path = strings.Replace(path, "existingSubnets.ids", "subnets", 1)
	if _, left := l.document.locate(path); left == "" || path == "region" {
		return path
	}
	return check.Join("cluster", path)
}
