package platform

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/stacks"
)

// shared puts a line of all tenants into platform.yaml, and envelope lines of its own into momcorp's file.
func shared(line string) files { return with(platformFile, "region:", "tenants: "+line+"\nregion:") }

func (f files) envelope(lines string) files { return f.with(momcorp, "services:", lines+"\nservices:") }

func TestAnEnvelopeIsReadIntoTheTenantsConfig(t *testing.T) {
	tenant := valid().envelope(`tier: premium
quota: {cpu: "20", pods: 50}
network:
  egress: {postgres: {cidrs: [10.0.64.0/24], ports: [5432]}}
  ingress: {metrics: {namespace: monitoring, service: api, ports: [9090], protocol: TCP}}
operators: {group: "{tenant}-ops", exec: true, principalArns: ["arn:aws:iam::012345678901:role/ops"]}
logRetentionDays: 365`).requireLoaded(t).Tenants[0]
	require.Equal(t, constructs.TierPremium, tenant.Tier)
	require.Equal(t, constructs.Quota{CPU: "20", Pods: 50}, tenant.Quota)
	require.Equal(t, map[string]constructs.NetworkRule{"postgres": {CIDRs: []string{"10.0.64.0/24"}, Ports: []int{5432}}}, tenant.Egress)
	require.Equal(t, map[string]constructs.NetworkRule{"metrics": {Namespace: "monitoring", Service: "api", Ports: []int{9090}, Protocol: "TCP"}}, tenant.Ingress)
	require.Equal(t, stacks.Operators{
		Operators:     constructs.Operators{Group: "momcorp-ops", Exec: true},
		PrincipalARNs: []string{"arn:aws:iam::012345678901:role/ops"},
	}, tenant.Operators)
	require.Equal(t, 365, tenant.LogRetentionDays)
}

func TestATenantsOwnEnvelopeWinsOverWhatAllShare(t *testing.T) {
	f := shared(`{tier: basic, operators: {exec: true}, network: {egress: {db: {cidrs: [10.0.64.0/24], ports: [5432]}}}}`).
		envelope("tier: premium\noperators: {exec: false}\nnetwork: {egress: {mail: {cidrs: [0.0.0.0/0], ports: [587]}}}")
	tenants := f.requireLoaded(t).Tenants
	require.Equal(t, constructs.TierPremium, tenants[0].Tier)
	require.False(t, tenants[0].Operators.Exec)
	require.Len(t, tenants[0].Egress, 2)
	require.Equal(t, constructs.TierBasic, tenants[1].Tier)
	require.True(t, tenants[1].Operators.Exec)
	require.Len(t, tenants[1].Egress, 1)
}

func TestATenantStandsInItsClustersNetwork(t *testing.T) {
	environment := with(platformFile, "  nodes:", "  network: {vpc: {cidr: 10.1.0.0/16}}\n  nodes:").requireLoaded(t)
	require.Equal(t, eks.VPC{CIDR: "10.1.0.0/16"}, environment.Tenants[0].Network)
	require.Nil(t, valid().requireLoaded(t).Tenants[0].Network)
}

func TestARuleForAServiceIsForTheTenantsThatRunIt(t *testing.T) {
	tenants := shared("{network: {ingress: {metrics: {namespace: monitoring, service: web, ports: [9090]}}}}").requireLoaded(t).Tenants
	require.Empty(t, tenants[0].Ingress, "momcorp runs no web")
	require.Len(t, tenants[1].Ingress, 1)
}

