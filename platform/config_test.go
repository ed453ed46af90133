package platform

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/stacks"
)

func (f files) requireLoaded(t *testing.T) *Environment {
	t.Helper()
	environment, err := f.load(t)
	require.NoError(t, err)
	return environment
}

// api is the first tenant's first service: api of momcorp.
func (f files) api(t *testing.T) stacks.TenantService {
	t.Helper()
	return f.requireLoaded(t).Tenants[0].Services[0]
}

func TestAnEnvironmentIsReadIntoItsStacks(t *testing.T) {
	dev := stacks.Environment{Platform: "ramparts", Name: "dev", Region: "us-east-1"}
	api := stacks.TenantService{ServiceConfig: constructs.ServiceConfig{
		Name:    "api",
		Image:   constructs.Image{Repository: "ghcr.io/acme/api", Tag: "v1"},
		Env:     map[string]string{"MODE": "production"},
		Secrets: map[string]string{"DATABASE_URL": ""},
		Sidecars: []constructs.Sidecar{{
			Name:        "runtime",
			Image:       constructs.Image{Repository: "ghcr.io/acme/runtime", Tag: "v7"},
			Port:        3000,
			IngressPath: "/runtime",
		}},
		Exposure: constructs.ALB{Host: "api.momcorp.example", GroupOrder: -556, CertificateARN: "arn:aws:acm:us-east-1:012345678901:certificate/1"},
	}}
	environment := files{platformFile: valid()[platformFile], momcorp: valid()[momcorp]}.requireLoaded(t)
	require.Equal(t, &Environment{
		Name:    "dev",
		Cluster: &stacks.ClusterStackConfig{Environment: dev, Access: eks.ClusterAccess{CreatorIsAdmin: true}, Nodes: eks.Nodes{Min: 2, Max: 4}},
		Addons:  &stacks.AddonsStackConfig{Environment: dev},
		Tenants: []*stacks.TenantStackConfig{{Environment: dev, Tenant: "momcorp", Shard: 1, RequireAddons: true, Services: []stacks.TenantService{api}}},
	}, environment)
}

func TestTenantsComeByName(t *testing.T) {
	environment := valid().requireLoaded(t)
	require.Equal(t, "momcorp", environment.Tenants[0].Tenant)
	require.Equal(t, "planetexpress", environment.Tenants[1].Tenant)
}

func TestAnEnvironmentWithoutTenantsHasNone(t *testing.T) {
	require.Empty(t, files{platformFile: valid()[platformFile]}.requireLoaded(t).Tenants)
}

func TestATenantsMapsArePutTogetherWithTheCatalogs(t *testing.T) {
	api := own("    env: {DEBUG: \"1\", MODE: test}").api(t)
	require.Equal(t, map[string]string{"MODE": "test", "DEBUG": "1"}, api.Env)
}

func TestATenantsListStandsForTheCatalogs(t *testing.T) {
	require.Equal(t, []string{"--one"}, catalog("    args: [--a, --b]").own("    args: [--one]").api(t).Args)
}

func TestATenantsEmptyListStandsForTheCatalogs(t *testing.T) {
	require.Empty(t, catalog("    args: [--a, --b]").own("    args: []").api(t).Args)
}

func TestATenantsNumberStandsForTheCatalogs(t *testing.T) {
	require.Equal(t, new(0), catalog("    replicas: 2").own("    replicas: 0").api(t).Replicas)
}

func TestATenantsFalseStandsForTheCatalogs(t *testing.T) {
	require.False(t, catalog("    mountToken: true").own("    mountToken: false").api(t).MountToken)
}

func TestATenantAddsASidecar(t *testing.T) {
	api := own("    sidecars: {agent: {image: {repository: ghcr.io/acme/agent, tag: v1}}}").api(t)
	require.Equal(t, "agent", api.Sidecars[0].Name)
	require.Equal(t, "runtime", api.Sidecars[1].Name)
}

func TestWhatATenantSaysIsForNoOtherTenant(t *testing.T) {
	environment := own("    env: {MODE: test}").requireLoaded(t)
	require.Equal(t, map[string]string{"MODE": "production"}, environment.Tenants[1].Services[0].Env)
}

func TestASecretOfNoPathHasTheOneOfItsKey(t *testing.T) {
	require.Equal(t, map[string]string{"DATABASE_URL": "", "STRIPE_KEY": ""}, own("    secrets: {STRIPE_KEY: ~}").api(t).Secrets)
}

