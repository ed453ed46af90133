package constructs

import (
	"fmt"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/berth-platform/berth/internal/check"
)

func (v serviceRules) exposure() {
	alb, isALB := v.Exposure.(ALB)
	if isALB {
		alb.validate(v.Problems)
		v.paths(alb)
	}
	if nlb, ok := v.Exposure.(NLB); ok {
		v.TCPPort("nlb.port", nlb.Port)
		v.OneOf("nlb.scheme", nlb.Scheme, "internet-facing", "internal")
		ownAnnotations(v.Problems, "nlb.annotations", nlb.Annotations, nlb.annotations())
	}
	for i, sidecar := range v.Sidecars {
		path := check.Index("sidecars", i) + ".ingressPath"
		switch {
		case sidecar.IngressPath == "":
		case !isALB:
			v.Add(path, "needs a service that is exposed by an ALB", "give the service an ALB, or leave the path out")
		case sidecar.Port == 0:
			v.Add(path, "leads to a sidecar without a port", "give the sidecar the port that it listens on")
		}
	}
}

// paths checks that each path of the host leads to one container.
func (v serviceRules) paths(alb ALB) {
	taken := map[string]bool{}
	one := func(at, path string) {
		validatePath(v.Problems, at, path)
		same := strings.TrimSuffix(path, "/") // A last slash makes no other path of a prefix.
		if taken[same] {
			v.Add(at, path+" is another container's path already", "give each container paths of its own")
		}
		taken[same] = true
	}
	for i, path := range alb.Paths {
		one(check.Index("alb.paths", i), path)
	}
	for i, sidecar := range v.Sidecars {
		if sidecar.IngressPath != "" {
			one(check.Index("sidecars", i)+".ingressPath", sidecar.IngressPath)
		}
	}
}

func (a ALB) validate(p *check.Problems) {
	if p.Require("alb.host", a.Host, "write the host name that the service answers to, such as api.example.com") {
		validateHost(p, "alb.host", a.Host)
	}
	validateCertificate(p, "alb.certificateArn", a.CertificateARN)
	p.OneOf("alb.scheme", a.Scheme, "internet-facing", "internal")
	validateGroup(p, "alb.group", a.Group)
	if a.GroupOrder < -1000 || a.GroupOrder > 1000 {
		p.Add("alb.groupOrder", fmt.Sprintf("%d is out of range", a.GroupOrder), "write a number from -1000 to 1000")
	}
	a.FixedByClass = false // What the class says is not for annotations, either.
	ownAnnotations(p, "alb.annotations", a.Annotations, a.annotations(ServiceConfig{}))
}

const hintCertificate = "write the ARN of an ACM certificate of the load balancer's region"

func validateCertificate(p *check.Problems, at, arn string) {
	if p.Require(at, arn, hintCertificate) && !check.IsToken(arn) && !strings.HasPrefix(arn, "arn:") {
		p.Add(at, fmt.Sprintf("%q is no ARN", arn), hintCertificate)
	}
}

func validateGroup(p *check.Problems, at, group string) {
	if !groupName.MatchString(group) {
		p.Add(at, fmt.Sprintf("%q is no name of a group", group), "write up to 63 lower case letters, digits, dots and hyphens")
	}
}

// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#group.name
var groupName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$`)

func validateHost(p *check.Problems, at, host string) {
	rule := validation.IsDNS1123Subdomain
	if strings.HasPrefix(host, "*.") {
		rule = validation.IsWildcardDNS1123Subdomain
	}
	if problems := rule(host); problems != nil && !check.IsToken(host) {
		p.Add(at, fmt.Sprintf("%q is no host name", host), "write one in lower case such as api.example.com")
	}
}

var urlPath = regexp.MustCompile(`^/[A-Za-z0-9._~!$&'()+,;=:@%/-]*$`)

func validatePath(p *check.Problems, at, path string) {
	if !urlPath.MatchString(path) {
		p.Add(at, fmt.Sprintf("%q is no path", path), "write one that starts with a slash and has no wildcard, such as /api")
	}
}

func ownAnnotations(p *check.Problems, at string, given, ours map[string]string) {
	for _, key := range sortedKeys(given) {
		if _, taken := ours[key]; taken {
			p.Add(at+"."+key, "is set by Berth", "leave it out, or use the field that sets it")
		}
		if problems := validation.IsQualifiedName(strings.ToLower(key)); problems != nil {
			p.Add(at+"."+key, "is no annotation", problems[0])
		}
	}
}
