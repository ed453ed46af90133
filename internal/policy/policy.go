// Package policy renders IAM policies as JSON: the same bytes for the same policy, tokens left as they are.
package policy

import (
	"bytes"
	"encoding/json"
)

// Document is an IAM policy. What none of its statements allows is denied.
type Document struct{ Statements []Statement }

// Statement allows actions. Each of its texts, keys too, may be or hold a token.
type Statement struct {
	// Who may, by kind of principal, such as Service; nil in a policy that is attached to who may.
	Principal map[string]string `json:"Principal,omitempty"`
	// What is allowed.
	Actions []string `json:"Action"`
	// What it is allowed on; nil in a trust policy.
	Resources []string `json:"Resource,omitempty"`
	// When it is allowed: operator to condition key to value.
	Conditions map[string]map[string]string `json:"Condition,omitempty"`
}

// TrustService lets an AWS service take on the role, such as eks.amazonaws.com.
func TrustService(service string) Document {
	return Document{[]Statement{{
		Principal: map[string]string{"Service": service},
		Actions:   []string{"sts:AssumeRole"},
	}}}
}

// TrustServiceAccount lets the pods of one Kubernetes service account take on the role, and no other pods.
// The provider is the ARN of the cluster's OIDC provider, the issuer its URL without https://.
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
func TrustServiceAccount(provider, issuer, namespace, account string) Document {
	return Document{[]Statement{{
		Principal: map[string]string{"Federated": provider},
		Actions:   []string{"sts:AssumeRoleWithWebIdentity"},
		Conditions: map[string]map[string]string{"StringEquals": {
			issuer + ":aud": "sts.amazonaws.com",
			issuer + ":sub": "system:serviceaccount:" + namespace + ":" + account,
		}},
	}}}
}

// TrustPods lets EKS give the role to the pods of one Kubernetes service account of one cluster, by Pod Identity, and to no
// other pods. EKS itself says whose pods they are, in tags of their session.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
func TrustPods(clusterARN, namespace, account string) Document {
	return Document{[]Statement{{
		Principal: map[string]string{"Service": "pods.eks.amazonaws.com"},
		Actions:   []string{"sts:AssumeRole", "sts:TagSession"},
		Conditions: map[string]map[string]string{"StringEquals": {
			"aws:RequestTag/eks-cluster-arn":            clusterARN,
			"aws:RequestTag/kubernetes-namespace":       namespace,
			"aws:RequestTag/kubernetes-service-account": account,
		}},
	}}}
}

type allowed struct {
	Effect string
	Statement
}

// JSON is the policy as IAM reads it.
func (d Document) JSON() string {
	statements := make([]allowed, len(d.Statements))
	for i, statement := range d.Statements {
		statements[i] = allowed{"Allow", statement}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	// Strings, lists and maps of strings always encode.
	_ = encoder.Encode(struct {
		Version   string
		Statement []allowed
	}{"2012-10-17", statements})
	return string(bytes.TrimSpace(text.Bytes()))
}
