package eks

// ClusterConfig is an EKS cluster with one group of nodes.
type ClusterConfig struct {
	// What the names of the cluster, its roles and its nodes start with: 2 to 61 lower case letters, digits and
	// hyphens. Role names are one space for all regions, so no two clusters of an account share it. Required.
	NamePrefix string
	// The Kubernetes version, one that is in standard support: 1.34, 1.35 or 1.36. Default: 1.35.
	Version string
	// Why the cluster has another version all the same, such as one in extended support. Default: none.
	UnsupportedVersionReason string
	// Where it stands. Required.
	Network *Network
	// Its first group of nodes; [NewNodeGroup] makes further ones.
	Nodes Nodes
	// What all nodes may do in ECR. Default: AmazonEC2ContainerRegistryReadOnly.
	RegistryPolicy RegistryPolicy
	// Has Terraform refuse every plan that would destroy the cluster. Default: false.
	PreventDestroy bool
	// Tags of the cluster, its roles, its nodes and its OIDC provider. Default: none.
	Tags map[string]string
}

// RegistryPolicy is the AWS policy by which nodes pull images from ECR.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/security-iam-awsmanpol.html
type RegistryPolicy string

const (
	// RegistryReadOnly lets nodes pull images, and list and describe all there is.
	RegistryReadOnly RegistryPolicy = "AmazonEC2ContainerRegistryReadOnly"
	// RegistryPullOnly lets nodes pull images.
	RegistryPullOnly RegistryPolicy = "AmazonEC2ContainerRegistryPullOnly"
)
