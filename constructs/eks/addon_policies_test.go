package eks

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The sum is that of the document as it is published for version 3.5.0, which is indented by four.
func TestTheLoadBalancerControllersPolicyIsItsMakers(t *testing.T) {
	const published = "16f232c9d9f79366fe949c4550ad517a202380058a9e48d45a4e215044a20a6a"
	var text bytes.Buffer
	require.NoError(t, json.Indent(&text, []byte(LoadBalancerControllerPolicy("aws")), "", "    "))
	text.WriteByte('\n')
	sum := sha256.Sum256(text.Bytes())
	assert.Equal(t, published, hex.EncodeToString(sum[:]))
}

func TestTheLoadBalancerControllersPolicyIsOfThePartition(t *testing.T) {
	policy := LoadBalancerControllerPolicy("aws-us-gov")
	assert.Contains(t, policy, `"arn:aws-us-gov:elasticloadbalancing:*:*:targetgroup/*/*"`)
	assert.NotContains(t, policy, "arn:aws:")
	assert.NotContains(t, policy, "${")
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func TestTheControllersPoliciesFitIntoARole(t *testing.T) {
	for _, policy := range []string{LoadBalancerControllerPolicy("aws-us-gov"), ClusterAutoscalerPolicy("aws-us-gov", "acme")} {
		assert.Less(t, len(policy), 10_240)
	}
}

func TestTheAutoscalerChangesNoOtherClustersNodes(t *testing.T) {
	var document struct {
		Statement []struct {
			Action    []string
			Resource  []string
			Condition map[string]map[string]string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(ClusterAutoscalerPolicy("aws-cn", "acme-cluster")), &document))
	for _, statement := range document.Statement {
		for _, action := range statement.Action {
			switch action {
			case "autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup":
				assert.Equal(t, map[string]map[string]string{"StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/acme-cluster": "owned"}}, statement.Condition)
			case "eks:DescribeNodegroup":
				assert.Equal(t, []string{"arn:aws-cn:eks:*:*:nodegroup/acme-cluster/*/*"}, statement.Resource)
			default:
				assert.Regexp(t, `:(Describe|Get)`, action)
			}
		}
	}
}
