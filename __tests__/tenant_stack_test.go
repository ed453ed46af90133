package tests

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/stacks"
)

const certificate = "arn:aws-us-gov:acm:us-gov-west-1:012345678901:certificate/1"

func TestTheReaderOfSecretsIsATenantsOwnRole(t *testing.T) {
	s := tenantStack(t)
	role := s.block("resource", "aws_iam_role", "secrets-reader")
	require.Equal(t, "ramparts-dev-cluster.momcorp.secrets-reader", role["name"])
	require.Contains(t, role["assume_role_policy"], `:sub":"system:serviceaccount:tenant-momcorp:secrets-reader"`)
	account := object[*corev1.ServiceAccount](s, "secrets-reader")
	require.Regexp(t, `^\$\{aws_iam_role\.secrets-reader_.*\.arn\}$`, account.Annotations["eks.amazonaws.com/role-arn"])
	require.Len(t, s.block("resource", "kubernetes_service_account_v1", "tenant_secrets-reader")["depends_on"], 1)
}

func TestTheReaderReadsTheTenantsParametersAndDecryptsThemThroughSSMAlone(t *testing.T) {
	text := tenantStack(t).block("resource", "aws_iam_role_policy", "secrets-reader")["policy"].(string)
	var policy struct {
		Statement []struct {
			Action, Resource []string
			Condition        map[string]map[string]string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &policy))
	const tenant = ":parameter/ramparts/dev/tenants/momcorp"
	for _, statement := range policy.Statement {
		for _, action := range statement.Action {
			require.Contains(t, []string{"ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "kms:Decrypt"}, action)
			switch action {
			case "kms:Decrypt":
				require.Contains(t, statement.Condition["StringEquals"]["kms:ViaService"], "ssm.$")
				require.True(t, strings.HasSuffix(statement.Condition["StringLike"]["kms:EncryptionContext:PARAMETER_ARN"], tenant+"/*"))
			case "ssm:GetParametersByPath": // Of the path itself too, which is asked for what is below it.
				require.True(t, strings.HasSuffix(strings.Join(statement.Resource, " "), tenant+"/*"))
			default:
				require.Len(t, statement.Resource, 1)
				require.True(t, strings.HasSuffix(statement.Resource[0], tenant+"/*"))
			}
		}
		for _, resource := range statement.Resource { // momcorp is not momcorp-eu.
			require.NotContains(t, resource, tenant+"*")
		}
	}
}

func exposed(c *stacks.TenantStackConfig) {
	c.Services[0].Exposure = saas.ALB{Host: "api.momcorp.example", CertificateARN: certificate}
}

func TestPoliciesAreTextWhereTheNetworkIsKnown(t *testing.T) {
	s := tenantStack(t, exposed, func(c *stacks.TenantStackConfig) { c.Network = eks.VPC{CIDR: "10.1.0.0/16", Zones: 2} })
	require.NotContains(t, s.tree["data"], "aws_vpc")
	require.Equal(t, []networkingv1.NetworkPolicyPeer{block("10.1.192.0/21"), block("10.1.200.0/21")},
		policy(s, "load-balancer-apiserver").Ingress[0].From)
}

func TestAnInternalLoadBalancerStandsInThePrivateSubnets(t *testing.T) {
	s := tenantStack(t, exposed, func(c *stacks.TenantStackConfig) {
		c.Network = eks.VPC{CIDR: "10.1.0.0/16"}
		alb := c.Services[0].Exposure.(saas.ALB)
		alb.Scheme = "internal"
		c.Services[0].Exposure = alb
	})
	require.Equal(t, []networkingv1.NetworkPolicyPeer{block("10.1.0.0/19"), block("10.1.32.0/19")},
		policy(s, "load-balancer-apiserver").Ingress[0].From)
}

func TestWithoutItsNetworkTheClustersVPCIsLookedUp(t *testing.T) {
	s := tenantStack(t, exposed)
	require.Regexp(t, `^\$\{data\.aws_eks_cluster\..*\.vpc_config\[0\]\.vpc_id\}$`, s.block("data", "aws_vpc", "network")["id"])
	from := policy(s, "load-balancer-apiserver").Ingress[0].From
	require.Len(t, from, 1)
	require.Regexp(t, `^\$\{data\.aws_vpc\..*\.cidr_block\}$`, from[0].IPBlock.CIDR)
	require.Contains(t, policy(s, "internet").Egress[0].To[0].IPBlock.Except, from[0].IPBlock.CIDR)
}

func TestAddressesOfLoadBalancersThatAreGivenWin(t *testing.T) {
	s := tenantStack(t, exposed, func(c *stacks.TenantStackConfig) {
		c.Network, c.LoadBalancerCIDRs = eks.VPC{}, []string{"10.7.0.0/24"}
	})
	require.Equal(t, []networkingv1.NetworkPolicyPeer{block("10.7.0.0/24")}, policy(s, "load-balancer-apiserver").Ingress[0].From)
}

func TestAServiceThatMountsItsTokenReachesTheAPIByTheVPCAndByItsClusterAddress(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Network, c.Services[0].MountToken = eks.VPC{}, true })
	require.Equal(t, []networkingv1.NetworkPolicyPeer{block("10.0.0.0/16"), block("10.100.0.0/16"), block("172.20.0.0/16")},
		policy(s, "kubernetes-api-apiserver").Egress[0].To)
}