func TestATenantsSecretOfNoPathTakesBackTheCatalogs(t *testing.T) {
	shared := with(platformFile, "DATABASE_URL: ", "DATABASE_URL: /ramparts/dev/tenants/momcorp/shared/DB")
	delete(shared, planet)
	require.Equal(t, map[string]string{"DATABASE_URL": "/ramparts/dev/tenants/momcorp/shared/DB"}, shared.api(t).Secrets)
	require.Equal(t, map[string]string{"DATABASE_URL": ""}, shared.own("    secrets: {DATABASE_URL: }").api(t).Secrets)
}

func TestPlaceholdersStandForTheirValues(t *testing.T) {
	api := catalog("    command: [run, \"{tenant}\"]\n    args: [\"--in={region}\"]").
		with(platformFile, "production", `"{tenant} {environment} {platform} {region} {tenat} {\"a\": 1}"`).
		with(platformFile, "port: 3000", "port: 3000\n        env: {HOST: \"http://{tenant}\"}\n        args: [\"{tenant}\"]").api(t)
	require.Equal(t, map[string]string{"MODE": `momcorp dev ramparts us-east-1 {tenat} {"a": 1}`}, api.Env)
	require.Equal(t, []string{"run", "momcorp"}, api.Command)
	require.Equal(t, []string{"--in=us-east-1"}, api.Args)
	require.Equal(t, map[string]string{"HOST": "http://momcorp"}, api.Sidecars[0].Env)
	require.Equal(t, []string{"momcorp"}, api.Sidecars[0].Args)
}

func TestPlaceholdersMakeAPathOfTheCatalogEachTenantsOwn(t *testing.T) {
	const shared = "/{platform}/{environment}/tenants/{tenant}/shared"
	api := with(platformFile, "DATABASE_URL: ", `DATABASE_URL: "`+shared+`/DB"`).
		with(platformFile, "    env:", `    featureFlags: {prefix: "`+shared+`"}`+"\n    env:").api(t)
	require.Equal(t, map[string]string{"DATABASE_URL": "/ramparts/dev/tenants/momcorp/shared/DB"}, api.Secrets)
	require.Equal(t, "/ramparts/dev/tenants/momcorp/shared", api.FeatureFlags.Prefix)
}

func TestTextThatTerraformWouldReadIsText(t *testing.T) {
	for text, want := range map[string]string{
		"${HOME}":        "$${HOME}",
		"$${HOME}":       "$$${HOME}",
		"%{ if x }":      "%%{ if x }",
		"${tenant}":      "$${tenant}",
		"$$${tenant}":    "$$$${tenant}",
		"a{tenant}$":     "amomcorp$",
		"${a}{tenant}":   "$${a}momcorp",
		"100% of $5 {x}": "100% of $5 {x}",
	} {
		t.Run(text, func(t *testing.T) {
			require.Equal(t, want, with(platformFile, "production", `"`+text+`"`).api(t).Env["MODE"])
		})
	}
}

func TestEveryTextOfAFileIsText(t *testing.T) {
	f := catalog(`    command: ["${x}"]
    healthPath: /health/${x}
    volumes: [{mountPath: "/app/${x}"}]
    role: {inlinePolicies: {home: '{"Resource": "arn:aws:s3:::home/${aws:username}"}'}}`).
		with(platformFile, `{host: "api.{tenant}.example"}`, `{host: "api.{tenant}.example", annotations: {"acme.example/rule": "${x}"}}`).
		with(platformFile, "ingress:", "ingress:\n  tlsPolicy: ${x}\n  class: \"%{x}\"").
		with(platformFile, "region:", "access: {eksExec: {roleArn: \"arn:aws:iam::012345678901:role/${x}\"}}\nregion:")
	tenant := f.requireLoaded(t).Tenants[0]
	api := tenant.Services[0]
	alb := api.Exposure.(constructs.ALB)
	require.Equal(t, []string{"$${x}"}, api.Command)
	require.Equal(t, "/health/$${x}", api.HealthPath)
	require.Equal(t, "/app/$${x}", api.Volumes[0].MountPath)
	require.Equal(t, map[string]string{"home": `{"Resource": "arn:aws:s3:::home/$${aws:username}"}`}, api.Role.InlinePolicies)
	require.Equal(t, map[string]string{"acme.example/rule": "$${x}"}, alb.Annotations)
	require.Equal(t, "$${x}", alb.TLSPolicy)
	require.Equal(t, "%%{x}", alb.Class)
	require.Equal(t, stacks.EKSExec{RoleARN: "arn:aws:iam::012345678901:role/$${x}"}, tenant.Access)
}

