package constructs

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tenantConfig is a tenant that has everything, and nothing wrong with it but what the changes make wrong.
func tenantConfig(changes ...func(*TenantConfig)) *TenantConfig {
	c := &TenantConfig{
		Name:  "momcorp",
		Tier:  TierBasic,
		Quota: Quota{CPU: "2"},
		Network: TenantNetwork{
			ClusterCIDRs:      []string{"10.0.0.0/16"},
			LoadBalancerCIDRs: []string{"10.0.192.0/21", "10.0.200.0/21"},
			Egress:            map[string]NetworkRule{"postgres": {CIDRs: []string{"10.0.64.0/24"}, Ports: []int{5432}}},
			Ingress:           map[string]NetworkRule{"metrics": {Namespace: "monitoring", Service: "apiserver", Ports: []int{9090}}},
		},
		ParameterStore: &ParameterStore{Region: "us-gov-west-1", Reader: reader{}},
		Operators:      Operators{Group: "momcorp-ops"},
	}
	for _, change := range changes {
		change(c)
	}
	return c
}

type reader map[string]string

func (r reader) ServiceAccountAnnotations() map[string]string { return r }

func TestATenantThatHasEverythingIsValid(t *testing.T) {
	require.NoError(t, tenantConfig().Validate())
}

func TestATenantThatHasItsNameAloneIsValid(t *testing.T) {
	require.NoError(t, (&TenantConfig{Name: "momcorp"}).Validate())
}

func TestEachMistakeInATenantIsNamed(t *testing.T) {
	egress := func(change func(*NetworkRule)) func(*TenantConfig) {
		return func(c *TenantConfig) {
			rule := c.Network.Egress["postgres"]
			change(&rule)
			c.Network.Egress["postgres"] = rule
		}
	}
	tests := map[string]struct {
		change func(*TenantConfig)
		want   string
	}{
		"a namespace in capitals":            {func(c *TenantConfig) { c.Namespace = "Momcorp" }, `namespace: "Momcorp" is not a name in Kubernetes; write lower case letters, digits and hyphens, such as tenant-acme`},
		"a tier that is none":                {func(c *TenantConfig) { c.Tier = "gold" }, `tier: "gold" is not known; write one of basic, standard, premium`},
		"a quota that is no quantity":        {func(c *TenantConfig) { c.Quota.CPU = "2 cores" }, `quota.cpu: "2 cores" is no quantity; write one such as 4`},
		"a quota of less than no pod":        {func(c *TenantConfig) { c.Quota.Pods = -1 }, `quota.pods: -1 is below 1; write how many pods there may be, such as 30`},
		"containers smaller than by default": {func(c *TenantConfig) { c.Quota.ContainerMemory = "256Mi" }, "quota.containerMemory: 256Mi is below the 512Mi that a container has unless it says otherwise; write that, or more"},
		"addresses that are none":            {func(c *TenantConfig) { c.Network.ClusterCIDRs = []string{"10.0.0.0"} }, `network.clusterCidrs[0]: "10.0.0.0" is no block of addresses; write one such as 10.0.64.0/24`},
		"addresses within their block":       {func(c *TenantConfig) { c.Network.LoadBalancerCIDRs[1] = "10.0.200.1/21" }, "network.loadBalancerCidrs[1]: 10.0.200.1/21 does not start where its prefix starts; write 10.0.200.0/21"},
		"a rule for nobody":                  {egress(func(r *NetworkRule) { r.CIDRs = nil }), "network.egress.postgres.cidrs: is missing; write the addresses, such as [10.0.64.0/24], or a namespace"},
		"a rule for two":                     {egress(func(r *NetworkRule) { r.Namespace = "data" }), "network.egress.postgres.namespace: stands beside cidrs; make it a rule of its own"},
		"a rule of no port":                  {egress(func(r *NetworkRule) { r.Ports = nil }), "network.egress.postgres.ports: is missing; write the ports, such as [5432]"},
		"a rule of a port that is none":      {egress(func(r *NetworkRule) { r.Ports[0] = 0 }), "network.egress.postgres.ports[0]: 0 is not a port; write a number from 1 to 65535"},
		"a rule of another protocol":         {egress(func(r *NetworkRule) { r.Protocol = "ICMP" }), `network.egress.postgres.protocol: "ICMP" is not known; write one of TCP, UDP`},
		"a way to the instance metadata":     {egress(func(r *NetworkRule) { r.CIDRs[0] = "169.254.169.254/32" }), "network.egress.postgres.cidrs[0]: 169.254.169.254/32 is where the instance metadata is, and with it the node's rights; leave it out"},
		"a way to all link-local addresses":  {egress(func(r *NetworkRule) { r.CIDRs[0] = "169.254.0.0/16" }), "network.egress.postgres.cidrs[0]: 169.254.0.0/16 is where the instance metadata is, and with it the node's rights; leave it out"},
		"a rule with an underscore": {func(c *TenantConfig) { c.Network.Ingress["a_b"] = c.Network.Ingress["metrics"] },
			`network.ingress.a_b: "a_b" is not a valid name; write 2 to 30 lower case letters, digits and hyphens, a letter first, no hyphen last, such as apiserver`},
		"a store that nobody reads":    {func(c *TenantConfig) { c.ParameterStore.Reader = nil }, "parameterStore.reader: is missing; give the identity that reads, such as an eks.PodRole"},
		"a store in no region":         {func(c *TenantConfig) { c.ParameterStore.Region = "" }, "parameterStore.region: is missing; write the AWS region of the parameters, such as us-east-1"},
		"operators who are Kubernetes": {func(c *TenantConfig) { c.Operators.Group = "system:masters" }, `operators.group: "system:masters" is one of Kubernetes' own groups; write another, such as tenant-acme-operators`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { requireProblems(t, tenantConfig(test.change).Validate(), test.want) })
	}
}