func TestPodsReachTheAgentThatTheirRolesComeBy(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Identity = eks.PodIdentity{} })
	require.Equal(t, []networkingv1.NetworkPolicyEgressRule{{Ports: ports("TCP", 80), To: []networkingv1.NetworkPolicyPeer{block("169.254.170.23/32")}}},
		policy(s, "egress-pod-identity-agent").Egress)
	for _, object := range tenantStack(t).objects {
		require.NotEqual(t, "egress-pod-identity-agent", object.Name)
	}
}

// External Secrets Operator asks for a token of the account, and AWS knows such tokens by the OIDC provider alone.
func TestTheReaderOfSecretsIsKnownByItsTokenInEitherMode(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Identity = eks.PodIdentity{} })
	require.Contains(t, s.block("resource", "aws_iam_role", "secrets-reader")["assume_role_policy"], "sts:AssumeRoleWithWebIdentity")
	require.Contains(t, object[*corev1.ServiceAccount](s, "secrets-reader").Annotations, "eks.amazonaws.com/role-arn")
}

func TestTheReaderOfSecretsIsAsTheAccountAsksOfRoles(t *testing.T) {
	const boundary = "arn:aws-us-gov:iam::012345678901:policy/boundary"
	s := tenantStack(t, func(c *stacks.TenantStackConfig) {
		c.Environment.IAM = eks.IAM{PermissionsBoundary: boundary, Path: "/platform/"}
	})
	role := s.block("resource", "aws_iam_role", "secrets-reader")
	require.Equal(t, boundary, role["permissions_boundary"])
	require.Equal(t, "/platform/", role["path"])
}

func TestATenantHasALogGroupThatForgets(t *testing.T) {
	logs := tenantStack(t).block("resource", "aws_cloudwatch_log_group", "record")
	require.Equal(t, "/ramparts/dev/tenants/momcorp", logs["name"])
	require.EqualValues(t, 90, logs["retention_in_days"])
	year := tenantStack(t, func(c *stacks.TenantStackConfig) { c.LogRetentionDays = 365 })
	require.EqualValues(t, 365, year.block("resource", "aws_cloudwatch_log_group", "record")["retention_in_days"])
}

func TestTheRegistrySaysWhatATenantRunsAndNoSecret(t *testing.T) {
	s := tenantStack(t, exposed, func(c *stacks.TenantStackConfig) {
		c.Tier = saas.TierBasic
		c.Services[0].Sidecars = []saas.Sidecar{{Name: "proxy", Image: saas.Image{Repository: "proxy", Tag: "v2"}}}
	})
	registry := s.block("resource", "aws_ssm_parameter", "record")
	require.Equal(t, "/ramparts/dev/registry/momcorp", registry["name"])
	require.Equal(t, "String", registry["type"])
	require.JSONEq(t, `{
		"stack": "tenant-momcorp", "tier": "basic", "hosts": ["api.momcorp.example"],
		"images": {"apiserver": "main-42", "apiserver/proxy": "v2"}
	}`, registry["value"].(string))
}