func TestAServicesOwnALBWinsOverWhatAllShare(t *testing.T) {
	api := with(platformFile, "ingress:", "ingress:\n  group: everyone\n  scheme: internal\n  redirectHttp: true").
		own("    alb: {group: premium, paths: [/api]}").api(t)
	require.Equal(t, constructs.ALB{
		Host: "api.momcorp.example", Paths: []string{"/api"}, CertificateARN: "arn:aws:acm:us-east-1:012345678901:certificate/1",
		Group: "premium", GroupOrder: -556, Scheme: "internal", RedirectHTTP: true,
	}, api.Exposure)
}

func TestAServiceNeedNotRedirectWhereAllOthersDo(t *testing.T) {
	api := with(platformFile, "ingress:", "ingress:\n  redirectHttp: true").own("    alb: {redirectHttp: false}").api(t)
	require.False(t, api.Exposure.(constructs.ALB).RedirectHTTP)
}

func TestAVolumeIsWhatItsKeysSay(t *testing.T) {
	api := catalog(`    volumes:
      - {mountPath: /app/run, sizeLimit: 16Mi}
      - {mountPath: /etc/app, configMap: settings}
      - {mountPath: /etc/tls, secret: tls, readOnly: true}`).api(t)
	require.Equal(t, []constructs.Volume{
		{MountPath: "/app/run", Source: constructs.EmptyDir{SizeLimit: "16Mi"}},
		{MountPath: "/etc/app", Source: constructs.ConfigMap("settings")},
		{MountPath: "/etc/tls", Source: constructs.SecretFiles("tls"), ReadOnly: true},
	}, api.Volumes)
}

func TestAServiceMayHaveANetworkLoadBalancer(t *testing.T) {
	environment := with(platformFile, "ghcr.io/acme/web}", "ghcr.io/acme/web}\n    nlb: {port: 443}").requireLoaded(t)
	require.Equal(t, constructs.NLB{Port: 443}, environment.Tenants[1].Services[1].Exposure)
}

func TestARoleIsTheServices(t *testing.T) {
	api := catalog("    role: {policyArns: [\"arn:aws:iam::012345678901:policy/uploads\"], readsParameters: true}").api(t)
	require.Equal(t, stacks.Role{PolicyARNs: []string{"arn:aws:iam::012345678901:policy/uploads"}, ReadsParameters: true}, api.Role)
}

func TestTheBackendIsTheOneThatIsGiven(t *testing.T) {
	for lines, want := range map[string]stacks.Backend{
		"backend: {}":                    nil,
		"backend: {local: {}}":           stacks.LocalBackend{},
		"backend: {local: {folder: st}}": stacks.LocalBackend{Folder: "st"},
		"backend: {s3: {bucket: acme-states, region: eu-west-1, kmsKeyArn: \"arn:aws:kms:eu-west-1:012345678901:key/1\"}}": stacks.S3Backend{
			Bucket: "acme-states", Region: "eu-west-1", KMSKeyARN: "arn:aws:kms:eu-west-1:012345678901:key/1",
		},
	} {
		t.Run(lines, func(t *testing.T) {
			environment := with(platformFile, "region:", lines+"\nregion:").requireLoaded(t)
			require.Equal(t, want, environment.Cluster.Environment.Backend)
			require.Equal(t, want, environment.Tenants[0].Environment.Backend)
		})
	}
}

func TestTheAccessIsTheOneThatIsGiven(t *testing.T) {
	for lines, want := range map[string]stacks.Access{
		"access: {}":             nil,
		"access: {eksToken: {}}": stacks.EKSToken{},
		"access: {kubeconfig: {path: kc, context: kind}}": stacks.Kubeconfig{Path: "kc", Context: "kind"},
	} {
		t.Run(lines, func(t *testing.T) {
			f := with(platformFile, clusterLines, elsewhere).with(platformFile, "access: {kubeconfig: {}}", lines)
			require.Equal(t, want, f.requireLoaded(t).Tenants[0].Access)
		})
	}
}

func TestTheNetworkIsTheOneThatIsGiven(t *testing.T) {
	for lines, want := range map[string]eks.NetworkSource{
		"network: {}": nil,
		"network: {subnets: [subnet-1, subnet-2]}":                        eks.ExistingSubnets{IDs: []string{"subnet-1", "subnet-2"}},
		"network: {vpc: {cidr: 10.1.0.0/16, zones: 3, natPerZone: true}}": eks.VPC{CIDR: "10.1.0.0/16", Zones: 3, NATPerZone: true},
	} {
		t.Run(lines, func(t *testing.T) {
			environment := with(platformFile, "  nodes:", "  "+lines+"\n  nodes:").requireLoaded(t)
			require.Equal(t, want, environment.Cluster.Network)
		})
	}
}

