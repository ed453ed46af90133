package eks

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/assert"

	"github.com/berth-platform/berth/internal/naming"
)

var testCluster = &ClusterRef{name: "acme-cluster"}

func TestAPodRoleReportsWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*PodRoleConfig)
		paths  []string
	}{
		"no cluster":                  {func(c *PodRoleConfig) { c.Cluster = nil }, []string{"cluster"}},
		"no tenant":                   {func(c *PodRoleConfig) { c.Tenant = "" }, []string{"tenant"}},
		"a shared role of a tenant":   {func(c *PodRoleConfig) { c.Shared = true }, []string{"tenant"}},
		"no service":                  {func(c *PodRoleConfig) { c.Service = "" }, []string{"service"}},
		"no namespace":                {func(c *PodRoleConfig) { c.Namespace = "" }, []string{"namespace"}},
		"a pattern for a namespace":   {func(c *PodRoleConfig) { c.Namespace = "tenant-*" }, []string{"namespace"}},
		"a pattern for an account":    {func(c *PodRoleConfig) { c.ServiceAccount = "*" }, []string{"serviceAccount"}},
		"a policy's name for its ARN": {func(c *PodRoleConfig) { c.PolicyARNs = []string{"AmazonS3FullAccess"} }, []string{"policyArns[0]"}},
		"the same policy twice": {func(c *PodRoleConfig) {
			c.PolicyARNs = []string{"arn:aws-cn:iam::aws:policy/a", "arn:aws-cn:iam::aws:policy/a"}
		}, []string{"policyArns[1]"}},
		"a policy that is no JSON":     {func(c *PodRoleConfig) { c.InlinePolicies = map[string]string{"s3": "{"} }, []string{"inlinePolicies.s3"}},
		"a policy that is no object":   {func(c *PodRoleConfig) { c.InlinePolicies = map[string]string{"s3": "[]"} }, []string{"inlinePolicies.s3"}},
		"a policy's name with a slash": {func(c *PodRoleConfig) { c.InlinePolicies = map[string]string{"a/b": "{}"} }, []string{"inlinePolicies.a/b"}},
		"a policy's name that is taken": {func(c *PodRoleConfig) {
			c.InlinePolicies, c.ReadParameters = map[string]string{"read-parameters": "{}"}, []string{"/acme"}
		}, []string{"inlinePolicies.read-parameters"}},
		"a pattern for a parameter": {func(c *PodRoleConfig) { c.ReadParameters = []string{"/acme/*"} }, []string{"readParameters[0]"}},
		"a boundary by its name":    {func(c *PodRoleConfig) { c.IAM.PermissionsBoundary = "boundary" }, []string{"iam.permissionsBoundary"}},
		"a path without its end":    {func(c *PodRoleConfig) { c.IAM.Path = "/platform" }, []string{"iam.path"}},
		"a path that is too long":   {func(c *PodRoleConfig) { c.IAM.Path = "/" + strings.Repeat("a", 511) + "/" }, []string{"iam.path"}},
		"all parameters":            {func(c *PodRoleConfig) { c.ReadParameters = []string{"/"} }, []string{"readParameters[0]"}},
	} {
		t.Run(name, func(t *testing.T) {
			config := &PodRoleConfig{Cluster: testCluster, Tenant: "acme", Service: "api", Namespace: "tenant-acme"}
			c.change(config)
			assert.Equal(t, c.paths, paths(config.Validate()))
		})
	}
}

func TestASharedRoleIsNoTenants(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		NewPodRole(stack, "role", &PodRoleConfig{Cluster: testCluster, Shared: true, Service: "autoscaler", Namespace: "kube-system"})
	})
	role := s.resource("aws_iam_role", "role")
	assert.Equal(t, "acme-cluster.autoscaler", role["name"])
	assert.NotContains(t, role["tags"], "tenant")
}

func TestAPodRoleTakesTokens(t *testing.T) {
	assert.NoError(t, (&PodRoleConfig{
		Cluster: testCluster, Tenant: "acme", Service: "api", Namespace: "${TfToken[TOKEN.1]}", ServiceAccount: "${TfToken[TOKEN.2]}",
		PolicyARNs:     []string{"${TfToken[TOKEN.3]}"},
		InlinePolicies: map[string]string{"whole": "${TfToken[TOKEN.4]}", "part": `{"Resource":"${TfToken[TOKEN.5]}"}`},
	}).Validate())
}

