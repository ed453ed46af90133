package platform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/constructs"
)

func TestTheValidEnvironmentHasNoProblem(t *testing.T) {
	_, err := valid().load(t)
	require.NoError(t, err)
}

func TestLatestIsRefusedInEverySpelling(t *testing.T) {
	mistakes{
		"as it is":          {with(momcorp, "v1", "latest"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: "latest" is mutable` + pinATag},
		"in quotes":         {with(momcorp, "v1", `"latest"`), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: "latest" is mutable` + pinATag},
		"in capitals":       {with(momcorp, "v1", "LATEST"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: "LATEST" is mutable` + pinATag},
		"beside a digest":   {with(momcorp, "tag: v1", "tag: latest, digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: "latest" is mutable` + pinATag},
		"by no tag":         {with(momcorp, "{tag: v1}", "{}"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: image.tag: is missing, which means latest` + pinATag},
		"by no image":       {with(momcorp, "\n    image: {tag: v1}", " {}"), `tenants/momcorp.yaml:3:3: tenant momcorp, service api: image.tag: is missing, which means latest` + pinATag},
		"by a digest alone": {with(momcorp, "tag: v1", "digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: image.tag: is missing, and a digest alone tells people nothing` + pinATag},
		"in the repository": {with(platformFile, "ghcr.io/acme/api}", `"ghcr.io/acme/api:latest"}`), `platform.yaml:10:25: service api: image.repository: "ghcr.io/acme/api:latest" is not a repository; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart`},
		"in the catalog's sidecar, once for all tenants": {with(platformFile, "v7", "latest"), `platform.yaml:16:56: service api: sidecars.runtime.image.tag: "latest" is mutable` + pinATag},
		"by no tag of the catalog's sidecar":             {with(platformFile, ", tag: v7", ""), `platform.yaml:16:9: service api: sidecars.runtime.image.tag: is missing, which means latest` + pinATag},
		"in a tenant's sidecar":                          {own("    sidecars: {runtime: {image: {tag: latest}}}"), `tenants/momcorp.yaml:4:39: tenant momcorp, service api: sidecars.runtime.image.tag: "latest" is mutable` + pinATag},
		"in a block":                                     {with(momcorp, "{tag: v1}", "\n      tag: >-\n        latest"), `tenants/momcorp.yaml:5:12: tenant momcorp, service api: image.tag: "latest" is mutable` + pinATag},
	}.run(t)
}

func TestTheCatalogsImagesAreCheckedThoughNoTenantRunsThem(t *testing.T) {
	unused := func(image, more string) files {
		return with(platformFile, "  web:\n", "  reports:\n    image: {repository: ghcr.io/acme/reports"+image+"}\n"+more+"  web:\n")
	}
	mistakes{
		"a tag":                                 {unused(", tag: latest", ""), `platform.yaml:20:52: service reports: image.tag: "latest" is mutable` + pinATag},
		"a repository":                          {unused(":v1", ""), `platform.yaml:20:25: service reports: image.repository: "ghcr.io/acme/reports:v1" is not a repository; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart`},
		"a digest":                              {unused(", digest: sha256:12", ""), "platform.yaml:20:55: service reports: image.digest: \"sha256:12\" is malformed: invalid checksum digest length; write sha256: and 64 hexadecimal digits, as `docker buildx imagetools inspect` prints it"},
		"a sidecar's tag":                       {unused("", "    sidecars: {agent: {image: {repository: ghcr.io/acme/agent, tag: latest}}}\n"), `platform.yaml:21:69: service reports: sidecars.agent.image.tag: "latest" is mutable` + pinATag},
		"a tag that is set aside, once":         {unused(", tag: 1.0", ""), `platform.yaml:20:52: service reports: image.tag: is a number, not text; put it in quotes: "1.0"`},
		"a tag that each tenant's own replaces": {with(platformFile, "ghcr.io/acme/web}", "ghcr.io/acme/web, tag: latest}"), `platform.yaml:20:48: service web: image.tag: "latest" is mutable` + pinATag},
	}.run(t)
	_, err := unused("", "    sidecars: {agent: {image: {repository: ghcr.io/acme/agent}}}\n").load(t)
	require.NoError(t, err)
}

func TestEachMistakeOfATenantIsToldWhereItIsWritten(t *testing.T) {
	mistakes{
		"a malformed digest":                   {with(momcorp, "tag: v1", "tag: v1, digest: sha256:12"), "tenants/momcorp.yaml:4:30: tenant momcorp, service api: image.digest: \"sha256:12\" is malformed: invalid checksum digest length; write sha256: and 64 hexadecimal digits, as `docker buildx imagetools inspect` prints it"},
		"a tag that is an expression":          {with(momcorp, "v1", `"${x}"`), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: "${x}" is not a tag; write up to 128 letters, digits, dots, hyphens and underscores, such as main-42`},
		"a host that is an expression":         {own("    alb: {host: \"${var.host}\"}"), `tenants/momcorp.yaml:4:17: tenant momcorp, service api: alb.host: "${var.host}" is no host name; write one in lower case such as api.example.com`},
		"a host with an unknown placeholder":   {with(platformFile, "api.{tenant}.example", "api.{tenat}.example"), `platform.yaml:13:17: service api: alb.host: "api.{tenat}.example" is no host name; write one in lower case such as api.example.com`},
		"a certificate that is an expression":  {with(platformFile, "arn:aws:acm:us-east-1:012345678901:certificate/1", `"${x}"`), `platform.yaml:7:19: ingress.certificateArn: "${x}" is no ARN; write the ARN of an ACM certificate of the load balancer's region`},
		"a file named unlike its tenant":       {with(momcorp, "tenant: momcorp", "tenant: mom-corp"), `tenants/momcorp.yaml:1:9: tenant mom-corp: tenant: "mom-corp" is in a file named momcorp.yaml; write momcorp, or rename the file to mom-corp.yaml`},
		"a service that is not in the catalog": {with(planet, "  web:", "  wbe:"), `tenants/planetexpress.yaml:5:3: tenant planetexpress: services.wbe: is not in the catalog, the services of platform.yaml; did you mean web?`},
		"a service like no other":              {with(planet, "  web:", "  scheduler:"), `tenants/planetexpress.yaml:5:3: tenant planetexpress: services.scheduler: is not in the catalog, the services of platform.yaml; write one of api, web`},
		"a port twice in the catalog's pod":    {with(platformFile, "port: 3000", "port: 8000"), `platform.yaml:17:15: service api: sidecars.runtime.port: 8000 is the port of the main container; give each container of the pod a port of its own`},
		"a port twice in a tenant's pod":       {own("    port: 3000"), `tenants/momcorp.yaml:3:3: tenant momcorp, service api: sidecars.runtime.port: 3000 is the port of the main container; give each container of the pod a port of its own`},
		"a secret that is no name of a variable": {with(platformFile, "DATABASE_URL: }", "DATABASE-URL x: }"), `platform.yaml:12:15: service api: secrets.DATABASE-URL x: "/ramparts/dev/tenants/momcorp/api/DATABASE-URL x" is no path of a parameter; write a path below /ramparts/dev/tenants/momcorp, such as /ramparts/dev/tenants/momcorp/api/DATABASE_URL` + "\n" +
			`platform.yaml:12:15: service api: secrets.DATABASE-URL x: "DATABASE-URL x" is no name of an environment variable; write one such as DATABASE_URL`},
		"a secret that the catalog has in env":       {own("    secrets: {MODE: }"), `tenants/momcorp.yaml:4:15: tenant momcorp, service api: secrets.MODE: is in env too; keep it in secrets and take it out of env`},
		"a variable that the catalog has in secrets": {own("    env: {DATABASE_URL: x}"), `tenants/momcorp.yaml:4:25: tenant momcorp, service api: secrets.DATABASE_URL: is in env too; keep it in secrets and take it out of env`},
		"a secret outside the tenant's own":          {own("    secrets: {DATABASE_URL: /ramparts/dev/tenants/planetexpress/api/DATABASE_URL}"), `tenants/momcorp.yaml:4:29: tenant momcorp, service api: secrets.DATABASE_URL: /ramparts/dev/tenants/planetexpress/api/DATABASE_URL is outside the tenant's own parameters; write a path below /ramparts/dev/tenants/momcorp, such as /ramparts/dev/tenants/momcorp/api/DATABASE_URL`},
		"a secret outside all tenants' own":          {with(platformFile, "DATABASE_URL: }", "DATABASE_URL: /shared/db}"), `platform.yaml:12:29: service api: secrets.DATABASE_URL: /shared/db is outside the tenant's own parameters; write a path below /ramparts/dev/tenants/momcorp, such as /ramparts/dev/tenants/momcorp/api/DATABASE_URL`},
		"an unknown quantity":                        {own("    resources: {requests: {cpu: 1 core}}"), `tenants/momcorp.yaml:4:33: tenant momcorp, service api: resources.requests.cpu: "1 core" is no quantity; write one such as 100m`},
		"a request above the catalog's limit":        {catalog("    resources: {limits: {memory: 512Mi}}").own("    resources: {requests: {memory: 1Gi}}"), `tenants/momcorp.yaml:4:36: tenant momcorp, service api: resources.limits.memory: 512Mi is below the 1Gi that requests.memory asks for; raise the limit or lower the request`},
		"a request above the limit by default":       {own("    resources: {requests: {memory: 1Gi}}"), `tenants/momcorp.yaml:4:36: tenant momcorp, service api: resources.limits.memory: 512Mi is below the 1Gi that requests.memory asks for; raise the limit or lower the request`},
		"a request above the limit in the catalog":   {catalog("    resources: {requests: {memory: 1Gi}, limits: {memory: 512Mi}}"), `platform.yaml:11:59: service api: resources.limits.memory: 512Mi is below the 1Gi that requests.memory asks for; raise the limit or lower the request`},
		"a sidecar's path without a port":            {with(platformFile, "        port: 3000\n", ""), `platform.yaml:17:22: service api: sidecars.runtime.ingressPath: leads to a sidecar without a port; give the sidecar the port that it listens on`},
		"a sidecar's path without an alb":            {with(platformFile, "    alb: {host: \"api.{tenant}.example\"}\n", ""), `platform.yaml:17:22: service api: sidecars.runtime.ingressPath: needs a service that is exposed by an ALB; give the service an ALB, or leave the path out`},
		"no certificate":                             {with(platformFile, "ingress:\n  certificateArn: arn:aws:acm:us-east-1:012345678901:certificate/1\n", ""), `platform.yaml:11:5: service api: alb.certificateArn: is missing; write the ARN of an ACM certificate of the load balancer's region`},
		"a group that is no name, for all services":  {with(platformFile, "ingress:", "ingress:\n  group: A_B").with(platformFile, "ghcr.io/acme/web}", "ghcr.io/acme/web}\n    alb: {host: \"{tenant}.example\"}"), `platform.yaml:7:10: ingress.group: "A_B" is no name of a group; write up to 63 lower case letters, digits, dots and hyphens`},
		"a store that is no name":                    {with(platformFile, "ingress:", "secretStore: {name: A_B}\ningress:"), `platform.yaml:6:21: secretStore.name: "A_B" is not a name in Kubernetes; write lower case letters, digits and hyphens, such as tenant-acme`},
		"a namespace that is no name":                {with(momcorp, "services:", "namespace: Mom\nservices:"), `tenants/momcorp.yaml:2:12: tenant momcorp: namespace: "Mom" is not a name in Kubernetes; write lower case letters, digits and hyphens, such as tenant-acme`},
		"a namespace that two tenants have":          {with(momcorp, "services:", "namespace: tenant-planetexpress\nservices:"), `tenants/momcorp.yaml:2:12: tenant momcorp: namespace: "tenant-planetexpress" is the namespace of tenant momcorp, and of tenant planetexpress; give each tenant its own`},
		"a policy that is no JSON":                   {catalog("    role: {inlinePolicies: {s3: \"{\"}}"), `platform.yaml:11:33: service api: role.inlinePolicies.s3: is no JSON object: unexpected end of JSON input; write an IAM policy`},
		"a policy that is no ARN":                    {own("    role: {policyArns: [ReadOnly]}"), `tenants/momcorp.yaml:4:25: tenant momcorp, service api: role.policyArns[0]: "ReadOnly" is no ARN of a policy; write one such as arn:<partition>:iam::123456789012:policy/uploads`},
	}.run(t)
}

func TestARoleIsRefusedWhereThereIsNoAWS(t *testing.T) {
	without := func(f files) files {
		return f.with(platformFile, clusterLines, elsewhere)
	}
	mistakes{
		"in the catalog":     {without(catalog("    role: {readsParameters: true}")), `platform.yaml:10:5: service api: role: gives rights in AWS to pods that a kubeconfig leads to; leave the role out, or reach an EKS cluster by its name`},
		"in a tenant's file": {without(own("    role: {readsParameters: true}")), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: role: gives rights in AWS to pods that a kubeconfig leads to; leave the role out, or reach an EKS cluster by its name`},
	}.run(t)
}

func TestAClustersMistakesAreToldAtItsKeys(t *testing.T) {
	mistakes{
		"fewer at most than at least":   {with(platformFile, "max: 4", "max: 1"), `platform.yaml:4:16: cluster.nodes.min: 2 is above max, which is 1; write a max that is no smaller`},
		"one node":                      {with(platformFile, "min: 2", "min: 1, desired: 1"), `platform.yaml:4:28: cluster.nodes.desired: 1 is below 2; write 2 or more: nodes are replaced one at a time, and pods need another to move to`},
		"a version out of support":      {with(platformFile, "  nodes:", "  version: \"1.29\"\n  nodes:"), `platform.yaml:4:12: cluster.version: 1.29 is not known to be in standard support; write one of 1.34, 1.35, 1.36, or say why in unsupportedVersionReason`},
		"a version that is none":        {with(platformFile, "  nodes:", "  version: newest\n  nodes:"), `platform.yaml:4:12: cluster.version: "newest" is no version of Kubernetes; write one of 1.34, 1.35, 1.36`},
		"a role that is none, once":     {with(platformFile, "region:", "access: {eksExec: {roleArn: deployer}}\nregion:"), `platform.yaml:2:29: access.eksExec.roleArn: "deployer" is no ARN of an IAM role; write one such as arn:<partition>:iam::123456789012:role/deployer`},
		"a boundary that is none":       {with(platformFile, "region:", "iam: {permissionsBoundary: boundary}\nregion:"), `platform.yaml:2:28: iam.permissionsBoundary: "boundary" is no ARN of a policy; write one such as arn:<partition>:iam::123456789012:policy/boundary`},
		"two clusters":                  {with(platformFile, "region:", "existingCluster: acme\nregion:"), `platform.yaml:2:18: existingCluster: is a cluster that is there, beside the one that is made here; take out one of the two`},
		"a cluster's name that is none": {with(platformFile, clusterLines, "existingCluster: acme cluster\n"), `platform.yaml:3:18: existingCluster: "acme cluster" is no name of a cluster; write one such as acme-dev-cluster`},
		"an identity without AWS":       {with(platformFile, clusterLines, elsewhere+"identity: podIdentity\n"), `platform.yaml:5:11: identity: is how AWS knows pods, and a kubeconfig leads to them; leave it out, or reach an EKS cluster by its name`},
		"a session for an admin":        {with(platformFile, "{creatorIsAdmin: true}", "{admins: [\"arn:aws:sts::012345678901:assumed-role/deployer/me\"]}"), `platform.yaml:5:21: cluster.access.admins[0]: arn:aws:sts::012345678901:assumed-role/deployer/me is a session, which ends; write the ARN of its role, arn:<partition>:iam::…:role/…, with the role's path`},
		"nobody who deploys":            {with(platformFile, "{creatorIsAdmin: true}", "{}"), `platform.yaml:5:3: cluster.access.admins: is missing, so that nobody could deploy into the cluster; write the ARN of the role that deploys, or creatorIsAdmin: true`},
		"an API for all the world":      {with(platformFile, "  access:", "  endpoint: {publicCidrs: [0.0.0.0/0]}\n  access:"), `platform.yaml:5:28: cluster.endpoint.publicCidrs[0]: 0.0.0.0/0 is open to the world; write the addresses of those who deploy, or say why in openToTheWorldReason`},
		"logs for a strange time":       {with(platformFile, "  access:", "  logs: {retentionDays: 100}\n  access:"), `platform.yaml:5:25: cluster.logs.retentionDays: 100 is not a number of days that CloudWatch knows; write one such as 90, 180, 365, 731 or 1096`},
		"two keys of secrets":           {with(platformFile, "  access:", "  encryption: {awsOwnedKey: true, kmsKeyArn: \"arn:aws:kms:us-east-1:012345678901:key/1\"}\n  access:"), `platform.yaml:5:29: cluster.encryption.awsOwnedKey: stands beside a key; write one of the two`},
		"a version of no add-on":        {with(platformFile, "  access:", "  addOns: {versions: {core-dns: v1.13.2-eksbuild.1}}\n  access:"), `platform.yaml:5:33: cluster.addOns.versions.core-dns: is no add-on that is installed here; did you mean coredns?`},
		"an image of no kind":           {with(platformFile, "min: 2,", "ami: ubuntu, min: 2,"), `platform.yaml:4:16: cluster.nodes.ami: "ubuntu" is not known; write al2023 or bottlerocket, which go by the instance types, or one of EKS's such as AL2023_x86_64_NVIDIA`},
		"one subnet":                    {with(platformFile, "  nodes:", "  network: {subnets: [subnet-1]}\n  nodes:"), `platform.yaml:4:13: cluster.network.subnets: has 1; give at least two subnets, in at least two zones`},
		"a subnet that is none":         {with(platformFile, "  nodes:", "  network: {subnets: [subnet-1, \"${x}\"]}\n  nodes:"), `platform.yaml:4:33: cluster.network.subnets[1]: "${x}" is no id of a subnet; write one such as subnet-0a1b2c3d4e5f60718`},
		"a VPC that is too small":       {with(platformFile, "  nodes:", "  network: {vpc: {cidr: 10.0.0.0/28}}\n  nodes:"), `platform.yaml:4:25: cluster.network.vpc.cidr: 10.0.0.0/28 is not the size of a VPC with subnets for load balancers and pods; write a prefix of /16 to /22`},
		"no region":                     {with(platformFile, "region: us-east-1\n", ""), `platform.yaml:1:1: region: is missing; write an AWS region such as us-east-1`},
	}.run(t)
}

func TestAVersionOutOfSupportIsTakenWithAReason(t *testing.T) {
	_, err := with(platformFile, "  nodes:", "  version: \"1.33\"\n  unsupportedVersionReason: An add-on needs it until June\n  nodes:").load(t)
	require.NoError(t, err)
}

func TestARegionIsMissedOnlyWhereAWSIs(t *testing.T) {
	_, err := with(platformFile, "region: us-east-1\n", "").with(platformFile, clusterLines, elsewhere).load(t)
	require.NoError(t, err)
}

func TestAnAddressOfTwoServicesIsRefused(t *testing.T) {
	mistakes{
		"of all tenants by the catalog's host":  {with(platformFile, "api.{tenant}.example", "api.example"), `platform.yaml:13:17: service api: alb.host: api.example is the address of tenant momcorp, service api, and of tenant planetexpress, service api` + shareByPath},
		"of two services by the catalog's host": {with(platformFile, "ghcr.io/acme/web}", "ghcr.io/acme/web}\n    alb: {host: \"api.{tenant}.example\"}"), `platform.yaml:21:17: service web: alb.host: api.planetexpress.example is the address of tenant planetexpress, service api, and of tenant planetexpress, service web` + shareByPath},
		"of a tenant that takes another's":      {own("    alb: {host: api.planetexpress.example}"), `tenants/momcorp.yaml:4:17: tenant momcorp, service api: alb.host: api.planetexpress.example is the address of tenant momcorp, service api, and of tenant planetexpress, service api` + shareByPath},
		"with a slash last":                     {with(platformFile, "ghcr.io/acme/web}", "ghcr.io/acme/web}\n    alb: {host: \"api.{tenant}.example\", paths: [/runtime/]}"), `platform.yaml:21:17: service web: alb.host: api.planetexpress.example/runtime is the address of tenant planetexpress, service api, and of tenant planetexpress, service web` + shareByPath},
	}.run(t)
}

// webOnAPIsHost is an environment whose web answers on the host of api, which has all of its paths.
func webOnAPIsHost(alb string) files {
	return with(platformFile, "ghcr.io/acme/web}", "ghcr.io/acme/web}\n    alb: {host: \"api.{tenant}.example\", "+alb+"}")
}

func TestTheLongerPathsOfAHostComeFirst(t *testing.T) {
	environment := webOnAPIsHost("paths: [/web]").requireLoaded(t)
	orders := map[string]int{}
	for _, service := range environment.Tenants[1].Services {
		orders[service.Name] = service.Exposure.(constructs.ALB).GroupOrder
	}
	require.Equal(t, orders["web"]+1, orders["api"])
}

func TestPathsThatNoOrderCouldServeAreRefused(t *testing.T) {
	webOnAPIsHost("paths: [/runtime/web, /web]").
		with(platformFile, "ingressPath: /runtime", "ingressPath: /web/runtime").
		with(platformFile, "api.{tenant}.example\"}\n    sidecars", "api.{tenant}.example\", paths: [/runtime]}\n    sidecars").
		requireProblems(t, `platform.yaml:21:17: service web: alb.host: api.planetexpress.example/runtime/web is never reached: tenant planetexpress, service api answers to /runtime first; give one of them another host`)
}

// tenantsOnALBs is an environment with as many tenants, each with one service of a single path.
func tenantsOnALBs(n int, shard func(i int) int) files {
	all := files{platformFile: "platform: ramparts\nregion: us-east-1\ningress: {certificateArn: \"arn:aws:acm:us-east-1:012345678901:certificate/1\"}\nservices:\n  web:\n    image: {repository: ghcr.io/acme/web, tag: v1}\n    alb: {host: \"{tenant}.example\"}\n"}
	for i := range n {
		name := fmt.Sprintf("tenant-%03d", i)
		all["tenants/"+name+".yaml"] = fmt.Sprintf("tenant: %s\nshard: %d\nservices: {web: {}}\n", name, shard(i))
	}
	return all
}

// placesOf is each tenant's place in its group.
func placesOf(t *testing.T, environment *Environment) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, tenant := range environment.Tenants {
		all[tenant.Tenant] = tenant.Services[0].Exposure.(constructs.ALB).GroupOrder
	}
	return all
}

func TestEachIngressOfALoadBalancerHasAPlaceOfItsOwn(t *testing.T) {
	places := placesOf(t, tenantsOnALBs(100, func(int) int { return 1 }).requireLoaded(t))
	seen := map[int]bool{}
	for tenant, place := range places {
		require.False(t, seen[place], tenant)
		require.True(t, -1000 <= place && place <= 1000, place)
		seen[place] = true
	}
	require.Len(t, seen, 100)
}

func TestATenantMovesNoOther(t *testing.T) {
	ten := placesOf(t, tenantsOnALBs(10, func(int) int { return 1 }).requireLoaded(t))
	eleven := placesOf(t, tenantsOnALBs(11, func(int) int { return 1 }).requireLoaded(t))
	require.Contains(t, eleven, "tenant-010")
	delete(eleven, "tenant-010")
	require.Equal(t, ten, eleven)
}

func TestALoadBalancerThatIsTooFullIsRefused(t *testing.T) {
	const problem = "platform.yaml:3:1: ingress: the load balancer shared-1 has 101 %s, of 100 that it may have; put its newest tenants on another: write shard: 3 in their files"
	one := func(i int) int { return 1 + i/101 }
	tenantsOnALBs(170, one).requireProblems(t, fmt.Sprintf(problem, "rules"), fmt.Sprintf(problem, "target groups"))
	tenantsOnALBs(101, func(i int) int { return 1 + i%2 }).requireLoaded(t)
	tenantsOnALBs(101, one).with(platformFile, "ingress: {", "ingress: {limits: {rules: 200}, ").
		requireProblems(t, strings.Replace(fmt.Sprintf(problem, "target groups"), "shard: 3", "shard: 2", 1))
}

func TestALoadBalancerThatIsNearlyFullIsWarnedOf(t *testing.T) {
	environment := tenantsOnALBs(80, func(int) int { return 1 }).requireLoaded(t)
	require.Len(t, environment.Warnings, 2)
	require.Contains(t, environment.Warnings[0].Error(), "platform.yaml:3:1: ingress: the load balancer shared-1 has 80 rules, of 100 that it may have; put the next tenants on another: write shard: 2 in their files")
	require.Empty(t, tenantsOnALBs(79, func(int) int { return 1 }).requireLoaded(t).Warnings)
}

func TestCertificatesBesideTheFirstAreCounted(t *testing.T) {
	all := tenantsOnALBs(27, func(int) int { return 1 })
	for i := range 27 {
		file := fmt.Sprintf("tenants/tenant-%03d.yaml", i)
		all = all.with(file, "{web: {}}", fmt.Sprintf("{web: {alb: {certificateArn: \"arn:aws:acm:us-east-1:012345678901:certificate/%d\"}}}", i))
	}
	all.requireProblems(t, "platform.yaml:3:1: ingress: the load balancer shared-1 has 26 certificates beside the first, of 25 that it may have; put its newest tenants on another: write shard: 2 in their files")
	all["tenants/tenant-026.yaml"] = ""
	require.Len(t, all.requireLoaded(t).Warnings, 1)
}

func TestAPrefixIsOneByWholeElements(t *testing.T) {
	for _, path := range []string{"/api", "/api/", "/api/x"} {
		require.True(t, covers("/api", path), path)
		require.True(t, covers("/", path), path)
	}
	for _, path := range []string{"/", "/ap", "/apis"} {
		require.False(t, covers("/api", path), path)
	}
}

func TestALoadBalancersOwnSettingsAreOneInAGroup(t *testing.T) {
	mistakes{
		"the scheme":     {own("    alb: {scheme: internal}"), `tenants/momcorp.yaml:4:19: tenant momcorp, service api: alb.scheme: is "internal", and "internet-facing" in tenant planetexpress, service api, of the same group; write the same, or give the service a group of its own`},
		"the TLS policy": {own("    alb: {tlsPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06}"), `tenants/momcorp.yaml:4:22: tenant momcorp, service api: alb.tlsPolicy: is "ELBSecurityPolicy-TLS13-1-2-2021-06", and "" in tenant planetexpress, service api, of the same group; write the same, or give the service a group of its own`},
	}.run(t)
	webToo := with(platformFile, "ghcr.io/acme/web}", "ghcr.io/acme/web}\n    alb: {host: \"{tenant}.example\"}")
	webToo.own("    alb: {scheme: internal}").requireProblems(t, `tenants/momcorp.yaml:4:19: tenant momcorp, service api: alb.scheme: is "internal", and "internet-facing" in tenant planetexpress, service api, of the same group; write the same, or give the service a group of its own`)
	_, err := own("    alb: {scheme: internal, group: internal}").load(t)
	require.NoError(t, err)
}

func TestAHostInCapitalsIsRefused(t *testing.T) {
	own("    alb: {host: API.planetexpress.example}").requireProblems(t, `tenants/momcorp.yaml:4:17: tenant momcorp, service api: alb.host: "API.planetexpress.example" is no host name; write one in lower case such as api.example.com`)
}

// What breaks the schema is set aside, and the rest is checked all the same.
func TestAMistakeOfOneKindHidesNoneOfAnother(t *testing.T) {
	with(platformFile, "region: us-east-1", "region: us-east-1\nregoin: x").with(platformFile, "max: 4", "max: 1").
		with(planet, "v2", "1.10").with(planet, "v3", "latest").
		with(momcorp, "tag: v1", "tga: v1").requireProblems(t,
		`platform.yaml:3:1: regoin: is not known; did you mean region?`,
		`platform.yaml:5:16: cluster.nodes.min: 2 is above max, which is 1; write a max that is no smaller`,
		`tenants/momcorp.yaml:4:13: tenant momcorp, service api: image.tga: is not known; did you mean tag?`,
		`tenants/planetexpress.yaml:4:18: tenant planetexpress, service api: image.tag: is a number, not text; put it in quotes: "1.10"`,
		`tenants/planetexpress.yaml:6:18: tenant planetexpress, service web: image.tag: "latest" is mutable`+pinATag)
}

func TestWhatIsSetAsideIsNotMissed(t *testing.T) {
	mistakes{
		"a service's image":                {with(momcorp, "image: {tag: v1}", "image: [v1]"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: image: is a list, not a mapping of keys; write a mapping of keys`},
		"the certificate":                  {with(platformFile, "certificateArn: arn", "certificateARN: arn"), `platform.yaml:7:3: ingress.certificateARN: is not known; did you mean certificateArn?`},
		"a sidecar's port":                 {with(platformFile, "port: 3000", "port: \"3000\""), `platform.yaml:17:15: service api: sidecars.runtime.port: is text, not a whole number; take it out of its quotes: 3000`},
		"a service's name":                 {with(platformFile, "  web:", "  Web:"), `platform.yaml:19:3: services.Web: "Web" is not a valid name` + writeAName},
		"the region":                       {with(platformFile, "region: us-east-1", "region: [us-east-1]"), `platform.yaml:2:1: region: is a list, not text; write text`},
		"a service's image by another key": {with(momcorp, "image:", "imagge:"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: imagge: is not known; did you mean image?`},
		"a service's alb by another key":   {with(platformFile, "    alb:", "    abl:"), `platform.yaml:13:5: service api: abl: is not known; did you mean alb?`},
		"a service's port by another key":  {own("    prot: 9000").with(platformFile, "port: 3000", "port: 8000").with(planet, "    image: {tag: v2}", "    image: {tag: v2}\n    port: 9000"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: prot: is not known; did you mean port?`},
		"the most nodes by another key":    {with(platformFile, "min: 2, max: 4", "min: 2, desired: 3, mx: 4"), `platform.yaml:4:31: cluster.nodes.mx: is not known; did you mean max?`},
		"the region in a host":             {with(platformFile, "region: us-east-1", "region: [us-east-1]").with(platformFile, "api.{tenant}.example", "api.{tenant}.{region}.example"), `platform.yaml:2:1: region: is a list, not text; write text`},
		"another's paths on the same host": {webOnAPIsHost("paths: [/web]").with(platformFile, `{host: "api.{tenant}.example"}`, `{host: "api.{tenant}.example", paths: /api}`), `platform.yaml:13:48: service api: alb.paths: is text, not a list; write a list`},
		"the namespace that another has":   {with(momcorp, "services:", "namespace: [x]\nservices:").with(planet, "services:", "namespace: tenant-momcorp\nservices:"), `tenants/momcorp.yaml:2:1: namespace: is a list, not text; write text`},
		"the scheme of the group":          {with(platformFile, "ingress:", "ingress:\n  scheme: inside").own("    alb: {scheme: internal}"), `platform.yaml:7:11: ingress.scheme: "inside" is not known; write one of internet-facing, internal`},
		"a volume of a list":               {own("    volumes: [{mountPath: 7}, {mountPath: /app/run}]"), `tenants/momcorp.yaml:4:27: tenant momcorp, service api: volumes[0].mountPath: is a number, not text; put it in quotes: "7"`},
	}.run(t)
}

func TestAMistakeHidesNoneThatStandsBesideIt(t *testing.T) {
	const (
		prot         = `tenants/momcorp.yaml:4:5: tenant momcorp, service api: prot: is not known; did you mean port?`
		writeADigest = "; write sha256: and 64 hexadecimal digits, as `docker buildx imagetools inspect` prints it"
	)
	mistakes{
		"a service's unknown key and its tag": {own("    prot: 1").with(momcorp, "v1", "latest"), prot + "\n" +
			`tenants/momcorp.yaml:5:18: tenant momcorp, service api: image.tag: "latest" is mutable` + pinATag},
		"a service's unknown key and a sidecar's tag": {own("    prot: 1\n    sidecars: {runtime: {image: {tag: latest}}}"), prot + "\n" +
			`tenants/momcorp.yaml:5:39: tenant momcorp, service api: sidecars.runtime.image.tag: "latest" is mutable` + pinATag},
		"a service's port and the tag that it lacks": {own("    port: http").with(momcorp, "tag: v1", ""), `tenants/momcorp.yaml:4:11: tenant momcorp, service api: port: is text, not a whole number; write a whole number` + "\n" +
			`tenants/momcorp.yaml:5:5: tenant momcorp, service api: image.tag: is missing, which means latest` + pinATag},
		"a tag and the digest beside it": {with(momcorp, "tag: v1", "tag: 1.0, digest: sha256:12"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: is a number, not text; put it in quotes: "1.0"` + "\n" +
			`tenants/momcorp.yaml:4:31: tenant momcorp, service api: image.digest: "sha256:12" is malformed: invalid checksum digest length` + writeADigest},
		"the catalog's unknown key and a tenant's tag": {catalog("    prot: 1").with(momcorp, "v1", "latest"), `platform.yaml:11:5: service api: prot: is not known; did you mean port?` + "\n" +
			`tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: "latest" is mutable` + pinATag},
		"the root's unknown key and a tenant's namespace": {with(platformFile, "region:", "regoin: x\nregion:").with(momcorp, "services:", "namespace: Mom\nservices:"), `platform.yaml:2:1: regoin: is not known; did you mean region?` + "\n" +
			`tenants/momcorp.yaml:2:12: tenant momcorp: namespace: "Mom" is not a name in Kubernetes; write lower case letters, digits and hyphens, such as tenant-acme`},
		"a tag of AWS and another": {with(platformFile, "region:", "tags: {owner: 5, Environment: x}\nregion:"), `platform.yaml:2:15: tags.owner: is a number, not text; put it in quotes: "5"` + "\n" +
			`platform.yaml:2:31: tags.Environment: is set by Berth; give the tag another key`},
		"the cluster's unknown key and its nodes": {with(platformFile, "  nodes: {min: 2", "  verson: x\n  nodes: {min: 5"), `platform.yaml:4:3: cluster.verson: is not known; did you mean version?` + "\n" +
			`platform.yaml:5:16: cluster.nodes.min: 5 is above max, which is 4; write a max that is no smaller`},
	}.run(t)
}

func TestAllProblemsOfAllFilesAreToldAtOnceByPlace(t *testing.T) {
	with(platformFile, "max: 4", "max: 1").with(platformFile, "v7", "latest").with(momcorp, "v1", "latest").
		with(planet, "v2", "1.10").requireProblems(t, `platform.yaml:4:16: cluster.nodes.min: 2 is above max, which is 1; write a max that is no smaller`,
		`platform.yaml:16:56: service api: sidecars.runtime.image.tag: "latest" is mutable`+pinATag,
		`tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: "latest" is mutable`+pinATag,
		`tenants/planetexpress.yaml:4:18: tenant planetexpress, service api: image.tag: is a number, not text; put it in quotes: "1.10"`)
}
