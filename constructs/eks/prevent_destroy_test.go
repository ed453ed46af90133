package eks

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
)

func TestWhatCannotBeMadeAgainIsKeptFromBeingDestroyed(t *testing.T) {
	kept := func(prevent bool) []string {
		s := synth(t, func(stack cdktf.TerraformStack) {
			network := NewNetwork(stack, "network", &NetworkConfig{Source: VPC{NamePrefix: "acme"}, PreventDestroy: prevent})
			NewCluster(stack, "cluster", &ClusterConfig{NamePrefix: "acme", Network: network, Access: testAccess, PreventDestroy: prevent})
		})
		var kinds []string
		for kind, resources := range s.Resource {
			for _, resource := range resources {
				if lifecycle, _ := resource["lifecycle"].(object); lifecycle["prevent_destroy"] == true {
					kinds = append(kinds, kind)
				}
			}
		}
		slices.Sort(kinds)
		return slices.Compact(kinds)
	}
	assert.Empty(t, kept(false))
	assert.Equal(t, []string{"aws_cloudwatch_log_group", "aws_eip", "aws_eks_cluster", "aws_kms_key", "aws_subnet", "aws_vpc"}, kept(true))
}