func TestDefaultsOfAPodRoleLeaveTheCallersAlone(t *testing.T) {
	given := PodRoleConfig{Service: "api", PolicyARNs: []string{"a"}, InlinePolicies: map[string]string{"b": "{}"}, ReadParameters: []string{"/c"}}
	config := given.withDefaults()
	assert.Equal(t, "api-sa", config.ServiceAccount)
	config.PolicyARNs[0], config.InlinePolicies["b"], config.ReadParameters[0] = "x", "x", "x"
	assert.Equal(t, PodRoleConfig{Service: "api", PolicyARNs: []string{"a"}, InlinePolicies: map[string]string{"b": "{}"}, ReadParameters: []string{"/c"}}, given)
}

func TestRolesThatReadAlikeHaveTwoNames(t *testing.T) {
	one := PodRoleConfig{Cluster: testCluster, Tenant: "acme", Service: "eu-api"}
	other := PodRoleConfig{Cluster: testCluster, Tenant: "acme-eu", Service: "api"}
	assert.NotEqual(t, one.roleName(), other.roleName())
}

func TestALongRoleNameIsCutWithAHash(t *testing.T) {
	one := PodRoleConfig{Cluster: testCluster, Tenant: strings.Repeat("t", 30), Service: strings.Repeat("s", 29) + "1"}
	other := one
	other.Service = strings.Repeat("s", 29) + "2"
	assert.Len(t, one.roleName(), naming.RoleLimit)
	assert.NotEqual(t, one.roleName(), other.roleName())
}

func TestParametersAreReadInTheirAccountAndThroughSSMOnly(t *testing.T) {
	at := account{partition: "aws-us-gov", dnsSuffix: "amazonaws.com", region: "us-gov-west-1", id: "123456789012"}
	assert.Equal(t, `{"Version":"2012-10-17","Statement":[`+
		`{"Effect":"Allow","Action":["ssm:GetParameter","ssm:GetParameters"],"Resource":[`+
		`"arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/acme/api/*"]},`+
		`{"Effect":"Allow","Action":["ssm:GetParametersByPath"],"Resource":[`+
		`"arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/acme/api","arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/acme/api/*"]},`+
		`{"Effect":"Allow","Action":["kms:Decrypt"],"Resource":["arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/*"],`+
		`"Condition":{"StringEquals":{"kms:ViaService":"ssm.us-gov-west-1.amazonaws.com"},`+
		`"StringLike":{"kms:EncryptionContext:PARAMETER_ARN":"arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/acme/api/*"}}}]}`,
		parameterPolicy([]string{"/acme/api"}, at).JSON())
}

