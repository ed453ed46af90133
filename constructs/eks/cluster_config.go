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
	// Who may do what in it.
	Access ClusterAccess
	// From where its API server is reached.
	Endpoint Endpoint
	// Whose key its secrets are encrypted with.
	Encryption Encryption
	// What its control plane tells, and for how long that is kept.
	Logs Logs
	// What EKS installs in it.
	AddOns AddOns
	// Its first group of nodes; [NewNodeGroup] makes further ones.
	Nodes Nodes
	// What all nodes may do in ECR. Default: AmazonEC2ContainerRegistryReadOnly.
	RegistryPolicy RegistryPolicy
	// What the account asks of its roles.
	IAM IAM
	// Has Terraform refuse every plan that would destroy the cluster, its key or its logs. Default: false.
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

// Endpoint is from where a cluster's API server is reached: always from within its VPC.
// https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
type Endpoint struct {
	// The public addresses that it is reached from over the internet as well, as prefixes: 40 at most.
	// Default: none; whoever deploys has to be within the VPC, or connected to it.
	PublicCIDRs []string `json:"publicCidrs,omitempty"`
	// Why 0.0.0.0/0, or another prefix shorter than /8, is one of them all the same. Default: none.
	OpenToTheWorldReason string `json:"openToTheWorldReason,omitempty"`
}

// Encryption is whose KMS key a cluster's secrets are encrypted with, before they are written. A key stays: with another
// one, or with none again, it is another cluster.
// https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html
type Encryption struct {
	// The ARN of a key that is there. Default: a new one, which rotates each year.
	KMSKeyARN string `json:"kmsKeyArn,omitempty"`
	// Leaves it to the key of AWS's own that EKS encrypts with anyhow, which no account sees or can take back.
	// Default: false.
	AWSOwnedKey bool `json:"awsOwnedKey,omitempty"`
}

// Logs are what a cluster's control plane tells CloudWatch.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
type Logs struct {
	// What it tells. Default: all there is: api, audit, authenticator, controllerManager, scheduler.
	Types []LogType `json:"types,omitempty" jsonschema:"enum=api,enum=audit,enum=authenticator,enum=controllerManager,enum=scheduler"`
	// For how many days they are kept, of the numbers that CloudWatch knows. Default: 365.
	RetentionDays int `json:"retentionDays,omitempty"`
	// The ARN of a KMS key that CloudWatch may use. Default: CloudWatch's own encryption.
	KMSKeyARN string `json:"kmsKeyArn,omitempty"`
}

// LogType is one kind of log of the control plane.
type LogType string

// logTypes is all of them.
var logTypes = []LogType{"api", "audit", "authenticator", "controllerManager", "scheduler"}
