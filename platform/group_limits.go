package platform

import (
	"cmp"
	"fmt"

	"github.com/berth-platform/berth/stacks"
)

// AWS's own quotas of one Application Load Balancer. That of target groups is fixed.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
const (
	maxRules        = 100
	maxTargetGroups = 100
	maxCertificates = 25
)

// countGroups reports a load balancer that would have more than it may, and warns of one that soon will.
func (l *loader) countGroups() {
	if l.document.affects("ingress") {
		return
	}
	limits := l.platform.Ingress.Limits
	for _, group := range l.groups() {
		load := loadOf(group)
		l.hold(group, "rules", load.rules, cmp.Or(limits.Rules, maxRules))
		l.hold(group, "target groups", load.targetGroups, maxTargetGroups)
		l.hold(group, "certificates beside the first", len(load.certificates)-1, cmp.Or(limits.Certificates, maxCertificates))
	}
}

// load is what a group's Ingresses make of one load balancer.
type load struct {
	rules, targetGroups int
	certificates        map[string]bool
}

// loadOf counts as the controller builds: a rule for each path of an Ingress, a target group for each port that its paths
// lead to.
func loadOf(group []*ingress) load {
	all := load{certificates: map[string]bool{}}
	for _, one := range group {
		all.rules += len(one.paths)
		all.targetGroups++
		for _, sidecar := range one.config.Sidecars {
			if sidecar.IngressPath != "" {
				all.targetGroups++
			}
		}
		all.certificates[one.alb.CertificateARN] = true
	}
	return all
}

// hold reports more than the limit, and warns from 80 % of it on.
func (l *loader) hold(group []*ingress, what string, count, limit int) {
	problem := l.document.at("ingress", fmt.Sprintf("the load balancer %s has %d %s, of %d that it may have", group[0].group, count, what, limit), "")
	switch {
	case count > limit:
		problem.Hint = "put its newest tenants on another: write " + l.proposal(group) + " in their files"
		l.report(problem)
	case count*5 >= limit*4:
		problem.Hint = "put the next tenants on another: write " + l.proposal(group) + " in their files"
		l.warnings = append(l.warnings, problem)
	}
}

// proposal is the first other shard of the group that is less than half full.
func (l *loader) proposal(group []*ingress) string {
	loads := map[string]load{}
	for name, others := range l.groups() {
		loads[name] = loadOf(others)
	}
	for n := 1; ; n++ {
		name := (&stacks.TenantStackConfig{Shard: n}).Group(group[0].alb)
		load := loads[name]
		hasRoom := max(load.rules, load.targetGroups) < maxTargetGroups/2 && len(load.certificates) < maxCertificates/2
		if name != group[0].group && hasRoom {
			return fmt.Sprintf("shard: %d", n)
		}
	}
}
