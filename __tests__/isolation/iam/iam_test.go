package iam

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// known are policies of AWS's documentation, or made after its rules, each with requests of both kinds: an evaluator that
// always gives the same answer passes none of them.
var known = map[string]struct {
	statements      string
	allowed, denied []Request
}{
	// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
	"parameters by the start of their name": {
		`{"Effect": "Allow", "Action": ["ssm:DescribeParameters"], "Resource": "*"},
		 {"Effect": "Allow", "Action": ["ssm:GetParameters"], "Resource": "arn:aws:ssm:us-east-2:123456789012:parameter/prod-*"}`,
		[]Request{
			{Action: "ssm:DescribeParameters", Resource: "*"},
			{Action: "ssm:GetParameters", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/prod-db"},
			{Action: "ssm:GetParameters", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/prod-db/password"},
		},
		[]Request{
			{Action: "ssm:GetParameter", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/prod-db"},
			{Action: "ssm:GetParameters", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/test-db"},
			{Action: "ssm:GetParameters", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/Prod-db"},
			{Action: "ssm:GetParameters", Resource: "arn:aws:ssm:us-west-2:123456789012:parameter/prod-db"},
			{Action: "ssm:GetParameters", Resource: "arn:aws:ssm:us-east-2:210987654321:parameter/prod-db"},
			{Action: "ssm:GetParameters", Resource: "arn:aws-us-gov:ssm:us-east-2:123456789012:parameter/prod-db"},
		},
	},
	// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policy-conditions.html
	"a denial wins, wherever it stands": {
		`{"Effect": "Deny", "Action": ["ssm:PutParameter"], "Resource": "arn:aws:ssm:us-east-2:123456789012:parameter/*",
		  "Condition": {"StringEquals": {"ssm:Overwrite": ["true"]}}},
		 {"Effect": "Allow", "Action": ["ssm:PutParameter"], "Resource": "arn:aws:ssm:us-east-2:123456789012:parameter/*"}`,
		[]Request{
			{Action: "ssm:PutParameter", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/a"},
			{Action: "ssm:PutParameter", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/a", Context: map[string]string{"ssm:Overwrite": "false"}},
		},
		[]Request{
			{Action: "ssm:PutParameter", Resource: "arn:aws:ssm:us-east-2:123456789012:parameter/a", Context: map[string]string{"ssm:Overwrite": "true"}},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
	"a slash is like any other character": {
		`{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*"}`,
		[]Request{
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/1/test/object.jpg"},
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/1/2/3/test/4/object.jpg"},
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket//test/object.jpg"},
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/1/test/"},
		},
		[]Request{
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/1-test/object.jpg"},
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/test/object.jpg"},
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/1/2/test.jpg"},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
	"only a * that ends a part goes on into the next": {
		`{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["arn:aws:sqs:us-*-2:123456789012:queue?", "arn:aws:sqs:eu-*"]}`,
		[]Request{
			{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-2:123456789012:queue1"},
			{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:123456789012:queue1"},
		},
		[]Request{
			{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:x-2:123456789012:queue1"},
			{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-2:123456789012:queue12"},
			{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-2:123456789012:queue"},
			{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-west-2x123456789012:queue1"},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
	"actions know no case and have wildcards": {
		`{"Effect": "Allow", "Action": ["IAM:List*", "iam:get?ser"], "Resource": "*"}`,
		[]Request{
			{Action: "iam:listaccesskeys", Resource: "*"},
			{Action: "iam:ListAccessKeys", Resource: "arn:aws:iam::123456789012:user/Bob"},
			{Action: "iam:GetUser", Resource: "*"},
		},
		[]Request{
			{Action: "iam:CreateUser", Resource: "*"},
			{Action: "iam:GetSuperUser", Resource: "*"},
			{Action: "s3:ListBucket", Resource: "*"},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
	"all actions but some": {
		`{"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::*"}`,
		[]Request{{Action: "s3:DeleteObject", Resource: "arn:aws:s3:::bucket/a"}},
		[]Request{
			{Action: "s3:DeleteBucket", Resource: "arn:aws:s3:::bucket"},
			{Action: "ec2:RunInstances", Resource: "arn:aws:ec2:us-east-2:123456789012:instance/*"},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
	"all resources but some": {
		`{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
		 {"Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::HRBucket/Payroll", "arn:aws:s3:::HRBucket/Payroll/*"]}`,
		[]Request{{Action: "s3:GetObject", Resource: "arn:aws:s3:::HRBucket/Payroll/july"}},
		[]Request{
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::HRBucket/Reviews"},
			{Action: "s3:GetObject", Resource: "arn:aws:s3:::HRBucket/Payroll2"},
		},
	},
	// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
	"a role that is one service account's": {
		`{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"},
		  "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {
		  "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:default:my-service-account",
		  "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE:aud": "sts.amazonaws.com"}}}`,
		[]Request{eks.TakeOn("default", "my-service-account")},
		[]Request{
			eks.TakeOn("default", "my-service-account-2"),
			eks.TakeOn("default2", "my-service-account"),
			eks.TakeOn("default", "my-service-accoun?"),
			{Action: "sts:AssumeRoleWithWebIdentity", Principal: map[string]string{"Federated": eks.ProviderARN}},
			{Action: "sts:AssumeRole", Principal: map[string]string{"AWS": "arn:aws:iam::111122223333:root"}},
			Cluster{ProviderARN: eks.ProviderARN + "2", Issuer: eks.Issuer}.TakeOn("default", "my-service-account"),
			Cluster{ProviderARN: eks.ProviderARN, Issuer: eks.Issuer + "2"}.TakeOn("default", "my-service-account"),
			eks.Give("default", "my-service-account"),
		},
	},
	// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
	"a role that is all of a namespace's": {
		`{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"},
		  "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {
		  "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:default:*"}}}`,
		[]Request{eks.TakeOn("default", "one"), eks.TakeOn("default", "another")},
		[]Request{eks.TakeOn("other", "one"), eks.TakeOn("default2", "one")},
	},
	// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
	"a role that is any pod's, by Pod Identity": {
		`{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}`,
		[]Request{eks.Give("default", "my-service-account"), eks.Give("other", "another")},
		[]Request{
			eks.TakeOn("default", "my-service-account"),
			{Action: "sts:AssumeRole", Principal: map[string]string{"Service": "ec2.amazonaws.com"}},
		},
	},
	// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
	"a role that is one namespace's, by Pod Identity": {
		`{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"],
		  "Condition": {"StringEquals": {"aws:RequestTag/kubernetes-namespace": "default"}}}`,
		[]Request{eks.Give("default", "my-service-account")},
		[]Request{
			eks.Give("default-eu", "my-service-account"),
			{Action: "sts:AssumeRole", Principal: map[string]string{"Service": "pods.eks.amazonaws.com"}},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
	"StringEquals knows no wildcards": {
		`{"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "*"}}}`,
		[]Request{{Action: "a:b", Resource: "*", Context: map[string]string{"aws:principaltag/team": "*"}}},
		[]Request{
			{Action: "a:b", Resource: "*", Context: map[string]string{"aws:PrincipalTag/team": "payments"}},
			{Action: "a:b", Resource: "*"},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
	"all keys of all operators hold, by any of their values": {
		`{"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": {
		  "StringEquals": {"k:one": ["x", "y"], "k:two": "z"}, "StringLike": {"k:three": ["p/*", "q?"]}}}`,
		[]Request{
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "y", "k:two": "z", "k:three": "p/1/2"}},
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "x", "k:two": "z", "k:three": "q1"}},
		},
		[]Request{
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "X", "k:two": "z", "k:three": "q1"}},
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "x", "k:two": "y", "k:three": "q1"}},
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "x", "k:two": "z", "k:three": "q"}},
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "x", "k:two": "z"}},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
	"a negated operator holds without its key, and for none of its values": {
		`{"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": {
		  "StringNotEquals": {"k:one": ["x", "y"]}, "StringNotLike": {"k:two": "p*"}, "StringEqualsIfExists": {"k:three": "z"}}}`,
		[]Request{
			{Action: "a:b", Resource: "*"},
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "z", "k:two": "q", "k:three": "z"}},
		},
		[]Request{
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:one": "y"}},
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:two": "pq"}},
			{Action: "a:b", Resource: "*", Context: map[string]string{"k:three": "x"}},
		},
	},
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
	"an ARN's parts are compared each for itself": {
		`{"Effect": "Allow", "Action": "sns:Publish", "Resource": "*", "Condition": {
		  "ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:123456789012:alarm:*"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}}`,
		[]Request{
			{Action: "sns:Publish", Resource: "*", Context: map[string]string{"aws:SourceArn": "arn:aws:cloudwatch:us-east-2:123456789012:alarm:high"}},
		},
		[]Request{
			{Action: "sns:Publish", Resource: "*", Context: map[string]string{"aws:SourceArn": "arn:aws:cloudwatch:us-east-2:x:123456789012:alarm:high"}},
			{Action: "sns:Publish", Resource: "*", Context: map[string]string{"aws:SourceArn": "arn:aws:cloudwatch:us-east-2:210987654321:alarm:high"}},
			{Action: "sns:Publish", Resource: "*"},
			{Action: "sns:Publish", Resource: "*", Context: map[string]string{
				"aws:SourceArn":    "arn:aws:cloudwatch:us-east-2:123456789012:alarm:high",
				"aws:PrincipalArn": "arn:aws:iam::123456789012:role/x",
			}},
		},
	},
	// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
	"a key for one tenant's parameters, through SSM": {
		`{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:us-east-2:123456789012:key/1", "Condition": {
		  "StringEquals": {"kms:ViaService": "ssm.us-east-2.amazonaws.com"},
		  "StringLike": {"kms:EncryptionContext:PARAMETER_ARN": "arn:aws:ssm:us-east-2:123456789012:parameter/tenants/acme/*"}}}`,
		[]Request{ohio.Decrypt("1", "/tenants/acme/api/KEY")},
		[]Request{
			ohio.Decrypt("2", "/tenants/acme/api/KEY"),
			ohio.Decrypt("1", "/tenants/acme-eu/api/KEY"),
			ohio.DecryptDirectly("1", "/tenants/acme/api/KEY"),
			Account{"aws", "amazonaws.com", "us-west-2", "123456789012"}.Decrypt("1", "/tenants/acme/api/KEY"),
		},
	},
	"nothing is allowed unless it is said": {
		`{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}, {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}`,
		[]Request{{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-2:123456789012:queue1"}},
		[]Request{{Action: "ssm:GetParameter", Resource: "*"}, {Action: "s3:GetObject", Resource: "*"}},
	},
}

var (
	ohio = Account{Partition: "aws", DNSSuffix: "amazonaws.com", Region: "us-east-2", ID: "123456789012"}
	eks  = Cluster{
		ARN:         "arn:aws:eks:us-west-2:111122223333:cluster/example",
		ProviderARN: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE",
		Issuer:      "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE",
	}
)

func TestPoliciesAllowWhatAWSSays(t *testing.T) {
	for name, policy := range known {
		t.Run(name, func(t *testing.T) {
			parsed := parse(t, policy.statements)
			require.NotEmpty(t, policy.allowed)
			require.NotEmpty(t, policy.denied)
			for _, request := range policy.allowed {
				assert.True(t, Allowed(request, parsed), "%v", request)
			}
			for _, request := range policy.denied {
				assert.False(t, Allowed(request, parsed), "%v", request)
			}
		})
	}
}

func TestADenialOfOnePolicyWinsOverAnother(t *testing.T) {
	allow := parse(t, `{"Effect": "Allow", "Action": "*", "Resource": "*"}`)
	deny := parse(t, `{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}`)
	request := Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/a"}
	require.True(t, Allowed(request, allow))
	require.False(t, Allowed(request, allow, deny))
	require.False(t, Allowed(request, deny, allow))
	require.False(t, Allowed(request))
}

func TestWhatCannotBeJudgedIsRefused(t *testing.T) {
	const good = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": {"StringEquals": {"k": "v"}}}}`
	_, err := Parse(good)
	require.NoError(t, err)
	for name, c := range map[string]struct{ old, new, want string }{
		"an operator":                 {"StringEquals", "NumericLessThan", `operator "NumericLessThan"`},
		"an operator of sets":         {"StringEquals", "ForAllValues:StringEquals", `operator "ForAllValues:StringEquals"`},
		"an effect":                   {"Allow", "allow", `effect "allow"`},
		"a version":                   {"2012-10-17", "2008-10-17", `version "2008-10-17"`},
		"an element":                  {`"Action"`, `"Actions"`, `unknown field "Actions"`},
		"NotPrincipal":                {`"Effect"`, `"NotPrincipal": {"AWS": "*"}, "Effect"`, `unknown field "NotPrincipal"`},
		"a variable":                  {`"v"`, `"${aws:username}"`, "a variable, or an expression that is not resolved"},
		"no action":                   {`"Action": "a:b", `, ``, "Action"},
		"an action and all others":    {`"Action"`, `"NotAction": "c:d", "Action"`, "NotAction"},
		"a resource and all others":   {`"Resource"`, `"NotResource": "x", "Resource"`, "NotResource"},
		"neither resource nor who":    {`"Resource": "*", `, ``, "Principal"},
		"a resource and who":          {`"Resource"`, `"Principal": {"AWS": "*"}, "Resource"`, "Principal"},
		"everybody":                   {`"Resource": "*"`, `"Principal": "*"`, "Principal"},
		"a value that is no text":     {`"v"`, `true`, "bool"},
		"what is no JSON":             {`"Effect"`, `Effect`, "invalid"},
		"what no statement says more": {`"Statement"`, `"Statements": [], "Statement"`, `unknown field "Statements"`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, good, c.old)
			_, err := Parse(strings.Replace(good, c.old, c.new, 1))
			require.ErrorContains(t, err, c.want)
		})
	}
}

// "If a user has permission to access path /a, then the user can also access /a/b. Even if a user has explicitly been
// denied access in IAM for parameter /a/b": https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
func TestWhoMayReadAPathReadsAllBelowIt(t *testing.T) {
	policy := parse(t, `{"Effect": "Allow", "Action": "ssm:GetParametersByPath", "Resource": "arn:aws:ssm:us-east-2:123456789012:parameter/a"},
		{"Effect": "Deny", "Action": "ssm:*", "Resource": "arn:aws:ssm:us-east-2:123456789012:parameter/a/b"}`)
	reads := func(parameter string) bool {
		for _, request := range ohio.Reads(parameter) {
			if Allowed(request, policy) {
				return true
			}
		}
		return false
	}
	require.True(t, reads("/a/b"))
	require.True(t, reads("/a/b/c/d"))
	require.False(t, reads("/a"))
	require.False(t, reads("/ab/c"))
	require.False(t, reads("/b"))
}

func TestAParameterIsReadForItselfAndByEachPathAboveIt(t *testing.T) {
	var all []string
	for _, request := range ohio.Reads("/a/b/KEY") {
		all = append(all, request.Action+" "+strings.TrimPrefix(request.Resource, "arn:aws:ssm:us-east-2:123456789012:"))
	}
	require.Equal(t, []string{
		"ssm:GetParameter parameter/a/b/KEY", "ssm:GetParameters parameter/a/b/KEY", "ssm:GetParameterHistory parameter/a/b/KEY",
		"ssm:GetParametersByPath parameter/a/b", "ssm:GetParametersByPath parameter/a/b/",
		"ssm:GetParametersByPath parameter/a", "ssm:GetParametersByPath parameter/a/",
		"ssm:GetParametersByPath parameter/",
	}, all)
}

func parse(t *testing.T, statements string) Policy {
	t.Helper()
	policy, err := Parse(`{"Version": "2012-10-17", "Statement": [` + statements + `]}`)
	require.NoError(t, err)
	return policy
}