func TestAPodRole(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		role := NewPodRole(stack, "api", &PodRoleConfig{
			Cluster: LookupCluster(stack, "platform", "acme-cluster"), Tenant: "momcorp", Service: "api", Namespace: "tenant-momcorp",
		})
		output(stack, role.ServiceAccountAnnotations())
	})

	t.Run("is for the pods of one service account", func(t *testing.T) {
		provider, _ := s.data("aws_iam_openid_connect_provider")
		cluster, _ := s.data("aws_eks_cluster")
		issuer := `${trimprefix(` + cluster + `.identity[0].oidc[0].issuer, "https://")}`
		assert.Equal(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"${`+provider+`.arn}"},`+
			`"Action":["sts:AssumeRoleWithWebIdentity"],"Condition":{"StringEquals":{`+
			`"`+issuer+`:aud":"sts.amazonaws.com","`+issuer+`:sub":"system:serviceaccount:tenant-momcorp:api-sa"}}}]}`,
			s.resource("aws_iam_role", "api_role")["assume_role_policy"])
	})
	t.Run("has its name and tags", func(t *testing.T) {
		role := s.resource("aws_iam_role", "api_role")
		assert.Equal(t, "acme-cluster.momcorp.api", role["name"])
		assert.Equal(t, object{
			"Name": "acme-cluster.momcorp.api", "Service": "api", "tenant": "momcorp", "ManagedBy": "terraform", "Compliance": "cmmc-l2",
		}, role["tags"])
	})
	t.Run("allows nothing unless asked", func(t *testing.T) {
		assert.Len(t, s.Resource, 1)
		assert.Len(t, s.Data, 2)
	})
	t.Run("annotates its service account", func(t *testing.T) {
		assert.Equal(t, map[string]any{"eks.amazonaws.com/role-arn": s.reference("aws_iam_role", "api_role", "arn")}, s.output())
	})
}

func TestAPodRoleThatMayDoSomething(t *testing.T) {
	s := synth(t, func(stack cdktf.TerraformStack) {
		NewPodRole(stack, "api", &PodRoleConfig{
			Cluster: newTestCluster(stack, func(*ClusterConfig) {}).Ref(), Tenant: "momcorp", Service: "api", Namespace: "tenant-momcorp",
			PolicyARNs:     []string{"arn:aws-us-gov:iam::123456789012:policy/team/uploads", "${aws_iam_policy.own.arn}"},
			InlinePolicies: map[string]string{"queue": `{"Version":"2012-10-17","Statement":[]}`},
			ReadParameters: []string{"/acme/dev/tenants/momcorp/api"},
		})
	})
	roleName := s.reference("aws_iam_role", "api_role", "name")

	t.Run("has the policies it is given", func(t *testing.T) {
		assert.Equal(t, object{"role": roleName, "policy_arn": "arn:aws-us-gov:iam::123456789012:policy/team/uploads"},
			s.resource("aws_iam_role_policy_attachment", "api_123456789012policy--team--uploads"))
		assert.Equal(t, object{"role": roleName, "policy_arn": "${aws_iam_policy.own.arn}"},
			s.resource("aws_iam_role_policy_attachment", "api_policy-1"))
	})
	t.Run("has its own policies", func(t *testing.T) {
		assert.Equal(t, object{"role": roleName, "name": "queue", "policy": `{"Version":"2012-10-17","Statement":[]}`},
			s.resource("aws_iam_role_policy", "api_inline-queue"))
	})
	t.Run("reads the parameters it asked for", func(t *testing.T) {
		read := s.resource("aws_iam_role_policy", "api_read-parameters")
		assert.Equal(t, "read-parameters", read["name"])
		assert.Contains(t, read["policy"], ":parameter/acme/dev/tenants/momcorp/api/*")
	})
	t.Run("runs in every partition", func(t *testing.T) {
		assert.NotContains(t, s.text, "arn:aws:")
	})
}

func TestAPodRoleOfPodIdentity(t *testing.T) {
	for name, mode := range map[string]IdentityMode{"a value": PodIdentity{}, "a pointer": &PodIdentity{}} {
		s := synth(t, func(stack cdktf.TerraformStack) {
			role := NewPodRole(stack, "api", &PodRoleConfig{
				Cluster: LookupCluster(stack, "platform", "acme-cluster"), Tenant: "momcorp", Service: "api", Namespace: "tenant-momcorp",
				IdentityMode: mode,
			})
			assert.Empty(t, role.ServiceAccountAnnotations(), name)
			assert.Len(t, role.Policies(), 1, name)
		})
		cluster, _ := s.data("aws_eks_cluster")

		assert.Equal(t, object{
			"cluster_name": "acme-cluster", "namespace": "tenant-momcorp", "service_account": "api-sa",
			"role_arn": s.reference("aws_iam_role", "api_role", "arn"),
		}, s.resource("aws_eks_pod_identity_association", "api_association"), name)
		assert.Equal(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},`+
			`"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"aws:RequestTag/eks-cluster-arn":"${`+cluster+`.arn}",`+
			`"aws:RequestTag/kubernetes-namespace":"tenant-momcorp","aws:RequestTag/kubernetes-service-account":"api-sa"}}}]}`,
			s.resource("aws_iam_role", "api_role")["assume_role_policy"], name)
		assert.NotContains(t, s.text, "arn:aws:", name)
	}
}

func TestEveryRoleIsWhatTheAccountAsks(t *testing.T) {
	iam := IAM{PermissionsBoundary: "arn:aws-us-gov:iam::123456789012:policy/boundary", Path: "/platform/berth/"}
	s := synth(t, func(stack cdktf.TerraformStack) {
		cluster := newTestCluster(stack, func(c *ClusterConfig) { c.IAM, c.AddOns.EBSCSI = iam, true })
		NewPodRole(stack, "api", &PodRoleConfig{Cluster: cluster.Ref(), Tenant: "momcorp", Service: "api", Namespace: "tenant-momcorp", IAM: iam})
	})
	assert.Len(t, s.Resource["aws_iam_role"], 5)
	for id, role := range s.Resource["aws_iam_role"] {
		assert.Equal(t, iam.PermissionsBoundary, role["permissions_boundary"], id)
		assert.Equal(t, iam.Path, role["path"], id)
	}
	assert.Equal(t, "acme-cluster.momcorp.api", s.resource("aws_iam_role", "api_role")["name"])
}

func TestABadPodRolePanicsWithItsPath(t *testing.T) {
	assertPanicsAt(t, "stack/api", "namespace", func() {
		NewPodRole(newStack(), "api", &PodRoleConfig{Cluster: testCluster, Tenant: "acme", Service: "api"})
	})
}
