package eks

import (
	"bytes"
	_ "embed" // The policy below.
	"encoding/json"
	"fmt"
	"strings"

	"github.com/berth-platform/berth/internal/policy"
)

//go:embed load_balancer_controller_policy.json
var loadBalancerControllerPolicy string

// LoadBalancerControllerPolicy is what its makers say that the AWS Load Balancer Controller 3.5.0 has to be allowed, as a
// JSON document.
// https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/install/iam_policy.json
func LoadBalancerControllerPolicy(partition string) string {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(loadBalancerControllerPolicy)); err != nil {
		panic(err) // It is embedded.
	}
	return strings.ReplaceAll(compact.String(), "${partition}", partition)
}

// ClusterAutoscalerPolicy lets Cluster Autoscaler see what there is, and change the size of this cluster's node groups, as
// a JSON document. EKS tags their Auto Scaling groups.
// https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md#iam-policy
func ClusterAutoscalerPolicy(partition, cluster string) string {
	return policy.Document{Statements: []policy.Statement{{
		Actions: []string{
			"autoscaling:DescribeAutoScalingGroups",
			"autoscaling:DescribeAutoScalingInstances",
			"autoscaling:DescribeLaunchConfigurations",
			"autoscaling:DescribeScalingActivities",
			"autoscaling:DescribeTags",
			"ec2:DescribeImages",
			"ec2:DescribeInstanceTypes",
			"ec2:DescribeLaunchTemplateVersions",
			"ec2:GetInstanceTypesFromInstanceRequirements",
		},
		Resources: []string{"*"},
	}, {
		Actions:   []string{"eks:DescribeNodegroup"},
		Resources: []string{fmt.Sprintf("arn:%s:eks:*:*:nodegroup/%s/*/*", partition, cluster)},
	}, {
		Actions:   []string{"autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"},
		Resources: []string{"*"},
		Conditions: map[string]map[string]string{"StringEquals": {
			"aws:ResourceTag/k8s.io/cluster-autoscaler/" + cluster: "owned",
		}},
	}}}.JSON()
}
