package stacks

import (
	"cmp"
	"fmt"
	"regexp"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawseksclusterauth"
	helm "github.com/cdktf/cdktf-provider-helm-go/helm/v10/provider"
	kubernetes "github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/ptr"
)

// Access is how Terraform reaches a cluster: [EKSExec], [EKSToken] or [Kubeconfig].
type Access interface{ access() Access }

// EKSExec signs in to an EKS cluster with the aws command, whenever the provider needs it to.
type EKSExec struct {
	// The ARN of the role to sign in as. Default: who runs Terraform.
	RoleARN string
}

// EKSToken signs in to an EKS cluster with a token that is read once. It is good for 15 minutes, and stands in the
// state: a plan that waits for its approval is applied with a dead one.
// https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
type EKSToken struct{}

// Kubeconfig signs in as a kubeconfig file says, to a cluster that need not be EKS. It needs no AWS.
type Kubeconfig struct {
	// The file. Default: ~/.kube/config.
	Path string
	// The file's context. Default: its current one.
	Context string
}

// Each gives itself as a value, also where its user gives a pointer.
func (e EKSExec) access() Access    { return e }
func (e EKSToken) access() Access   { return e }
func (k Kubeconfig) access() Access { return k }

func accessOrDefault(access Access) Access {
	if access == nil {
		return EKSExec{}
	}
	return access.access()
}

var roleARN = regexp.MustCompile(`^arn:[a-z-]+:iam::\d{12}:role/.+$`)

func validateAccess(p *check.Problems, access Access) {
	exec, ok := accessOrDefault(access).(EKSExec)
	if ok && exec.RoleARN != "" && !roleARN.MatchString(exec.RoleARN) && !check.IsToken(exec.RoleARN) {
		p.Add("access.eksExec.roleArn", fmt.Sprintf("%q is no ARN of an IAM role", exec.RoleARN), "write one such as arn:<partition>:iam::123456789012:role/deployer")
	}
}

// UseCluster gives the stack the kubernetes provider of an EKS cluster in the region. A nil access is an EKSExec{}. It
// panics on an EKSExec whose role is none, and on a [Kubeconfig], which leads elsewhere: that is for [UseKubeconfig].
func UseCluster(stack cdktf.TerraformStack, cluster *eks.ClusterRef, region string, access Access) kubernetes.KubernetesProvider {
	var p check.Problems
	validateAccess(&p, access)
	check.Must(*stack.Node().Id(), p.Err())
	config := &kubernetes.KubernetesProviderConfig{
		Host:                 jsii.String(cluster.Endpoint()),
		ClusterCaCertificate: jsii.String(cluster.CertificateAuthority()),
	}
	switch access := eksAccess(stack, access).(type) {
	case EKSToken:
		config.Token = token(stack, cluster)
	case EKSExec:
		config.Exec = []*kubernetes.KubernetesProviderExec{new(renderExec(cluster.Name(), region, access.RoleARN))}
	}
	return kubernetes.NewKubernetesProvider(stack, jsii.String("kubernetes"), config)
}

// UseHelm gives the stack the helm provider of an EKS cluster in the region, which is reached as by [UseCluster].
func UseHelm(stack cdktf.TerraformStack, cluster *eks.ClusterRef, region string, access Access) helm.HelmProvider {
	config := &helm.HelmProviderKubernetes{
		Host:                 jsii.String(cluster.Endpoint()),
		ClusterCaCertificate: jsii.String(cluster.CertificateAuthority()),
	}
	switch access := eksAccess(stack, access).(type) {
	case EKSToken:
		config.Token = token(stack, cluster)
	case EKSExec:
		config.Exec = new(helm.HelmProviderKubernetesExec(renderExec(cluster.Name(), region, access.RoleARN)))
	}
	return helm.NewHelmProvider(stack, jsii.String("helm"), &helm.HelmProviderConfig{Kubernetes: config})
}

func eksAccess(stack cdktf.TerraformStack, access Access) Access {
	if _, elsewhere := accessOrDefault(access).(Kubeconfig); elsewhere {
		check.Must(*stack.Node().Id(), &FieldError{Path: "access", Problem: "is a kubeconfig, which leads elsewhere", Hint: "call UseKubeconfig"})
	}
	return accessOrDefault(access)
}

// token is read once, for all providers of the stack.
func token(stack cdktf.TerraformStack, cluster *eks.ClusterRef) *string {
	const id = "cluster-auth"
	if auth, there := stack.Node().TryFindChild(jsii.String(id)).(dataawseksclusterauth.DataAwsEksClusterAuth); there {
		return auth.Token()
	}
	return dataawseksclusterauth.NewDataAwsEksClusterAuth(stack, jsii.String(id),
		&dataawseksclusterauth.DataAwsEksClusterAuthConfig{Name: jsii.String(cluster.Name())}).Token()
}

// UseKubeconfig gives the stack the kubernetes provider of the cluster that a kubeconfig file leads to.
func UseKubeconfig(stack cdktf.TerraformStack, access Kubeconfig) kubernetes.KubernetesProvider {
	return kubernetes.NewKubernetesProvider(stack, jsii.String("kubernetes"), &kubernetes.KubernetesProviderConfig{
		ConfigPath:    jsii.String(cmp.Or(access.Path, "~/.kube/config")),
		ConfigContext: ptr.NonZero(access.Context),
	})
}

// https://github.com/hashicorp/terraform-provider-kubernetes/blob/main/docs/index.md#exec-plugins
func renderExec(cluster, region, roleARN string) kubernetes.KubernetesProviderExec {
	args := []string{"eks", "get-token", "--cluster-name", cluster, "--region", region, "--output", "json"}
	if roleARN != "" {
		args = append(args, "--role-arn", roleARN)
	}
	return kubernetes.KubernetesProviderExec{
		ApiVersion: jsii.String("client.authentication.k8s.io/v1beta1"),
		Command:    jsii.String("aws"),
		Args:       ptr.Strings(args),
	}
}
