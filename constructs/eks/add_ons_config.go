package eks

// AddOns are what EKS itself installs in a cluster and keeps: the network (vpc-cni), kube-proxy, the agent of Pod Identity
// and CoreDNS. The first three are there before nodes are, which would not become ready without them.
// https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
type AddOns struct {
	// The versions of add-ons by name, such as v1.20.1-eksbuild.1 of vpc-cni. Default: the one that EKS gives the cluster's
	// version when it installs the add-on; it stays until another one is written.
	Versions map[string]string `json:"versions,omitempty"`
	// What holds network policies: standard; strict, which keeps a pod from all traffic until its policies are there, and
	// needs some for every pod of the cluster; or off. Default: standard.
	NetworkPolicy NetworkPolicyMode `json:"networkPolicy,omitempty" jsonschema:"enum=standard,enum=strict,enum=off"`
	// Lets the nodes, and all that gets at their credentials, attach network interfaces and addresses, rather than the
	// network's own role. Default: false.
	CNIPolicyOnNodes bool `json:"cniPolicyOnNodes,omitempty"`
	// Installs the driver of EBS volumes, with a role of its own. Default: false.
	EBSCSI bool `json:"ebsCsi,omitempty"`
}

// NetworkPolicyMode is how the network holds the network policies of Kubernetes.
// https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
type NetworkPolicyMode string

const (
	// NetworkPolicyStandard allows a pod's traffic until its policies are there, moments after it has started.
	NetworkPolicyStandard NetworkPolicyMode = "standard"
	// NetworkPolicyStrict allows it none until then.
	NetworkPolicyStrict NetworkPolicyMode = "strict"
	// NetworkPolicyOff leaves them to something else, or to nothing.
	NetworkPolicyOff NetworkPolicyMode = "off"
)

// The add-ons' names at EKS.
const (
	vpcCNI           = "vpc-cni"
	kubeProxy        = "kube-proxy"
	podIdentityAgent = "eks-pod-identity-agent"
	coreDNS          = "coredns"
	ebsCSI           = "aws-ebs-csi-driver"
)
