package eks

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/berth-platform/berth/internal/check"
)

var (
	// https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
	supportedVersions = []string{"1.34", "1.35", "1.36"}
	versionPattern    = regexp.MustCompile(`^1\.\d+$`)
)

// Validate reports every problem of the cluster as a *FieldError, joined.
func (c *ClusterConfig) Validate() error {
	var p check.Problems
	config := c.withDefaults()
	p.Prefix("namePrefix", config.NamePrefix)
	config.validateVersion(&p)
	if config.Network == nil {
		p.Add("network", "is missing", "give what eks.NewNetwork made")
	}
	p.Within("nodes", config.Nodes.Validate())
	p.OneOf("registryPolicy", string(config.RegistryPolicy), string(RegistryReadOnly), string(RegistryPullOnly))
	return p.Err()
}

func (c ClusterConfig) validateVersion(p *check.Problems) {
	supported := strings.Join(supportedVersions, ", ")
	switch {
	case slices.Contains(supportedVersions, c.Version):
	case !versionPattern.MatchString(c.Version):
		p.Add("version", fmt.Sprintf("%q is no version of Kubernetes", c.Version), "write one of "+supported)
	case c.UnsupportedVersionReason == "":
		p.Add("version", c.Version+" is not known to be in standard support",
			"write one of "+supported+", or say why in unsupportedVersionReason")
	}
}
