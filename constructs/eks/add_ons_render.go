package eks

import (
	"encoding/json"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaddon"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/naming"
	"github.com/berth-platform/berth/internal/policy"
	"github.com/berth-platform/berth/internal/ptr"
)

// cniPolicy is what lets the network give pods addresses of the VPC.
const cniPolicy = "AmazonEKS_CNI_Policy"

// addOnParts are what an add-on takes from the cluster, and what is there before it.
type addOnParts struct {
	cluster, roleARN, configuration string
	after                           []cdktf.ITerraformDependable
}

// renderAddOn takes over what is there of the add-on already, at first and at each change: it is nobody else's.
func renderAddOn(c ClusterConfig, name string, parts addOnParts) *eksaddon.EksAddonConfig {
	addOn := &eksaddon.EksAddonConfig{
		ClusterName:              jsii.String(parts.cluster),
		AddonName:                jsii.String(name),
		AddonVersion:             ptr.NonZero(c.AddOns.Versions[name]),
		ConfigurationValues:      ptr.NonZero(parts.configuration),
		ServiceAccountRoleArn:    ptr.NonZero(parts.roleARN),
		ResolveConflictsOnCreate: jsii.String("OVERWRITE"),
		ResolveConflictsOnUpdate: jsii.String("OVERWRITE"),
		Tags:                     ptr.Map(c.Tags),
	}
	if len(parts.after) > 0 {
		addOn.DependsOn = &parts.after
	}
	return addOn
}

// networkConfiguration is what vpc-cni is told; to it, true is a text.
// https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
func networkConfiguration(a AddOns) string {
	values := map[string]any{"enableNetworkPolicy": "true"}
	switch a.NetworkPolicy {
	case NetworkPolicyOff:
		values["enableNetworkPolicy"] = "false"
	case NetworkPolicyStrict:
		values["env"] = map[string]string{"NETWORK_POLICY_ENFORCING_MODE": "strict"}
	case NetworkPolicyStandard: // It is the network's own default.
	}
	text, _ := json.Marshal(values) // Texts always encode.
	return string(text)
}

func renderAddOnRole(c ClusterConfig, name, serviceAccount string, cluster *ClusterRef) *iamrole.IamRoleConfig {
	trust := policy.TrustServiceAccount(cluster.OIDCProviderARN(), cluster.issuerHost(), "kube-system", serviceAccount)
	return renderRole(naming.Fit(c.NamePrefix+"-eks-"+name+"-role", naming.RoleLimit), trust, c.IAM, c.Tags)
}
