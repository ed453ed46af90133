package platform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

// Envelope is what a tenant's services stand in: in platform.yaml that of all tenants, and in a tenant's file what differs.
type Envelope struct {
	// How much of the cluster its pods may take. Default: standard.
	Tier constructs.Tier `json:"tier,omitempty" jsonschema:"enum=basic,enum=standard,enum=premium"`
	// What is not as the tier has it.
	Quota constructs.Quota `json:"quota,omitzero"`
	// Whom its pods may talk to, beside each other, DNS, its load balancers and the internet on port 443.
	Network Traffic `json:"network,omitzero"`
	// Who may look after its pods.
	Operators Operators `json:"operators,omitzero"`
	// How many days its log group keeps what is in it. Default: 90.
	LogRetentionDays int `json:"logRetentionDays,omitempty"`
}

// Traffic is whom a tenant's pods may talk to.
type Traffic struct {
	// Whom they may call: rules by name. Default: none.
	Egress map[string]constructs.NetworkRule `json:"egress,omitempty"`
	// Who may call them: rules by name. Default: none.
	Ingress map[string]constructs.NetworkRule `json:"ingress,omitempty"`
	// The addresses that ALBs call from. Required with an alb and a kubeconfig. Default: those of the cluster's subnets.
	LoadBalancerCIDRs []string `json:"loadBalancerCidrs,omitempty"`
}

// Operators are the people who may look after a tenant's pods; {tenant} in the group stands for its name.
type Operators struct {
	constructs.Operators

	// The ARNs of the IAM roles or users that they are. Each is one tenant's. Default: none.
	PrincipalARNs []string `json:"principalArns,omitempty"`
}

var envelopeKeys = []string{"tier", "quota", "network", "operators", "logRetentionDays"}

// ofEnvelope says whether a path of a tenant's config is one of its envelope.
func ofEnvelope(path string) bool {
	root, _, _ := strings.Cut(path, ".")
	return slices.Contains(envelopeKeys, root)
}

// envelope is the tree of what platform.yaml says of all tenants.
func (l *loader) envelope() map[string]any {
	shared, _ := child(l.document.tree, "tenants")
	if tree, ok := shared.(map[string]any); ok {
		return tree
	}
	return map[string]any{}
}

// envelope is the tree of what holds for the tenant.
func (t *tenant) envelope() map[string]any {
	own := map[string]any{}
	for _, key := range envelopeKeys {
		if value, there := child(t.document.tree, key); there {
			own[key] = value
		}
	}
	return merge(t.loader.envelope(), own).(map[string]any)
}

// addTo fills in the envelope's part of a tenant's config.
func (e Envelope) addTo(config *stacks.TenantStackConfig, texts *strings.Replacer) {
	config.Tier, config.Quota, config.LogRetentionDays = e.Tier, e.Quota, e.LogRetentionDays
	config.LoadBalancerCIDRs = e.Network.LoadBalancerCIDRs
	config.Egress, config.Ingress = e.Network.Egress, e.Network.Ingress
	config.Operators = stacks.Operators(e.Operators)
	config.Operators.Group = texts.Replace(e.Operators.Group)
}

// withoutOthers leaves out the rules that all tenants have for a service that this one does not run.
func (t *tenant) withoutOthers(rules map[string]constructs.NetworkRule, path string, runs map[string]any) map[string]constructs.NetworkRule {
	rules = maps.Clone(rules)
	maps.DeleteFunc(rules, func(name string, rule constructs.NetworkRule) bool {
		_, running := runs[rule.Service]
		_, known := t.platform.Services[rule.Service]
		return known && !running && !t.document.has(path+"."+name)
	})
	return rules
}

// clusterNetwork is where the cluster of this environment stands; nil when it is made elsewhere.
func (l *loader) clusterNetwork() eks.NetworkSource {
	if l.platform.Cluster == nil {
		return nil
	}
	return l.platform.Cluster.Network.config()
}

// ofClusterNetwork says whether a path is one of what the cluster's own config reports.
func ofClusterNetwork(path string) bool {
	return path == "network" || strings.HasPrefix(path, "network.vpc") || strings.HasPrefix(path, "network.existingSubnets")
}

// envelopeFindings tells what is wrong with an envelope whatever services stand in it from what has no room in it.
type envelopeFindings struct {
	alone     []finding // Of the tenant's envelope without services.
	shared    []finding // Of all tenants' envelope without services.
	inherited []finding // Of the catalog's services in all tenants' envelope.
}

// reportEnvelope reports a problem where its value is written: in the tenant's file or, when all tenants have it, once in
// platform.yaml. What has no room is the tenant's own problem: it is told at its tier, or where the tenant is named.
func (t *tenant) reportEnvelope(f finding, of envelopeFindings) {
	shared := t.loader.document
	known := slices.Contains(of.alone, f) || !t.document.affects("services") && !shared.affects("services")
	if !known || follows(f.Path, t.document) || follows("tenants."+f.Path, shared) {
		return
	}
	hasNoRoom := f.Path == "tier" || strings.HasPrefix(f.Path, "quota.")
	root, _, _ := strings.Cut(f.Path, ".")
	switch {
	case slices.Contains(of.shared, f), slices.Contains(of.inherited, f) && !hasNoRoom:
		t.reportShared(f)
	case t.document.has(root):
		t.reportOwn(f, f.Path)
	default:
		t.reportOwn(f, "tenant")
	}
}

func (t *tenant) reportShared(f finding) {
	path := "tenants." + f.Path
	if _, told := t.told[path]; !told {
		t.told[path] = t.Tenant.Tenant
		t.report(t.loader.document.at(path, f.Problem, f.Hint))
	}
}

// checkOperators reports who operates two tenants: a cluster has one entry for each principal, and a group has the rights
// of all its tenants. A group that platform.yaml names for all tenants is meant for all.
func (l *loader) checkOperators(t *tenant, config *stacks.TenantStackConfig) {
	if t.document.affects("operators") || l.document.affects("tenants.operators") {
		return
	}
	const group = "operators.group"
	if t.document.has(group) {
		l.claimOperator(t, group, config.Operators.Group, "write {tenant} in it, which makes it each tenant's own")
	}
	for i, arn := range config.Operators.PrincipalARNs {
		l.claimOperator(t, check.Index("operators.principalArns", i), arn, "give each tenant a role of its own: a cluster knows one entry of each")
	}
}

func (l *loader) claimOperator(t *tenant, path, operator, hint string) {
	first, taken := l.operators[operator]
	if !taken {
		l.operators[operator] = t
	}
	if !taken || first == t {
		return // Twice in one list is the list's own problem.
	}
	f := finding{FieldError: check.FieldError{
		Path:    path,
		Problem: fmt.Sprintf("%s operates tenant %s, and tenant %s", check.Unescape(operator), first.Tenant.Tenant, t.Tenant.Tenant),
		Hint:    hint,
	}}
	if t.document.has(path) {
		t.reportOwn(f, f.Path)
	} else {
		t.reportShared(f)
	}
}
