package eks

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAddressesOfANewVPCAreThoseOfItsSubnets(t *testing.T) {
	source := VPC{NamePrefix: "acme", CIDR: "10.1.0.0/16", Zones: 3}
	var addresses Addresses
	s := synth(t, func(stack cdktf.TerraformStack) {
		NewNetwork(stack, "made", &NetworkConfig{Source: source})
		addresses = LookupAddresses(stack, "found", &source, nil)
	})

	var public, private []string
	for _, subnet := range s.Resource["aws_subnet"] {
		tags := subnet["tags"].(map[string]any)
		if _, balancers := tags["kubernetes.io/role/elb"]; balancers {
			public = append(public, subnet["cidr_block"].(string))
		} else {
			private = append(private, subnet["cidr_block"].(string))
		}
	}
	require.Len(t, public, 3)
	assert.Equal(t, []string{"10.1.0.0/16"}, addresses.VPC)
	assert.ElementsMatch(t, public, addresses.Public)
	assert.ElementsMatch(t, private, addresses.Private)
	assert.NotContains(t, s.Data, "aws_vpc")
}

func TestNoPodsAddressIsAnInternetFacingLoadBalancers(t *testing.T) {
	addresses := LookupAddresses(nil, "", VPC{Zones: maxZones}, nil)
	for _, public := range addresses.Public {
		for _, private := range addresses.Private {
			assert.False(t, netip.MustParsePrefix(public).Overlaps(netip.MustParsePrefix(private)), "%s and %s", public, private)
		}
	}
}

func TestAddressesOfSubnetsAreLookedUp(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		cluster := LookupCluster(stack, "platform", "acme-cluster")
		outputAddresses(stack, LookupAddresses(stack, "network", ExistingSubnets{IDs: []string{"subnet-1", "subnet-2"}}, cluster))
	})
	vpc, _ := s.data("aws_vpc")
	var subnets []string
	for id, subnet := range s.Data["aws_subnet"] {
		subnets = append(subnets, subnet["id"].(string)+" ${data.aws_subnet."+id+".cidr_block}")
	}
	slices.Sort(subnets)
	require.Len(t, subnets, 2)
	both := strings.TrimPrefix(subnets[0], "subnet-1 ") + " " + strings.TrimPrefix(subnets[1], "subnet-2 ")
	assert.Equal(t, map[string]any{"VPC": "${" + vpc + ".cidr_block}", "Public": both, "Private": both}, s.output())
}

func TestInTheVPCOfAClusterThatIsFoundNothingTellsPodsFromLoadBalancers(t *testing.T) {
	for name, source := range map[string]NetworkSource{"a default VPC": DefaultVPC{}, "wherever the cluster is": nil} {
		t.Run(name, func(t *testing.T) {
			s := synth(t, func(stack cdktf.TerraformStack) {
				outputAddresses(stack, LookupAddresses(stack, "network", source, LookupCluster(stack, "platform", "acme-cluster")))
			})
			cluster, _ := s.data("aws_eks_cluster")
			vpc, lookup := s.data("aws_vpc")
			assert.Equal(t, object{"id": "${" + cluster + ".vpc_config[0].vpc_id}"}, lookup)
			block := "${" + vpc + ".cidr_block}"
			assert.Equal(t, map[string]any{"VPC": block, "Public": block, "Private": block}, s.output())
		})
	}
}

func outputAddresses(stack cdktf.TerraformStack, addresses Addresses) {
	output(stack, map[string]string{
		"VPC":     strings.Join(addresses.VPC, " "),
		"Public":  strings.Join(addresses.Public, " "),
		"Private": strings.Join(addresses.Private, " "),
	})
}
