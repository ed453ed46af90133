package stacks

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchloggroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccessentry"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ssmparameter"

	saas "github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/ptr"
)

// podIdentityAgent is on every node, and gives pods whose role comes by EKS Pod Identity their credentials.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
var podIdentityAgent = saas.NetworkRule{CIDRs: []string{"169.254.170.23/32"}, Ports: []int{80}}

// serviceCIDRs are the two ranges that EKS gives Services addresses of, one of them in each cluster. The API server
// answers inside the cluster by the first address.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
var serviceCIDRs = []string{"10.100.0.0/16", "172.20.0.0/16"}

// Operators are the people who may look after a tenant's pods, and who of AWS they are.
type Operators struct {
	saas.Operators

	// The ARNs of the IAM roles or users who are let into the cluster as the tenant's operators. AWS knows one entry for
	// each in a cluster: who operates several tenants needs a role for each. Default: none.
	PrincipalARNs []string
}

// tenant is the tenant's own config, without what is known only in AWS.
func (c TenantStackConfig) tenant() *saas.TenantConfig {
	return &saas.TenantConfig{
		Name:           c.Tenant,
		Namespace:      c.Namespace,
		PreventDestroy: c.Environment.PreventDestroy,
		Tier:           c.Tier,
		Quota:          c.Quota,
		Network:        saas.TenantNetwork{LoadBalancerCIDRs: c.LoadBalancerCIDRs, Egress: c.Egress, Ingress: c.Ingress},
		Operators:      c.Operators.Operators,
	}
}

// addTenant makes the tenant's envelope, on EKS with what AWS knows of it.
func (s *TenantStack) addTenant() {
	config := s.config.tenant()
	if s.cluster != nil {
		s.completeTenant(config)
	}
	s.tenant = saas.NewTenant(s, "tenant", config)
}

func (s *TenantStack) completeTenant(config *saas.TenantConfig) {
	addresses := eks.LookupAddresses(s, "network", s.config.Network, s.cluster)
	network := &config.Network
	network.ClusterCIDRs = addresses.VPC
	network.APIServerCIDRs = slices.Concat(addresses.VPC, serviceCIDRs)
	if len(network.LoadBalancerCIDRs) == 0 {
		network.LoadBalancerCIDRs, network.InternalLoadBalancerCIDRs = addresses.Public, addresses.Private
	}
	switch s.config.Identity.(type) {
	case eks.PodIdentity, *eks.PodIdentity:
		rules := map[string]saas.NetworkRule{"pod-identity-agent": podIdentityAgent}
		maps.Copy(rules, network.Egress)
		network.Egress = rules
	}
	config.ParameterStore = &saas.ParameterStore{
		Region: s.config.Environment.Region,
		Reader: eks.NewPodRole(s, saas.SecretsReader, &eks.PodRoleConfig{
			Cluster:        s.cluster,
			Namespace:      s.config.Namespace,
			ServiceAccount: saas.SecretsReader,
			Tenant:         s.config.Tenant,
			Service:        saas.SecretsReader,
			ReadParameters: []string{s.config.Environment.ParameterPrefix(s.config.Tenant)},
			IdentityMode:   eks.IRSA{}, // A SecretStore's account has no pod that another mode could know.
			IAM:            s.config.Environment.IAM,
		}),
	}
}

// addRecords makes what AWS has of a tenant beside its roles: a log group, an entry in the registry of tenants, and the
// operators' way into the cluster.
func (s *TenantStack) addRecords(stack string) {
	if s.cluster == nil {
		return
	}
	environment := s.config.Environment
	records := constructs.NewConstruct(s, new("record"))
	cloudwatchloggroup.NewCloudwatchLogGroup(records, new("logs"), &cloudwatchloggroup.CloudwatchLogGroupConfig{
		Name:            jsii.String(environment.ParameterPrefix(s.config.Tenant)),
		RetentionInDays: jsii.Number(s.config.LogRetentionDays),
	})
	ssmparameter.NewSsmParameter(records, new("registry"), &ssmparameter.SsmParameterConfig{
		Name:  jsii.String(environment.registryPath(s.config.Tenant)),
		Type:  jsii.String("String"),
		Tier:  jsii.String("Intelligent-Tiering"), // Many services are more than the 4 KB of the standard tier.
		Value: jsii.String(s.registryEntry(stack)),
	})
	s.addOperators()
}

func (s *TenantStack) addOperators() {
	operators := constructs.NewConstruct(s, new("operator"))
	for i, principal := range s.config.Operators.PrincipalARNs {
		eksaccessentry.NewEksAccessEntry(operators, new(principalID(i, principal)), &eksaccessentry.EksAccessEntryConfig{
			ClusterName:      jsii.String(s.cluster.Name()),
			PrincipalArn:     jsii.String(principal),
			KubernetesGroups: ptr.Strings([]string{s.tenant.OperatorGroup()}),
		})
	}
}

// principalID is made of the principal's account and name, so that a list with one less leaves the others in. A token has
// neither yet and goes by its place.
func principalID(i int, arn string) string {
	if check.IsToken(arn) {
		return fmt.Sprintf("principal-%d", i)
	}
	_, principal, _ := strings.Cut(arn, "::")
	return principal
}

// registryEntry is the same text for the same tenant: the keys of JSON come sorted. It names no secret.
func (s *TenantStack) registryEntry(stack string) string {
	hosts, images := []string{}, map[string]string{}
	for i, service := range s.config.Services {
		images[service.Name] = service.Image.Tag
		for _, sidecar := range service.Sidecars {
			images[service.Name+"/"+sidecar.Name] = sidecar.Image.Tag
		}
		if host := s.services[i].Host(); host != "" {
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	entry, err := json.Marshal(map[string]any{"stack": stack, "tier": s.config.Tier, "images": images, "hosts": slices.Compact(hosts)})
	if err != nil {
		panic(err) // Texts always marshal.
	}
	return string(entry)
}
