package eks

import (
	"cmp"
	"slices"
)

// NodeGroupConfig is a further group of a cluster's nodes. It has the cluster's node role, subnets and tags.
type NodeGroupConfig struct {
	// The cluster. Required.
	Cluster *Cluster
	// What follows the cluster's NamePrefix in the group's name, before a suffix that makes it unique: 2 to 30 lower
	// case letters, digits and hyphens. Default: the construct's id.
	Name string
	// What they are and how many.
	Nodes Nodes
}

// Nodes says what a group's nodes are and how many. A new version of Kubernetes replaces them one at a time: so that
// something is left to run on, there are two at least. Other types are another group: it is there before the old one
// is drained.
// https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
type Nodes struct {
	// The EC2 instance types, the preferred one first: all of them x86, or all Graviton. Default: t3.medium.
	InstanceTypes []string
	// Their image: al2023, bottlerocket, or one of EKS's by its own name, such as AL2023_x86_64_NVIDIA. EKS keeps the
	// version of the cluster's. Default: al2023.
	AMI AMI
	// The size of the disk that images and logs are on, in GiB; EKS's own 20 are soon full. Default: 50.
	DiskGiB int
	// Lets pods reach the metadata of the instance, and there the credentials of the node. Default: false.
	PodsReachInstanceMetadata bool
	// The smallest number of nodes. Default: 2.
	Min int
	// The largest number of nodes. Default: 2, or the larger of Min and Desired.
	Max int
	// How many nodes there are to be, two at least. Default: 2, or Min.
	Desired int
	// Leaves the number to an autoscaler: Desired is where it starts, and an apply does not reset it. Default: false.
	Autoscaled bool
}

// AMI is what nodes are started from. Another one is another group.
type AMI string

const (
	// AL2023 is Amazon Linux 2023.
	AL2023 AMI = "al2023"
	// Bottlerocket has a root that cannot be written to, SELinux, and no shell.
	Bottlerocket AMI = "bottlerocket"
)

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (n Nodes) withDefaults() Nodes {
	n.InstanceTypes = slices.Clone(n.InstanceTypes)
	if len(n.InstanceTypes) == 0 {
		n.InstanceTypes = []string{"t3.medium"}
	}
	n.AMI = cmp.Or(n.AMI, AL2023)
	n.DiskGiB = cmp.Or(n.DiskGiB, 50)
	n.Min = cmp.Or(n.Min, 2)
	n.Desired = cmp.Or(n.Desired, n.Min)
	n.Max = cmp.Or(n.Max, max(n.Min, n.Desired))
	return n
}

func (c NodeGroupConfig) withDefaults() NodeGroupConfig {
	c.Nodes = c.Nodes.withDefaults()
	return c
}
