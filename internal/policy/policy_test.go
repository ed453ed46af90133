package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/berth-platform/berth/internal/policy"
)

func TestAServiceIsTrusted(t *testing.T) {
	assert.Equal(t,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},"Action":["sts:AssumeRole"]}]}`,
		policy.TrustService("eks.amazonaws.com").JSON())
}

func TestOneServiceAccountIsTrusted(t *testing.T) {
	assert.Equal(t,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",`+
			`"Principal":{"Federated":"arn:aws-us-gov:iam::123456789012:oidc-provider/oidc.eks/id/1"},`+
			`"Action":["sts:AssumeRoleWithWebIdentity"],`+
			`"Condition":{"StringEquals":{"oidc.eks/id/1:aud":"sts.amazonaws.com","oidc.eks/id/1:sub":"system:serviceaccount:acme:api-sa"}}}]}`,
		policy.TrustServiceAccount("arn:aws-us-gov:iam::123456789012:oidc-provider/oidc.eks/id/1", "oidc.eks/id/1", "acme", "api-sa").JSON())
}

func TestOneServiceAccountsPodsAreTrustedThroughEKS(t *testing.T) {
	assert.Equal(t,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},`+
			`"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{`+
			`"aws:RequestTag/eks-cluster-arn":"arn:aws-us-gov:eks:us-gov-west-1:123456789012:cluster/acme",`+
			`"aws:RequestTag/kubernetes-namespace":"acme","aws:RequestTag/kubernetes-service-account":"api-sa"}}}]}`,
		policy.TrustPods("arn:aws-us-gov:eks:us-gov-west-1:123456789012:cluster/acme", "acme", "api-sa").JSON())
}

func TestAPermissionNamesItsResources(t *testing.T) {
	document := policy.Document{Statements: []policy.Statement{{
		Actions:   []string{"s3:GetObject", "s3:PutObject"},
		Resources: []string{"arn:aws:s3:::uploads/*"},
	}}}
	assert.Equal(t,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::uploads/*"]}]}`,
		document.JSON())
}

func TestTokensStayAsTheyAreInKeysAndValues(t *testing.T) {
	document := policy.Document{Statements: []policy.Statement{{
		Actions:    []string{"sts:AssumeRole"},
		Conditions: map[string]map[string]string{"StringEquals": {"${TfToken[TOKEN.1]}:aud": "${TfToken[TOKEN.2]}<&>"}},
	}}}
	assert.Contains(t, document.JSON(), `{"StringEquals":{"${TfToken[TOKEN.1]}:aud":"${TfToken[TOKEN.2]}<&>"}}`)
}

func TestConditionsAreInOrder(t *testing.T) {
	document := policy.Document{Statements: []policy.Statement{{
		Actions: []string{"sts:AssumeRole"},
		Conditions: map[string]map[string]string{
			"StringLike":   {"z": "1", "a": "2"},
			"StringEquals": {"m": "3"},
		},
	}}}
	assert.Contains(t, document.JSON(), `"Condition":{"StringEquals":{"m":"3"},"StringLike":{"a":"2","z":"1"}}`)
}