func TestOperatorsOfAWSAreTheTenantsGroup(t *testing.T) {
	const operator = "arn:aws-us-gov:iam::012345678901:role/momcorp-operators"
	require.Empty(t, tenantStack(t).blocks("resource", "aws_eks_access_entry"))
	s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Operators.PrincipalARNs = []string{operator} })
	entry := s.block("resource", "aws_eks_access_entry", "operator")
	require.Equal(t, "ramparts-dev-cluster", entry["cluster_name"])
	require.Equal(t, operator, entry["principal_arn"])
	require.Equal(t, []any{"tenant-momcorp-operators"}, entry["kubernetes_groups"])
}

func TestAnEnvironmentThatIsKeptKeepsItsNamespaces(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Environment.PreventDestroy = true })
	require.Equal(t, map[string]any{"prevent_destroy": true}, s.block("resource", "kubernetes_namespace_v1", "tenant")["lifecycle"])
}

func TestWithAKubeconfigSecretsComeByAStoreThatIsThere(t *testing.T) {
	s := tenantStack(t, func(c *stacks.TenantStackConfig) { c.Access, c.Environment.Region = stacks.Kubeconfig{}, "" })
	require.NotContains(t, s.kinds(), "SecretStore")
	require.Equal(t, map[string]any{"kind": "ClusterSecretStore", "name": "aws-ssm"}, s.custom("apiserver-secrets", "spec", "secretStoreRef"))
}

func TestEachMistakeInATenantsEnvelopeIsNamed(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*stacks.TenantStackConfig)
		want   string
	}{
		"a tier that is none":               {func(c *stacks.TenantStackConfig) { c.Tier = "gold" }, `tier: "gold" is not known; write one of basic, standard, premium`},
		"a tier that is too small":          {func(c *stacks.TenantStackConfig) { c.Tier, c.Services[0].Replicas = saas.TierBasic, new(8) }, "tier: basic has no room for a rollout of the services, which takes memoryLimit 5Gi of 4Gi; take tier standard, or have the services take less"},
		"a rule without a port":             {func(c *stacks.TenantStackConfig) { c.Egress = map[string]saas.NetworkRule{"db": {Namespace: "db"}} }, "network.egress.db.ports: is missing; write the ports, such as [5432]"},
		"a network that is none":            {func(c *stacks.TenantStackConfig) { c.Network = eks.VPC{CIDR: "10.0.0.0/28"} }, "network.vpc.cidr: 10.0.0.0/28 is not the size of a VPC with subnets for load balancers and pods; write a prefix of /16 to /22"},
		"a number of days that is none":     {func(c *stacks.TenantStackConfig) { c.LogRetentionDays = 31 }, "logRetentionDays: 31 is no number of days that CloudWatch keeps logs for; write one such as 30, 90 or 365"},
		"an operator who is none":           {func(c *stacks.TenantStackConfig) { c.Operators.PrincipalARNs = []string{"momcorp"} }, `operators.principalArns[0]: "momcorp" is no ARN of a role or a user; write one such as arn:<partition>:iam::123456789012:role/momcorp-operators`},
		"the name of the reader":            {func(c *stacks.TenantStackConfig) { c.Services[0].Name = "secrets-reader" }, `services[0].name: "secrets-reader" is what the tenant's own reader of secrets is named; give the service another name`},
		"an ALB that a kubeconfig leads to": {func(c *stacks.TenantStackConfig) { exposed(c); c.Access = stacks.Kubeconfig{} }, "network.loadBalancerCidrs: is missing, and service apiserver has an ALB, which would not be let in; write the load balancers' subnets, such as [10.0.192.0/21]"},
		"a network of AWS elsewhere":        {func(c *stacks.TenantStackConfig) { c.Network, c.Access = eks.VPC{}, stacks.Kubeconfig{} }, "network: is one of AWS, and a kubeconfig leads to the cluster; leave it out, and give the load balancers' addresses if there are any"},
	} {
		t.Run(name, func(t *testing.T) {
			err := stacks.Synth(&cdktf.AppConfig{Outdir: new(t.TempDir())}, func(app cdktf.App) {
				config := &stacks.TenantStackConfig{Environment: environment(), Tenant: "momcorp", Services: []stacks.TenantService{{
					ServiceConfig: saas.ServiceConfig{Name: "apiserver", Image: saas.Image{Repository: "api", Tag: "v1"}},
				}}}
				test.change(config)
				stacks.NewTenantStack(app, "tenant-momcorp", config)
			})
			require.EqualError(t, err, "tenant-momcorp:\n  "+test.want)
		})
	}
}
