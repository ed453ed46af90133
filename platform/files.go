package platform

import (
	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
)

// Platform is platform.yaml: what an environment's tenants share.
type Platform struct {
	// The platform's name; it stands in the names and tags of all that is made. Required.
	Platform string `json:"platform" jsonschema:"pattern=^[a-z][a-z0-9-]{0\\,28}[a-z0-9]$"`
	// The AWS region, such as us-east-1. Required on EKS. Default: none.
	Region string `json:"region,omitempty" jsonschema:"pattern=^[a-z]{2}(-[a-z]+)+-[0-9]$,example=us-east-1"`
	// Where Terraform keeps its states. Default: files in the folder state.
	Backend Backend `json:"backend,omitzero"`
	// The EKS cluster. Default: none; tenants run on a cluster that their access leads to.
	Cluster *Cluster `json:"cluster,omitempty"`
	// The name of the EKS cluster, when it is made elsewhere. Default: <platform>-<environment>-cluster.
	ExistingCluster string `json:"existingCluster,omitempty" jsonschema:"example=acme-shared"`
	// How AWS knows the tenants' pods: irsa, by the cluster's OIDC provider, or podIdentity, by EKS's agent on each node.
	// Default: irsa.
	Identity string `json:"identity,omitempty" jsonschema:"enum=irsa,enum=podIdentity"`
	// What the AWS account asks of the roles that are made in it.
	IAM eks.IAM `json:"iam,omitzero"`
	// How stacks reach the cluster. Default: the aws command signs in to the EKS cluster.
	Access Access `json:"access,omitzero"`
	// The controllers that tenants rely on. Default: all but an autoscaler with a cluster of this file, none without.
	Addons *Addons `json:"addons,omitempty"`
	// What the ALBs of all services share.
	Ingress Ingress `json:"ingress,omitzero"`
	// The External Secrets store that reads SSM Parameter Store, where it is not each tenant's own.
	SecretStore constructs.SecretStore `json:"secretStore,omitzero"`
	// What all tenants' services stand in; a tenant's own file wins.
	Tenants Envelope `json:"tenants,omitzero"`
	// Further tags of all AWS resources. Default: none.
	Tags map[string]string `json:"tags,omitempty"`
	// Has Terraform refuse every plan that would destroy what cannot be made again as it was, such as the cluster.
	// Default: false.
	PreventDestroy bool `json:"preventDestroy,omitempty"`
	// The catalog: each service by its name, configured once for all tenants. Required.
	Services map[string]Service `json:"services"`
}

// Backend is where Terraform keeps its states: one of its fields.
type Backend struct {
	// Files on this machine. Default: the folder state.
	Local *LocalBackend `json:"local,omitempty"`
	// A bucket. Default: none.
	S3 *S3Backend `json:"s3,omitempty"`
}

// LocalBackend keeps states as <folder>/<environment>/<stack>.tfstate.
type LocalBackend struct {
	// A folder below the one that cdktf runs in. Default: state.
	Folder string `json:"folder,omitempty" jsonschema:"pattern=^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$,example=state"`
}

// S3Backend keeps states as <platform>/<environment>/<stack>.tfstate in a bucket, and locks them there.
type S3Backend struct {
	// The bucket's name. Required.
	Bucket string `json:"bucket" jsonschema:"pattern=^[a-z0-9][a-z0-9.-]{1\\,61}[a-z0-9]$,example=acme-terraform-states"`
	// The bucket's region. Default: the platform's.
	Region string `json:"region,omitempty" jsonschema:"pattern=^[a-z]{2}(-[a-z]+)+-[0-9]$,example=us-east-1"`
	// The ARN of the KMS key that encrypts the states. Default: the bucket's own encryption.
	KMSKeyARN string `json:"kmsKeyArn,omitempty" jsonschema:"pattern=^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+$,example=arn:aws-us-gov:kms:us-gov-west-1:012345678901:key/6f1c1d0e-5a51-4a0c-9a44-0d6c3c1d2b10"`
}

