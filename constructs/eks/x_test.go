package eks_test

import (
	"fmt"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"os"
	"testing"
)

func TestX(t *testing.T) {
	for i, src := range []eks.NetworkSource{eks.VPC{NamePrefix: "acme-dev"}, eks.ExistingSubnets{IDs: []string{"subnet-1", "subnet-2"}}, eks.DefaultVPC{}} {
		s := synth(t, func(stack cdktf.TerraformStack) {
			provider.NewAwsProvider(stack, new("aws"), &provider.AwsProviderConfig{Region: new("us-east-1")})
			n := eks.NewNetwork(stack, "network", &eks.NetworkConfig{Source: src})
			c := eks.NewCluster(stack, "cluster", &eks.ClusterConfig{NamePrefix: "acme-dev", Network: n, Tags: map[string]string{"a": "b"}, Nodes: eks.Nodes{Autoscaled: true, Max: 4}})
			eks.NewNodeGroup(stack, "gpu", &eks.NodeGroupConfig{Cluster: c})
			eks.NewPodRole(stack, "own", &eks.PodRoleConfig{Cluster: c.Ref(), Tenant: "acme", Service: "api", Namespace: "ns", ReadParameters: []string{"/a/b"}, InlinePolicies: map[string]string{"x": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["*/$${aws:username}"]}]}`}})
			l := eks.LookupCluster(stack, "lookup", "other")
			eks.NewPodRole(stack, "looked", &eks.PodRoleConfig{Cluster: l, Tenant: "acme", Service: "api", Namespace: "ns", PolicyARNs: []string{"arn:aws-us-gov:iam::aws:policy/Foo"}})
			cdktf.NewTerraformOutput(stack, new("o"), &cdktf.TerraformOutputConfig{Value: l.CertificateAuthority() + l.Endpoint()})
		})
		os.MkdirAll(fmt.Sprintf("/tmp/eks-tf/%d", i), 0o755)
		os.WriteFile(fmt.Sprintf("/tmp/eks-tf/%d/cdk.tf.json", i), []byte(s.text), 0o644)
	}
}
