package constructs

// TenantConfig is one tenant: the envelope that all of its services stand in.
type TenantConfig struct {
	// The tenant's name: 2 to 30 lower case letters, digits and hyphens. Required.
	Name string
	// The name of its namespace. Default: tenant-<name>.
	Namespace string
	// Further labels of the namespace; the ones that Berth sets win. Default: none.
	Labels map[string]string
	// Has Terraform refuse every plan that would destroy the namespace, and with it all that stands in it. Default: false.
	PreventDestroy bool
	// How much of the cluster its pods may take. Default: standard.
	Tier Tier
	// What is not as the tier has it.
	Quota Quota
	// Whom its pods may talk to, beside each other.
	Network TenantNetwork
	// Where its SecretStore reads. Default: none; there is no store.
	ParameterStore *ParameterStore
	// Who may look after its pods.
	Operators Operators
}

// Tier is a size of tenants.
type Tier string

// The tiers. Their numbers are Berth's own: a node or two, a small group of nodes, a large one.
const (
	TierBasic    Tier = "basic"
	TierStandard Tier = "standard"
	TierPremium  Tier = "premium"
)

// Quota is how much of the cluster all pods of a tenant may take together, in Kubernetes quantities. It has no limit of
// cores: pods share what is to spare by what they ask for, and a quota of limits would refuse each pod that has none.
// https://kubernetes.io/docs/concepts/policy/resource-quotas/
type Quota struct {
	// The cores that they may ask for. Default: the tier's; 1, 4 or 16.
	CPU string `json:"cpu,omitempty"`
	// The memory that they may ask for. Default: the tier's; 2Gi, 8Gi or 32Gi.
	Memory string `json:"memory,omitempty"`
	// The memory that they may use at most. Default: the tier's; 4Gi, 16Gi or 64Gi.
	MemoryLimit string `json:"memoryLimit,omitempty"`
	// The memory that one container may use at most. Default: the tier's; 1Gi, 4Gi or 16Gi.
	ContainerMemory string `json:"containerMemory,omitempty"`
	// How many they may be, those of a rolling update included. Default: the tier's; 10, 30 or 100.
	Pods int `json:"pods,omitempty"`
}

// TenantNetwork says whom a tenant's pods may talk to. Without any of it they reach each other, the cluster's DNS and the
// internet on port 443; nobody from outside the tenant reaches them but its load balancers.
type TenantNetwork struct {
	// Addresses of the cluster's own, such as its VPC's: they are not the internet. The private ranges and the link-local
	// one, where the instance metadata is, never are. An internal NLB is open to them. Default: none.
	ClusterCIDRs []string
	// The subnets of internet-facing load balancers. Required with an ALB. Default: none.
	LoadBalancerCIDRs []string
	// The subnets of internal load balancers. Default: LoadBalancerCIDRs.
	InternalLoadBalancerCIDRs []string
	// Where the Kubernetes API answers on port 443, for services that mount their token. Default: none.
	APIServerCIDRs []string
	// Whom the pods may call beside these, by a name of each rule. Default: none.
	Egress map[string]NetworkRule
	// Who may call the pods beside these, by a name of each rule. Default: none.
	Ingress map[string]NetworkRule
}

// NetworkRule allows connections on some ports with some addresses or a namespace.
type NetworkRule struct {
	// The addresses, such as 10.0.64.0/24. What of the private ranges, the link-local one and the cluster's own lies
	// inside a larger block, is left out of it. Default: none; it is a Namespace.
	CIDRs []string `json:"cidrs,omitempty"`
	// All pods of another namespace. Default: none; it is CIDRs.
	Namespace string `json:"namespace,omitempty"`
	// The service whose pods the rule is for. Default: all of the tenant's.
	Service string `json:"service,omitempty"`
	// The ports, at the end that is called. Required.
	Ports []int `json:"ports"`
	// TCP or UDP. Default: TCP.
	Protocol string `json:"protocol,omitempty" jsonschema:"enum=TCP,enum=UDP"`
}

// ParameterStore is SSM Parameter Store as a tenant's SecretStore reads it. External Secrets Operator has to be in the
// cluster.
// https://external-secrets.io/latest/provider/aws-parameter-store/
type ParameterStore struct {
	// The AWS region of the parameters. Required.
	Region string
	// What the store's own service account is known as in AWS: it reads, not the operator and not the pods. Required.
	Reader Identity
}

// Operators are the people who may look after a tenant's pods: see them and their logs, forward ports, and delete pods so
// that they start anew. They see no Secret and change no Deployment, as whoever changes one can read any Secret by it.
type Operators struct {
	// The Kubernetes group that they are in. Default: <namespace>-operators.
	Group string `json:"group,omitempty"`
	// Lets them run commands in containers, whose environment holds the secrets. Default: false.
	Exec bool `json:"exec,omitempty"`
}