// Cluster is the EKS cluster of the environment.
type Cluster struct {
	// The Kubernetes version. Default: 1.35.
	Version string `json:"version,omitempty" jsonschema:"example=1.35"`
	// Why a version is used that Berth does not know. Default: none.
	UnsupportedVersionReason string `json:"unsupportedVersionReason,omitempty"`
	// Where it stands. Default: the region's default VPC.
	Network Network `json:"network,omitzero"`
	// Who may do what in it.
	Access eks.ClusterAccess `json:"access,omitzero"`
	// From where its API server is reached.
	Endpoint eks.Endpoint `json:"endpoint,omitzero"`
	// Whose key its secrets are encrypted with.
	Encryption eks.Encryption `json:"encryption,omitzero"`
	// What its control plane tells, and for how long that is kept.
	Logs eks.Logs `json:"logs,omitzero"`
	// What EKS installs in it.
	AddOns eks.AddOns `json:"addOns,omitzero"`
	// Its nodes.
	Nodes Nodes `json:"nodes,omitzero"`
	// The AWS policy by which nodes pull images: AmazonEC2ContainerRegistryReadOnly or
	// AmazonEC2ContainerRegistryPullOnly. Default: AmazonEC2ContainerRegistryReadOnly.
	RegistryPolicy string `json:"registryPolicy,omitempty" jsonschema:"enum=AmazonEC2ContainerRegistryReadOnly,enum=AmazonEC2ContainerRegistryPullOnly"`
}

// Network is where a cluster stands: one of its fields.
type Network struct {
	// The ids of subnets that are there, in two zones at least. Default: none.
	Subnets []string `json:"subnets,omitempty"`
	// A new VPC. Default: none.
	VPC *VPC `json:"vpc,omitempty"`
}

// VPC is a new VPC with public and private subnets in each of its zones.
type VPC struct {
	// Its addresses. Default: 10.0.0.0/16.
	CIDR string `json:"cidr,omitempty"`
	// In how many zones it has subnets: the region's first by name. Default: 2.
	Zones int `json:"zones,omitempty"`
	// The names of the zones, instead of their number. Default: none.
	ZoneNames []string `json:"zoneNames,omitempty"`
	// Makes a NAT gateway for each zone, so that one zone's failure is not another's. Default: false.
	NATPerZone bool `json:"natPerZone,omitempty"`
}

// Nodes is the cluster's node group.
type Nodes struct {
	// The EC2 instance types that nodes may be of. Default: t3.medium.
	InstanceTypes []string `json:"instanceTypes,omitempty"`
	// Their image: al2023, bottlerocket, or one of EKS's by its own name, such as AL2023_x86_64_NVIDIA. Default: al2023.
	AMI eks.AMI `json:"ami,omitempty"`
	// The size of the disk that images and logs are on, in GiB. Default: 50.
	DiskGiB int `json:"diskGiB,omitempty"`
	// Lets pods reach the metadata of the instance, and there the credentials of the node. Default: false.
	PodsReachInstanceMetadata bool `json:"podsReachInstanceMetadata,omitempty"`
	// The least number of nodes. Default: 2.
	Min int `json:"min,omitempty"`
	// The greatest number of nodes. Default: the larger of min and desired.
	Max int `json:"max,omitempty"`
	// How many nodes there are at first; two at least. Default: min.
	Desired int `json:"desired,omitempty"`
	// Leaves the number of nodes to an autoscaler. Default: false.
	Autoscaled bool `json:"autoscaled,omitempty"`
}

// Access is how stacks reach the cluster: one of its fields.
type Access struct {
	// The aws command signs in whenever the provider needs it to. Default: this one.
	EKSExec *EKSExec `json:"eksExec,omitempty"`
	// A token that Terraform reads once, and that is good for 15 minutes. Default: none.
	EKSToken *EKSToken `json:"eksToken,omitempty"`
	// A kubeconfig file, for a cluster that need not be EKS. Default: none.
	Kubeconfig *Kubeconfig `json:"kubeconfig,omitempty"`
}

// EKSExec signs in with `aws eks get-token`.
type EKSExec struct {
	// The ARN of the role to sign in as. Default: who runs Terraform.
	RoleARN string `json:"roleArn,omitempty"`
}

// EKSToken signs in with a token that is read once.
type EKSToken struct{}

// Kubeconfig signs in as a kubeconfig file says.
type Kubeconfig struct {
	// The file. Default: ~/.kube/config.
	Path string `json:"path,omitempty"`
	// The file's context. Default: its current one.
	Context string `json:"context,omitempty"`
}

