package constructs_test

import (
	"fmt"

	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	saas "github.com/berth-platform/berth/constructs"
)

// A tenant and one of its services, exposed on the tenant's host.
func ExampleTenant_NewService() {
	app := cdktf.NewApp(nil)
	stack := cdktf.NewTerraformStack(app, new("tenant-momcorp"))
	provider.NewKubernetesProvider(stack, new("kubernetes"), &provider.KubernetesProviderConfig{ConfigPath: new("~/.kube/config")})

	tenant := saas.NewTenant(stack, "tenant", &saas.TenantConfig{
		Name:    "momcorp",
		Tier:    saas.TierBasic,
		Network: saas.TenantNetwork{LoadBalancerCIDRs: []string{"10.0.192.0/21", "10.0.200.0/21"}},
	})
	service := tenant.NewService(stack, "apiserver", &saas.ServiceConfig{
		Image:           saas.Image{Repository: "ghcr.io/acme/apiserver", Tag: "main-42"},
		ParameterPrefix: "/ramparts/dev/tenants/momcorp",
		Secrets:         map[string]string{"DATABASE_URL": ""},
		Exposure:        saas.ALB{Host: "api.momcorp.example.com", CertificateARN: "arn:aws:acm:us-east-1:012345678901:certificate/1"},
	})
	fmt.Println(service.Name(), service.SecretName(), tenant.OperatorGroup())
	// Output: apiserver apiserver-secrets tenant-momcorp-operators
}

// Every problem of a config is told at once, with the field and what to write instead. No Node is needed for it.
func ExampleServiceConfig_Validate() {
	config := &saas.ServiceConfig{
		Name:      "apiserver",
		Namespace: "tenant-momcorp",
		Image:     saas.Image{Repository: "ghcr.io/acme/apiserver", Tag: "latest"},
		Resources: saas.Resources{Requests: saas.Requests{Memory: "1Gi"}},
	}
	fmt.Println(config.Validate())
	// Output:
	// image.tag: "latest" is mutable; pin a tag that never moves, such as main-42, v1.4.0 or a commit
	// resources.limits.memory: 512Mi is below the 1Gi that requests.memory asks for; raise the limit or lower the request
}

func ExampleParseImage() {
	image, err := saas.ParseImage("localhost:5000/acme/apiserver:v1.4.0")
	fmt.Println(image.Repository, image.Tag, err)
	// Output: localhost:5000/acme/apiserver v1.4.0 <nil>
}
