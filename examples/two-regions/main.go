// Command two-regions runs the same app in two regions, each with a cluster of its own.
//
// Role names are one space for all regions of an account: the region in the name of each environment keeps the two
// apart, in names as in states.
package main

import (
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/examples/internal/items"
	"github.com/berth-platform/berth/fastsynth"
	"github.com/berth-platform/berth/stacks"
)

func main() {
	fastsynth.Load(".gen/fastsynth")
	stacks.Main(func(app cdktf.App) {
		addRegion(app, "us", "us-east-1")
		addRegion(app, "eu", "eu-west-1")
	})
}

func addRegion(app cdktf.App, short, region string) {
	environment := stacks.Environment{Platform: "fastapi", Name: "prod-" + short, Region: region}
	network := eks.VPC{}
	stacks.NewClusterStack(app, "cluster-"+short, &stacks.ClusterStackConfig{
		Environment: environment,
		Network:     network,
		Access:      eks.ClusterAccess{Admins: []string{"arn:aws:iam::012345678901:role/platform-deployer"}},
	})
	service := items.Service("", "v1.0.0", 2, map[string]string{"AWS_REGION": region})
	service.Name = "items"
	stacks.NewTenantStack(app, "items-"+short, &stacks.TenantStackConfig{
		Environment: environment,
		Network:     network,
		Tenant:      "items",
		Services:    []stacks.TenantService{{ServiceConfig: *service}},
	})
}
