package eks

import (
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaddon"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// addAddOnsBeforeNodes makes what nodes need to become ready, which they then wait for.
func (c *Cluster) addAddOnsBeforeNodes(partition string) {
	network := addOnParts{configuration: networkConfiguration(c.config.AddOns)}
	if !c.config.AddOns.CNIPolicyOnNodes {
		network.roleARN, network.after = c.addOnRole(vpcCNI, "aws-node", managedPolicy(partition, cniPolicy))
	}
	c.beforeNodes = append(c.beforeNodes,
		c.addAddOn(vpcCNI, network),
		c.addAddOn(kubeProxy, addOnParts{}),
		c.addAddOn(podIdentityAgent, addOnParts{}))
}

// addAddOnsAfterNodes makes what is healthy only where it runs.
func (c *Cluster) addAddOnsAfterNodes(partition string) {
	nodes := []cdktf.ITerraformDependable{c.nodes.group}
	c.addAddOn(coreDNS, addOnParts{after: nodes})
	if c.config.AddOns.EBSCSI {
		roleARN, policy := c.addOnRole(ebsCSI, "ebs-csi-controller-sa", managedPolicy(partition, "service-role/AmazonEBSCSIDriverPolicy"))
		c.addAddOn(ebsCSI, addOnParts{roleARN: roleARN, after: append(nodes, policy...)})
	}
}

func (c *Cluster) addAddOn(name string, parts addOnParts) cdktf.ITerraformDependable {
	parts.cluster = *c.cluster.Name()
	addOn := eksaddon.NewEksAddon(c, &name, renderAddOn(c.config, name, parts))
	c.addOns[name] = addOn
	return addOn
}

// addOnRole is what AWS knows an add-on's pods as. What the add-on does there it may do when the policy is attached.
func (c *Cluster) addOnRole(name, serviceAccount, policyARN string) (roleARN string, attached []cdktf.ITerraformDependable) {
	role := iamrole.NewIamRole(c, new(name+"-role"), renderAddOnRole(c.config, name, serviceAccount, c.Ref()))
	return *role.Arn(), []cdktf.ITerraformDependable{c.attach(name+"-policy", role, policyARN)}
}

// AddOn is the provider's resource of an add-on by its name at EKS, such as vpc-cni, for what the config does not reach;
// nil when the cluster does not have it.
func (c *Cluster) AddOn(name string) eksaddon.EksAddon { return c.addOns[name] }
