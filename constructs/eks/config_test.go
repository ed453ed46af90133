package eks

import (
	"testing"

	"github.com/berth-platform/berth/internal/doctest"
)

func TestEveryFieldsCommentSaysItsDefault(t *testing.T) {
	doctest.Configs(t, ".", NetworkConfig{}, VPC{}.withDefaults(), ExistingSubnets{}, ClusterConfig{}.withDefaults(), AccessEntry{},
		NodeGroupConfig{}.withDefaults(), PodRoleConfig{Service: "<Service>"}.withDefaults())
}
