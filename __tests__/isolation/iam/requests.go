package iam

import (
	"fmt"
	"path"
	"strings"
)

// Account is where requests are made: one region of one AWS account.
type Account struct{ Partition, DNSSuffix, Region, ID string }

// Parameter is the ARN of an SSM parameter or path, in which a leading slash is none of its own.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
func (a Account) Parameter(name string) string {
	return fmt.Sprintf("arn:%s:ssm:%s:%s:parameter/%s", a.Partition, a.Region, a.ID, strings.TrimPrefix(name, "/"))
}

// Reads are all requests that tell a parameter's value: for itself, and for each path above it. SSM asks IAM about the
// path of the request alone, and whoever may read a path gets all that stands below it, even what is denied.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-retrieval-authorization.html
func (a Account) Reads(parameter string) []Request {
	var all []Request
	for _, action := range []string{"ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory"} {
		all = append(all, Request{Action: action, Resource: a.Parameter(parameter)})
	}
	for above := path.Dir(parameter); ; above = path.Dir(above) {
		all = append(all, a.ReadPath(above))
		if above == "/" {
			return all
		}
		all = append(all, a.ReadPath(above+"/"))
	}
}

// ReadPath is the request for all parameters below a path.
func (a Account) ReadPath(path string) Request {
	return Request{Action: "ssm:GetParametersByPath", Resource: a.Parameter(path)}
}

// ListNames is the request for the names of parameters, which can be had for all of them or not at all.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
func (a Account) ListNames() Request {
	return Request{Action: "ssm:DescribeParameters", Resource: "*"}
}

// Decrypt is what SSM asks KMS, in the reader's name, for the value of a parameter that is encrypted with the key.
// https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
func (a Account) Decrypt(key, parameter string) Request {
	request := a.DecryptDirectly(key, parameter)
	request.Context["kms:ViaService"] = fmt.Sprintf("ssm.%s.%s", a.Region, a.DNSSuffix)
	return request
}

// DecryptDirectly is the same request by the reader itself, past SSM.
func (a Account) DecryptDirectly(key, parameter string) Request {
	return Request{
		Action:   "kms:Decrypt",
		Resource: fmt.Sprintf("arn:%s:kms:%s:%s:key/%s", a.Partition, a.Region, a.ID, key),
		Context:  map[string]string{"kms:EncryptionContext:PARAMETER_ARN": a.Parameter(parameter)},
	}
}

// Cluster is what an EKS cluster's pods are known by in AWS: its ARN, the ARN of its OIDC provider, and the provider's URL
// without https://.
type Cluster struct{ ARN, ProviderARN, Issuer string }

// TakeOn is the request of a pod for a role, with its service account's token for AWS.
// https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
func (c Cluster) TakeOn(namespace, serviceAccount string) Request {
	return Request{
		Action:    "sts:AssumeRoleWithWebIdentity",
		Principal: map[string]string{"Federated": c.ProviderARN},
		Context: map[string]string{
			c.Issuer + ":aud": "sts.amazonaws.com",
			c.Issuer + ":sub": "system:serviceaccount:" + namespace + ":" + serviceAccount,
		},
	}
}

// Give is EKS's own request for a role in a pod's name, by Pod Identity. The tags are EKS's, which no pod can choose.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
func (c Cluster) Give(namespace, serviceAccount string) Request {
	return Request{
		Action:    "sts:AssumeRole",
		Principal: map[string]string{"Service": "pods.eks.amazonaws.com"},
		Context: map[string]string{
			"aws:RequestTag/eks-cluster-arn":            c.ARN,
			"aws:RequestTag/kubernetes-namespace":       namespace,
			"aws:RequestTag/kubernetes-service-account": serviceAccount,
		},
	}
}