func TestATenantTakesAddressesThatAreKnownToTerraformAlone(t *testing.T) {
	const token = "${data.aws_vpc.x.cidr_block}"
	c := tenantConfig(func(c *TenantConfig) {
		c.Network.ClusterCIDRs, c.Network.LoadBalancerCIDRs = []string{token}, []string{token}
	})
	require.NoError(t, c.Validate())
	require.Contains(t, c.Network.blocks(everywhere)[0].except, token)
	require.Empty(t, c.Network.blocks("10.0.64.0/24")[0].except)
}

func TestTheInternetIsNeitherThisNetworkNorItsMachines(t *testing.T) {
	n := TenantNetwork{ClusterCIDRs: []string{"10.0.0.0/16", "52.0.0.0/16"}}
	internet := n.blocks(everywhere)[0]
	allows := func(address string) bool {
		for _, except := range internet.except {
			if netip.MustParsePrefix(except).Contains(netip.MustParseAddr(address)) {
				return false
			}
		}
		return true
	}
	for _, inside := range []string{"10.0.3.4", "10.9.0.1", "52.0.3.4", "100.64.0.7", "169.254.169.254", "169.254.170.23", "172.20.0.1", "192.168.1.1"} {
		require.False(t, allows(inside), inside)
	}
	for _, outside := range []string{"1.1.1.1", "52.1.0.1", "11.0.0.1", "172.15.0.1", "169.253.0.1"} {
		require.True(t, allows(outside), outside)
	}
}

func TestAWideRuleLeavesOutWhatTheInternetLeavesOut(t *testing.T) {
	n := TenantNetwork{ClusterCIDRs: []string{"10.0.0.0/16"}}
	require.Equal(t, []peer{{cidr: "128.0.0.0/1", except: []string{"169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"}}}, n.blocks("128.0.0.0/1"))
	require.Equal(t, []peer{{cidr: "10.0.0.0/8", except: []string{"10.0.0.0/16"}}}, n.blocks("10.0.0.0/8"))
	require.Equal(t, []peer{{cidr: "10.0.128.0/20"}}, n.blocks("10.0.128.0/20"), "who names a part of the cluster's network means it")
}

func TestPoliciesHaveNamesOfTheirOwn(t *testing.T) {
	c := tenantConfig(func(c *TenantConfig) {
		rule := c.Network.Egress["postgres"]
		c.Network.Egress = map[string]NetworkRule{"internet": rule, "dns": rule}
		c.Network.Ingress = map[string]NetworkRule{"internet": rule, "load-balancer-web": rule}
		c.Network.APIServerCIDRs = []string{"172.20.0.0/16"}
	}).withDefaults()
	seen := map[string]bool{"default-deny": true}
	policies := c.policies()
	for _, name := range []string{"dns", "internet", "web", "egress-dns"} {
		policies = append(policies, c.policiesOf(ServiceConfig{Name: name, MountToken: true, Exposure: NLB{}}.withDefaults())...)
	}
	for _, policy := range policies {
		require.False(t, seen[policy.name], policy.name)
		seen[policy.name] = true
	}
}

func TestALoadBalancerIsLetInFromWhereItStands(t *testing.T) {
	n := TenantNetwork{
		ClusterCIDRs: []string{"10.0.0.0/16"}, LoadBalancerCIDRs: []string{"10.0.192.0/21"}, InternalLoadBalancerCIDRs: []string{"10.0.0.0/19"},
	}
	for name, test := range map[string]struct {
		exposure Exposure
		want     []string
	}{
		"an ALB from its public subnets":              {ALB{}, []string{"10.0.192.0/21"}},
		"an internal ALB from its private subnets":    {ALB{Scheme: "internal"}, []string{"10.0.0.0/19"}},
		"an NLB from its clients":                     {NLB{}, []string{"0.0.0.0/0"}},
		"an internal NLB from its clients in the VPC": {NLB{Scheme: "internal"}, []string{"10.0.0.0/19", "10.0.0.0/16"}},
		"nobody to a service that is not exposed":     {nil, nil},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, n.callers(test.exposure)) })
	}
}