// Ingress is what the ALBs of all services share; a service's own alb wins.
type Ingress struct {
	// The ACM certificate. Required with an alb, here or there. Default: none.
	CertificateARN string `json:"certificateArn,omitempty"`
	// The IngressGroup, before the number of a tenant's shard. Default: shared.
	Group string `json:"group,omitempty"`
	// internet-facing or internal. Default: internet-facing.
	Scheme string `json:"scheme,omitempty" jsonschema:"enum=internet-facing,enum=internal"`
	// The IngressClass. Default: alb.
	Class string `json:"class,omitempty"`
	// Listens on port 80 as well, and sends it on to 443. Default: false.
	RedirectHTTP bool `json:"redirectHttp,omitempty"`
	// The load balancer's security policy. Default: the controller's.
	TLSPolicy string `json:"tlsPolicy,omitempty"`
	// What one load balancer may have, where the account's quotas are not AWS's own.
	Limits ALBLimits `json:"limits,omitzero"`
}

// ALBLimits is what one load balancer may have. AWS raises the first two on request.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
type ALBLimits struct {
	// Rules: one for each path of each host. Default: 100.
	Rules int `json:"rules,omitempty"`
	// Certificates beside the first. Default: 25.
	Certificates int `json:"certificates,omitempty"`
}

// Tenant is tenants/<tenant>.yaml: the services that one tenant runs.
type Tenant struct {
	Envelope

	// The tenant's name, as the file is named. Required.
	Tenant string `json:"tenant" jsonschema:"pattern=^[a-z][a-z0-9-]{0\\,28}[a-z0-9]$"`
	// The name of its namespace. Default: tenant-<tenant>.
	Namespace string `json:"namespace,omitempty"`
	// The number of the load balancer that it shares: of the group shared, it is in shared-2. A tenant that changes it gets
	// another load balancer, and its hosts another address. Default: 1.
	Shard int `json:"shard,omitempty" jsonschema:"minimum=1,maximum=999"`
	// Its services: the tags of their images, and what differs from the catalog. Required.
	Services map[string]Service `json:"services"`
}

// Service is a service, in the catalog or in a tenant's file: what the tenant's says wins, maps are put together key
// by key, and lists are taken whole. In alb.host, env, command, args and the paths of parameters, {tenant}, {environment},
// {platform} and {region} stand for their values.
type Service struct {
	constructs.ServiceConfig

	// The keys of its secrets; each is read from /<platform>/<environment>/tenants/<tenant>/<service>/<KEY> unless a
	// path of the tenant's is given. Default: none.
	Secrets map[string]SecretPath `json:"secrets,omitempty"`
	// Containers beside the main one, by name. Default: none.
	Sidecars map[string]Sidecar `json:"sidecars,omitempty"`
	// Directories beside /tmp. Default: none.
	Volumes []Volume `json:"volumes,omitempty"`
	// Gives it a host on the shared Application Load Balancer. Default: none.
	ALB *constructs.ALB `json:"alb,omitempty"`
	// Gives it a Network Load Balancer of its own. Default: none.
	NLB *constructs.NLB `json:"nlb,omitempty"`
	// What its pods may do in AWS.
	Role Role `json:"role,omitzero"`
}

// SecretPath is the SSM path of a secret; nothing stands for the path that its key has by convention.
type SecretPath string

// Sidecar is a container in the pod of a service.
type Sidecar struct {
	constructs.Sidecar

	// Directories beside its own /tmp. Default: none.
	Volumes []Volume `json:"volumes,omitempty"`
}

// Volume is a directory of a container: an empty one unless it says otherwise.
type Volume struct {
	// Where: an absolute path. Required.
	MountPath string `json:"mountPath"`
	// Mounts it read-only. Default: false.
	ReadOnly bool `json:"readOnly,omitempty"`
	// The most that an empty directory may hold, such as 256Mi. Default: the node's disk.
	SizeLimit string `json:"sizeLimit,omitempty"`
	// The ConfigMap whose keys are the files. Default: none.
	ConfigMap string `json:"configMap,omitempty"`
	// The Secret whose keys are the files. Default: none.
	Secret string `json:"secret,omitempty"`
}

// Role is what a service's pods may do in AWS. Without it they have an identity and no rights.
type Role struct {
	// The ARNs of managed policies. Default: none.
	PolicyARNs []string `json:"policyArns,omitempty"`
	// Inline policies as JSON, by name. Default: none.
	InlinePolicies map[string]string `json:"inlinePolicies,omitempty"`
	// Lets the pods themselves read the service's own parameters in SSM, beside the secrets they are given. Default: false.
	ReadsParameters bool `json:"readsParameters,omitempty"`
}
