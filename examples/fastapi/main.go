// Command fastapi is one app on one EKS cluster: the cluster in a stack of its own, so that it is there when the app's
// stack is planned.
//
//	npx cdktf deploy cluster
//	npx cdktf deploy app
//	IMAGE_TAG=v2.0.0 npx cdktf deploy app    # A new image: pods are replaced, no node is touched.
package main

import (
	"cmp"
	"os"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsregion"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/examples/internal/items"
	"github.com/berth-platform/berth/fastsynth"
	"github.com/berth-platform/berth/stacks"
)

const minSize, maxSize = 2, 4

func main() {
	fastsynth.Load(".gen/fastsynth")
	stacks.Main(func(app cdktf.App) {
		environment := stacks.Environment{Platform: "fastapi", Name: "dev", Region: "us-east-1"}
		stacks.NewClusterStack(app, "cluster", &stacks.ClusterStackConfig{
			Environment: environment,
			Access:      eks.ClusterAccess{CreatorIsAdmin: true},
			Endpoint:    eks.Endpoint{PublicCIDRs: []string{"203.0.113.0/24"}}, // From where it is deployed.
			Nodes:       eks.Nodes{InstanceTypes: []string{"t3.medium"}, Min: minSize, Max: maxSize},
		})
		addApp(app, environment, cmp.Or(os.Getenv("IMAGE_TAG"), "v1.0.0"))
	})
}

func addApp(app cdktf.App, environment stacks.Environment, tag string) {
	stack := stacks.NewStack(app, "app", environment)
	stacks.UseAWS(stack, environment, "")
	cluster := eks.LookupCluster(stack, "cluster", environment.ClusterName())
	stacks.UseCluster(stack, cluster, environment.Region, stacks.EKSExec{})

	region := dataawsregion.NewDataAwsRegion(stack, new("region"), nil)
	service := saas.NewService(stack, "fastapi", items.Service("default", tag, minSize, map[string]string{
		"SECRET_NAME": "fastapi/" + environment.Name + "/db-credentials",
		"AWS_REGION":  *region.Name(),
	}))
	cdktf.NewTerraformOutput(stack, new("service_hostname"), &cdktf.TerraformOutputConfig{
		Value:       service.Hostname(),
		Description: new("DNS hostname of the Kubernetes LoadBalancer service"),
	})
}
