// Package isolation holds every tenant against every other: what one is given in AWS and in the cluster gets it nowhere
// near what is another's.
package isolation

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/__tests__/isolation/iam"
	"github.com/berth-platform/berth/__tests__/isolation/netpol"
	"github.com/berth-platform/berth/internal/manifest"
	"github.com/berth-platform/berth/platform"
	"github.com/berth-platform/berth/stacks"
)

// hostile are names that rules are easily written too wide for: one is where another starts, and two have the greatest
// length and differ where the names of their roles are cut.
var hostile = []string{"acme", "acme-eu", "globex-international-europe-n1", "globex-international-europe-n2"}

// environmentName makes the cluster's name long enough for the roles' names to be cut before the tenant's end.
const environmentName = "development-in-europe"

// hostileFile is a tenant that asks for all that tenants may: its pods read parameters, and its services share a host.
const hostileFile = `tenant: %[1]s
operators: {exec: true, principalArns: ["arn:aws:iam::012345678901:role/%[1]s"]}
services:
  apiserver:
    image: {tag: v1}
    mountToken: true
    role: {readsParameters: true}
    alb: {host: "{tenant}.ramparts.example", paths: [/api]}
  tenant-auth:
    image: {tag: v1}
    role: {readsParameters: true}
    alb: {host: "{tenant}.ramparts.example", paths: [/auth]}
  frontend:
    image: {tag: v1}
    alb: {host: "{tenant}.ramparts.example"}
`

// What Terraform will know when it plans.
var (
	account = iam.Account{Partition: "aws", DNSSuffix: "amazonaws.com", Region: "us-east-1", ID: "012345678901"}
	cluster = iam.Cluster{
		ARN:         "arn:aws:eks:us-east-1:012345678901:cluster/example",
		ProviderARN: "arn:aws:iam::012345678901:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
		Issuer:      "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
	}
	known = map[string]string{
		"data.aws_partition.partition":                                            account.Partition,
		"data.aws_partition.dns_suffix":                                           account.DNSSuffix,
		"data.aws_region.name":                                                    account.Region,
		"data.aws_caller_identity.account_id":                                     account.ID,
		"data.aws_iam_openid_connect_provider.arn":                                cluster.ProviderARN,
		"data.aws_eks_cluster.arn":                                                cluster.ARN,
		`trimprefix(data.aws_eks_cluster.identity[0].oidc[0].issuer, "https://")`: cluster.Issuer,
	}
)

// site is a network that the environment stands in.
type site struct {
	network  string // Of the cluster, as platform.yaml has it.
	identity string // How AWS knows pods, as platform.yaml has it.
	vpc      string // Its addresses, where only Terraform knows them.
	pods     string // The first of its pods' addresses.
	balancer string // The address of a load balancer that is open to the internet.
	mixed    bool   // Nothing tells load balancers from pods, so that pods whom no policy holds back reach what is exposed.
}

var sites = map[string]site{
	"the default VPC":  {network: "{}", identity: "irsa", vpc: "172.31.0.0/16", pods: "172.31.16.10", balancer: "172.31.0.10", mixed: true},
	"a VPC of its own": {network: "{vpc: {}}", identity: "podIdentity", pods: "10.0.0.10", balancer: "10.0.192.10"},
}

// tenant is what one tenant's stack gives it.
type tenant struct {
	name    string
	prefix  string // Of its parameters.
	state   string // Where Terraform keeps its state.
	values  map[string]string
	roles   []role
	records []string // The names of its log group and of its entry among the tenants.
	groups  []string // The groups that AWS puts its people into.
	objects []manifest.Object
	pods    []pod
	network *netpol.Cluster // Of all tenants.
}

// role is an IAM role as AWS will read it.
type role struct {
	name   string
	trust  iam.Policy
	rights []iam.Policy
}

// tenants synthesizes the example's tenants beside the hostile ones, all of one environment and in one cluster.
func tenants(t *testing.T, at site) []tenant {
	t.Helper()
	if found, done := synthesized[at]; done {
		return found
	}
	root := t.TempDir()
	environment, err := writeEnvironment(root, at)
	require.NoError(t, err)
	out := filepath.Join(root, "cdktf.out")
	require.NoError(t, stacks.Synth(&cdktf.AppConfig{Outdir: &out}, func(app cdktf.App) {
		for _, config := range environment.Tenants {
			stacks.NewTenantStack(app, "tenant-"+config.Tenant, config)
		}
	}))
	address := netip.MustParseAddr(at.pods)
	var all []tenant
	for _, config := range environment.Tenants {
		text, err := os.ReadFile(filepath.Join(out, "stacks", "tenant-"+config.Tenant, "cdk.tf.json"))
		require.NoError(t, err)
		read, err := newTenant(config, text, at)
		require.NoError(t, err, config.Tenant)
		read.pods = newPods(read, func() netip.Addr { address = address.Next(); return address })
		all = append(all, read)
	}
	network, err := newNetwork(all)
	require.NoError(t, err)
	for i := range all {
		all[i].network = network
	}
	synthesized[at] = all
	return all
}

// synthesized is kept, as all tests look at the same.
var synthesized = map[site][]tenant{}

// ownNetwork is the example's cluster down to its network.
var ownNetwork = regexp.MustCompile(`(?m)^cluster:((?:\n  .*)*?)\n  network: .*\n`)

func writeEnvironment(root string, at site) (*platform.Environment, error) {
	folder := filepath.Join(root, "environments", environmentName)
	if err := os.CopyFS(folder, os.DirFS("../../environments/dev")); err != nil {
		return nil, err
	}
	file := filepath.Join(folder, "platform.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	text = ownNetwork.ReplaceAll(text, fmt.Appendf(nil, "identity: %s\ncluster:$1\n  network: %s\n", at.identity, at.network))
	files := map[string][]byte{file: text}
	for _, name := range hostile {
		files[filepath.Join(folder, "tenants", name+".yaml")] = fmt.Appendf(nil, hostileFile, name)
	}
	for file, text := range files {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return nil, err
		}
	}
	return platform.Load(root, environmentName)
}

// newTenant reads a stack, and refuses what it has no eye for.
func newTenant(config *stacks.TenantStackConfig, stack []byte, at site) (tenant, error) {
	t := tenant{name: config.Tenant, prefix: config.Environment.ParameterPrefix(config.Tenant), values: maps.Clone(known)}
	if at.vpc != "" {
		t.values["data.aws_vpc.cidr_block"] = at.vpc
	}
	var doc document
	if err := json.Unmarshal(stack, &doc); err != nil {
		return t, err
	}
	t.state = doc.Terraform.Backend.Local.Path
	objects, err := manifest.Objects(stack)
	t.objects = objects
	return t, errors.Join(err, t.readAWS(doc))
}

// objects are the tenant's of one type.
func objects[T any](t tenant) []T {
	var all []T
	for _, object := range t.objects {
		if value, ok := object.Value.(T); ok {
			all = append(all, value)
		}
	}
	return all
}