func TestOnlyPortsThatTheLoadBalancerLeadsToAreExposed(t *testing.T) {
	require.Equal(t, []int{8000, 3000}, config().withDefaults().exposedPorts())
	require.Equal(t, []int{8000}, config(func(c *ServiceConfig) { c.Sidecars[0].IngressPath = "" }).withDefaults().exposedPorts())
}

func services(changes ...func(*ServiceConfig)) []ServiceConfig {
	return []ServiceConfig{*config(changes...)}
}

func TestServicesThatFitTheQuotaAreNoProblem(t *testing.T) {
	require.NoError(t, tenantConfig().ValidateServices(services()...))
	require.NoError(t, (&TenantConfig{Name: "momcorp"}).ValidateServices(), "none at all")
}

// Each service has a main container and a sidecar, of 100m, 128Mi and a limit of 512Mi each.
func TestWhatHasNoRoomIsTold(t *testing.T) {
	many := func(replicas int) func(*ServiceConfig) { return func(c *ServiceConfig) { c.Replicas = new(replicas) } }
	tier := func(tier Tier) *TenantConfig {
		return tenantConfig(func(c *TenantConfig) { c.Tier, c.Quota = tier, Quota{} })
	}
	tests := map[string]struct {
		tenant   *TenantConfig
		services []ServiceConfig
		want     []string
	}{
		"pods in a rollout": {tier(TierBasic), services(many(4)), []string{
			"tier: basic has no room for a rollout of the services, which takes memoryLimit 5Gi of 4Gi; take tier standard, or have the services take less"}},
		"more than one thing": {tier(TierBasic), services(many(8)), []string{
			"tier: basic has no room for a rollout of the services, which takes cpu 2 of 1, memory 2560Mi of 2Gi, memoryLimit 10Gi of 4Gi; take tier standard, or have the services take less"}},
		"more than any tier": {tier(TierPremium), services(many(60)), []string{
			"tier: premium has no room for a rollout of the services, which takes memoryLimit 75Gi of 64Gi; write what they take into quota, or have the services take less"}},
		"a quota of its own": {tenantConfig(func(c *TenantConfig) { c.Quota = Quota{Pods: 2, CPU: "150m"} }), services(many(2)), []string{
			"quota.cpu: 150m has no room for a rollout of the services, which takes 600m; write 600m or more, or have the services take less",
			"quota.pods: 2 has no room for a rollout of the services, which takes 3; write 3 or more, or have the services take less"}},
		"all services together": {tenantConfig(func(c *TenantConfig) { c.Quota = Quota{Pods: 3} }), append(services(), services(func(c *ServiceConfig) { c.Name = "web" })...), []string{
			"quota.pods: 3 has no room for a rollout of the services, which takes 4; write 4 or more, or have the services take less"}},
		"one container": {tier(TierBasic), services(func(c *ServiceConfig) { c.Resources.Limits.Memory = "1536Mi" }), []string{
			"tier: basic allows a container 1Gi memory, and container apiserver of service apiserver may use 1536Mi; take tier standard, or have the services take less"}},
		"an ALB of unknown subnets": {tenantConfig(func(c *TenantConfig) { c.Network.LoadBalancerCIDRs = nil }), services(), []string{
			"network.loadBalancerCidrs: is missing, and service apiserver has an ALB, which would not be let in; write the load balancers' subnets, such as [10.0.192.0/21]"}},
		"a rule for no service": {tenantConfig(), services(func(c *ServiceConfig) { c.Name = "apiservr" }), []string{
			`network.ingress.metrics.service: "apiserver" is no service of the tenant; did you mean apiservr?`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { requireProblems(t, test.tenant.ValidateServices(test.services...), test.want...) })
	}
}

func TestAQuotaThatIsJustEnoughIsEnough(t *testing.T) {
	enough := Quota{CPU: "600m", Memory: "768Mi", MemoryLimit: "3Gi", Pods: 3}
	two := services(func(c *ServiceConfig) { c.Replicas = new(2) })
	require.NoError(t, tenantConfig(func(c *TenantConfig) { c.Quota = enough }).ValidateServices(two...))
	enough.CPU = "599m"
	require.Error(t, tenantConfig(func(c *TenantConfig) { c.Quota = enough }).ValidateServices(two...))
}

func TestEachTierHasRoomForTheOneBefore(t *testing.T) {
	for i, tier := range tiers[1:] {
		smaller, larger := quotas[tiers[i]], quotas[tier]
		for _, part := range parts {
			a, b := parse(part.of(smaller)), parse(part.of(larger))
			require.Negative(t, a.Cmp(b), "%s of %s", part.name, tier)
		}
	}
}

func TestDefaultsOfATenantLeaveTheCallersAlone(t *testing.T) {
	given, untouched := tenantConfig(), tenantConfig()
	given.withDefaults()
	require.Equal(t, untouched, given)
}

func TestATenantMayBeNamedAtLength(t *testing.T) {
	require.NoError(t, (&TenantConfig{Name: strings.Repeat("a", 30)}).Validate())
}