func TestAMistakeInAnEnvelopeIsToldWhereItIsWritten(t *testing.T) {
	const (
		needed = "memoryLimit 5Gi of 4Gi; take tier standard, or have the services take less"
		many   = "    replicas: 4"
	)
	mistakes{
		"no room in the tier of the tenant's file": {own(many).envelope("tier: basic"), `tenants/momcorp.yaml:2:7: tenant momcorp: tier: basic has no room for a rollout of the services, which takes ` + needed},
		"no room in the tier of all tenants":       {own(many).with(platformFile, "ingress:", "tenants: {tier: basic}\ningress:"), `tenants/momcorp.yaml:1:9: tenant momcorp: tier: basic has no room for a rollout of the services, which takes ` + needed},
		"no room in the default tier, for each tenant": {catalog("    replicas: 14"), `tenants/momcorp.yaml:1:9: tenant momcorp: tier: standard has no room for a rollout of the services, which takes memoryLimit 18Gi of 16Gi; take tier premium, or have the services take less` + "\n" +
			`tenants/planetexpress.yaml:1:9: tenant planetexpress: tier: standard has no room for a rollout of the services, which takes memoryLimit 19Gi of 16Gi; take tier premium, or have the services take less`},
		"no room in a quota":                                {own(many).envelope("quota: {pods: 4}"), `tenants/momcorp.yaml:2:15: tenant momcorp: quota.pods: 4 has no room for a rollout of the services, which takes 5; write 5 or more, or have the services take less`},
		"a tier that is none":                               {valid().envelope("tier: gold"), `tenants/momcorp.yaml:2:7: tier: "gold" is not known; write one of basic, standard, premium`},
		"a quota of all tenants, once":                      {shared("{quota: {cpu: much}}"), `platform.yaml:2:24: tenants.quota.cpu: "much" is no quantity; write one such as 4`},
		"a rule of all tenants, once":                       {shared("{network: {egress: {db: {ports: [5432]}}}}"), `platform.yaml:2:30: tenants.network.egress.db.cidrs: is missing; write the addresses, such as [10.0.64.0/24], or a namespace`},
		"a rule of a tenant":                                {valid().envelope("network: {egress: {db: {cidrs: [10.0.64.1/24], ports: [5432]}}}"), `tenants/momcorp.yaml:2:33: tenant momcorp: network.egress.db.cidrs[0]: 10.0.64.1/24 does not start where its prefix starts; write 10.0.64.0/24`},
		"a rule without ports":                              {valid().envelope("network: {egress: {db: {namespace: db}}}"), `tenants/momcorp.yaml:2:20: network.egress.db.ports: is missing; add it`},
		"a rule for a service that the tenant does not run": {valid().envelope("network: {ingress: {m: {}}}").with(momcorp, "m: {}", "metrics: {namespace: x, service: web, ports: [1]}"), `tenants/momcorp.yaml:2:54: tenant momcorp: network.ingress.metrics.service: "web" is no service of the tenant; write one of api`},
		"a group of Kubernetes":                             {shared("{operators: {group: \"system:masters\"}}"), `platform.yaml:2:30: tenants.operators.group: "system:masters" is one of Kubernetes' own groups; write another, such as tenant-acme-operators`},
		"a number of days":                                  {shared("{logRetentionDays: 31}"), `platform.yaml:2:29: tenants.logRetentionDays: 31 is no number of days that CloudWatch keeps logs for; write one such as 30, 90 or 365`},
		"a key that is none":                                {valid().envelope("teir: basic"), `tenants/momcorp.yaml:2:1: teir: is not known; did you mean tier?`},
		"an operator of two tenants":                        {shared(`{operators: {principalArns: ["arn:aws:iam::012345678901:role/ops"]}}`), `platform.yaml:2:39: tenants.operators.principalArns[0]: arn:aws:iam::012345678901:role/ops operates tenant momcorp, and tenant planetexpress; give each tenant a role of its own: a cluster knows one entry of each`},
		"a group of two tenants":                            {valid().envelope("operators: {group: ops}").with(planet, "tenant: planetexpress\n", "tenant: planetexpress\noperators: {group: ops}\n"), `tenants/planetexpress.yaml:2:20: tenant planetexpress: operators.group: ops operates tenant momcorp, and tenant planetexpress; write {tenant} in it, which makes it each tenant's own`},
		"load balancers of nowhere":                         {with(platformFile, clusterLines, "access: {kubeconfig: {}}\n"), `platform.yaml:1:1: tenants.network.loadBalancerCidrs: is missing, and service api has an ALB, which would not be let in; write the load balancers' subnets, such as [10.0.192.0/21]`},
	}.run(t)
}

func TestAGroupOfAllTenantsIsMeantForAll(t *testing.T) {
	shared("{operators: {group: ops}}").requireLoaded(t)
}

// What a service takes is not known while a part of it is set aside.
func TestRoomIsNotMissedWhereAServiceIsNotWholeYet(t *testing.T) {
	own("    replicas: 40\n    prot: 1").requireProblems(t, `tenants/momcorp.yaml:5:5: tenant momcorp, service api: prot: is not known; did you mean port?`)
	own("    prot: 1").envelope("quota: {cpu: much}").requireProblems(t, `tenants/momcorp.yaml:2:14: tenant momcorp: quota.cpu: "much" is no quantity; write one such as 4`+"\n"+
		`tenants/momcorp.yaml:5:5: tenant momcorp, service api: prot: is not known; did you mean port?`)
}
