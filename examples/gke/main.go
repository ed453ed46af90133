// Command gke runs the same app on a cluster that is not EKS: the app's layer needs the kubernetes provider and no
// other. The cluster is there already, and a kubeconfig leads to it:
//
//	gcloud container clusters get-credentials items --region europe-west1
//	npx cdktf deploy app
package main

import (
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/examples/internal/items"
	"github.com/berth-platform/berth/fastsynth"
)

// workloadIdentity is who Google knows the pods as.
// https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
type workloadIdentity string

func (w workloadIdentity) ServiceAccountAnnotations() map[string]string {
	return map[string]string{"iam.gke.io/gcp-service-account": string(w)}
}

func main() {
	fastsynth.Load(".gen/fastsynth")
	app := cdktf.NewApp(nil)
	stack := cdktf.NewTerraformStack(app, new("app"))
	cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{Path: new("../../../state/app.tfstate")})
	provider.NewKubernetesProvider(stack, new("kubernetes"), &provider.KubernetesProviderConfig{
		ConfigPath:    new("~/.kube/config"),
		ConfigContext: new("gke_acme_europe-west1_items"),
	})

	config := items.Service("default", "v1.0.0", 2, map[string]string{"CLOUD": "gcp"})
	config.Identity = workloadIdentity("items@acme.iam.gserviceaccount.com")
	saas.NewService(stack, "fastapi", config)
	app.Synth()
}
