package eks

import (
	"fmt"
	"regexp"

	"github.com/berth-platform/berth/internal/check"
)

// Validate reports every problem of the group as a *FieldError, joined.
func (c *NodeGroupConfig) Validate() error {
	var p check.Problems
	if c.Cluster == nil {
		p.Add("cluster", "is missing", "give what eks.NewCluster made")
	}
	p.ID("name", c.Name)
	p.Within("nodes", c.Nodes.Validate())
	return p.Err()
}

// A g behind the generation is Graviton.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
var (
	instanceType = regexp.MustCompile(`^[a-z0-9-]+\.[a-z0-9-]+$`)
	gravitonType = regexp.MustCompile(`^(a1|[a-z]+[0-9]+g[a-z]*)\.`)
)

func isGraviton(instanceType string) bool { return gravitonType.MatchString(instanceType) }

// Validate reports every problem of the nodes as a *FieldError, joined.
func (n *Nodes) Validate() error {
	var p check.Problems
	nodes := n.withDefaults()
	for i, name := range nodes.InstanceTypes {
		if !instanceType.MatchString(name) && !check.IsToken(name) {
			p.Add(check.Index("instanceTypes", i), fmt.Sprintf("%q is no instance type", name), "write one such as t3.medium")
		}
		if isGraviton(name) != isGraviton(nodes.InstanceTypes[0]) {
			p.Add(check.Index("instanceTypes", i), fmt.Sprintf("%s is not of the processor that %s is of", name, nodes.InstanceTypes[0]), "make a node group for each")
		}
	}
	nodes.validateAMI(&p)
	nodes.validateNumbers(&p)
	return p.Err()
}

// https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
var amiType = regexp.MustCompile(`^(AL2023|BOTTLEROCKET)_(x86_64|ARM_64)(_[A-Z0-9]+)*$`)

func (n Nodes) validateAMI(p *check.Problems) {
	const own = "write al2023 or bottlerocket, which go by the instance types"
	found := amiType.FindStringSubmatch(string(n.AMI))
	switch {
	case n.AMI == AL2023 || n.AMI == Bottlerocket:
	case found == nil:
		p.Add("ami", fmt.Sprintf("%q is not known", n.AMI), own+", or one of EKS's such as AL2023_x86_64_NVIDIA")
	case (found[2] == "ARM_64") != isGraviton(n.InstanceTypes[0]):
		p.Add("ami", fmt.Sprintf("%s is not of the processor that %s is of", n.AMI, n.InstanceTypes[0]), own)
	}
}

// leastDisk is what the images need themselves.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
const leastDisk = 20

func (n Nodes) validateNumbers(p *check.Problems) {
	if n.DiskGiB < leastDisk {
		p.Add("diskGiB", fmt.Sprintf("%d is below %d", n.DiskGiB, leastDisk), "write the size of a node's disk")
	}
	if n.Min < 1 {
		p.Add("min", fmt.Sprintf("%d is below 1", n.Min), "write the smallest number of nodes")
	}
	switch {
	case n.Min > n.Max:
		p.Add("min", fmt.Sprintf("%d is above max, which is %d", n.Min, n.Max), "write a max that is no smaller")
	case n.Desired < n.Min || n.Desired > n.Max:
		p.Add("desired", fmt.Sprintf("%d is out of range", n.Desired), fmt.Sprintf("write a number from min, %d, to max, %d", n.Min, n.Max))
	}
	if n.Desired < 2 {
		p.Add("desired", fmt.Sprintf("%d is below 2", n.Desired),
			"write 2 or more: nodes are replaced one at a time, and pods need another to move to")
	}
}