func TestTagsAreTheEnvironments(t *testing.T) {
	environment := with(platformFile, "region:", "tags: {owner: Team A, \"acme:cost\": \"42\"}\nregion:").requireLoaded(t)
	require.Equal(t, map[string]string{"owner": "Team A", "acme:cost": "42"}, environment.Cluster.Environment.Tags)
}

func TestAnEnvironmentIsKeptFromBeingDestroyed(t *testing.T) {
	environment := with(platformFile, "region:", "preventDestroy: true\nregion:").requireLoaded(t)
	require.True(t, environment.Cluster.Environment.PreventDestroy)
	require.True(t, environment.Tenants[0].Environment.PreventDestroy)
}

func TestAClusterOfAnotherNameIsMadeElsewhere(t *testing.T) {
	environment := with(platformFile, clusterLines, "existingCluster: acme-shared\n").requireLoaded(t)
	require.Nil(t, environment.Cluster)
	require.Equal(t, "acme-shared", environment.Tenants[0].Environment.ClusterName())
}

func TestHowAWSKnowsPodsIsForAllTenants(t *testing.T) {
	for line, want := range map[string]eks.IdentityMode{
		"":                        nil,
		"identity: irsa\n":        eks.IRSA{},
		"identity: podIdentity\n": eks.PodIdentity{},
	} {
		require.Equal(t, want, with(platformFile, "region:", line+"region:").requireLoaded(t).Tenants[1].Identity)
	}
}

func TestWhatTheAccountAsksOfRolesIsForAllStacks(t *testing.T) {
	const boundary = "arn:aws:iam::012345678901:policy/boundary"
	environment := with(platformFile, "region:", "iam: {permissionsBoundary: \""+boundary+"\", path: /platform/}\nregion:").requireLoaded(t)
	want := eks.IAM{PermissionsBoundary: boundary, Path: "/platform/"}
	require.Equal(t, want, environment.Cluster.Environment.IAM)
	require.Equal(t, want, environment.Tenants[0].Environment.IAM)
}

func TestTheClusterIsAsItsFileSays(t *testing.T) {
	environment := with(platformFile, "{creatorIsAdmin: true}", `
    admins: ["arn:aws:iam::012345678901:role/deployer"]
    entries: [{principal: "arn:aws:iam::012345678901:role/support", policy: view, namespaces: [tenant-*], groups: [support]}]
  endpoint: {publicCidrs: [203.0.113.0/24], openToTheWorldReason: it is not}
  encryption: {awsOwnedKey: true}
  logs: {types: [audit], retentionDays: 1096}
  addOns: {ebsCsi: true, networkPolicy: strict, cniPolicyOnNodes: true, versions: {coredns: v1.13.2-eksbuild.1}}`).
		with(platformFile, "min: 2,", "ami: bottlerocket, diskGiB: 100, podsReachInstanceMetadata: true, min: 2,").requireLoaded(t)
	require.Equal(t, &stacks.ClusterStackConfig{
		Environment: stacks.Environment{Platform: "ramparts", Name: "dev", Region: "us-east-1"},
		Access: eks.ClusterAccess{
			Admins: []string{"arn:aws:iam::012345678901:role/deployer"},
			Entries: []eks.AccessEntry{{
				Principal: "arn:aws:iam::012345678901:role/support", Policy: eks.AccessView, Namespaces: []string{"tenant-*"}, Groups: []string{"support"},
			}},
		},
		Endpoint:   eks.Endpoint{PublicCIDRs: []string{"203.0.113.0/24"}, OpenToTheWorldReason: "it is not"},
		Encryption: eks.Encryption{AWSOwnedKey: true},
		Logs:       eks.Logs{Types: []eks.LogType{"audit"}, RetentionDays: 1096},
		AddOns: eks.AddOns{
			EBSCSI: true, NetworkPolicy: eks.NetworkPolicyStrict, CNIPolicyOnNodes: true,
			Versions: map[string]string{"coredns": "v1.13.2-eksbuild.1"},
		},
		Nodes: eks.Nodes{AMI: eks.Bottlerocket, DiskGiB: 100, PodsReachInstanceMetadata: true, Min: 2, Max: 4},
	}, environment.Cluster)
}

func TestTheExampleEnvironmentIsValid(t *testing.T) {
	_, err := Load("..", "dev")
	require.NoError(t, err)
}
