package eks

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/berth-platform/berth/internal/check"
)

var (
	// https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
	supportedVersions = []string{"1.34", "1.35", "1.36"}
	versionPattern    = regexp.MustCompile(`^1\.\d+$`)
)

// Validate reports every problem of the cluster as a *FieldError, joined.
func (c *ClusterConfig) Validate() error {
	var p check.Problems
	config := c.withDefaults()
	p.Prefix("namePrefix", config.NamePrefix)
	config.validateVersion(&p)
	if config.Network == nil {
		p.Add("network", "is missing", "give what eks.NewNetwork made")
	}
	p.Within("access", config.Access.Validate())
	config.Endpoint.validate(&p)
	config.Encryption.validate(&p)
	config.Logs.validate(&p)
	config.AddOns.validate(&p)
	p.Within("nodes", config.Nodes.Validate())
	p.OneOf("registryPolicy", string(config.RegistryPolicy), string(RegistryReadOnly), string(RegistryPullOnly))
	p.Within("iam", config.IAM.Validate())
	return p.Err()
}

func (c ClusterConfig) validateVersion(p *check.Problems) {
	supported := strings.Join(supportedVersions, ", ")
	switch {
	case slices.Contains(supportedVersions, c.Version):
	case !versionPattern.MatchString(c.Version):
		p.Add("version", fmt.Sprintf("%q is no version of Kubernetes", c.Version), "write one of "+supported)
	case c.UnsupportedVersionReason == "":
		p.Add("version", c.Version+" is not known to be in standard support",
			"write one of "+supported+", or say why in unsupportedVersionReason")
	}
}

// maxPublicCIDRs is how many EKS takes.
// https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html
const maxPublicCIDRs = 40

func (e Endpoint) validate(p *check.Problems) {
	if len(e.PublicCIDRs) > maxPublicCIDRs {
		p.Add("endpoint.publicCidrs", fmt.Sprintf("has %d", len(e.PublicCIDRs)), fmt.Sprintf("write %d at most", maxPublicCIDRs))
	}
	for i, text := range e.PublicCIDRs {
		path := check.Index("endpoint.publicCidrs", i)
		cidr, err := netip.ParsePrefix(text)
		switch {
		case check.IsToken(text):
		case err != nil:
			p.Add(path, fmt.Sprintf("%q is no prefix", text), "write one such as 203.0.113.0/24")
		case cidr != cidr.Masked():
			p.Add(path, text+" does not start where its prefix starts", "write "+cidr.Masked().String())
		case cidr.Addr().IsPrivate() || cidr.Addr().IsLoopback() || cidr.Addr().IsLinkLocalUnicast():
			p.Add(path, text+" is private, and reaches the API server without the internet", "leave it out, or write the public addresses behind it")
		case cidr.Bits() < 8 && e.OpenToTheWorldReason == "":
			p.Add(path, text+" is open to the world", "write the addresses of those who deploy, or say why in openToTheWorldReason")
		case slices.Contains(e.PublicCIDRs[:i], text):
			p.Add(path, text+" is in the list already", "name each prefix once")
		}
	}
}

var kmsKeyARN = regexp.MustCompile(`^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+$`)

func validateKey(p *check.Problems, path, arn string) {
	if arn != "" && !kmsKeyARN.MatchString(arn) && !check.IsToken(arn) {
		p.Add(path, fmt.Sprintf("%q is no ARN of a KMS key", arn), "write one such as arn:<partition>:kms:us-east-1:123456789012:key/6f1c1d0e-5a51-4a0c-9a44-0d6c3c1d2b10")
	}
}

func (e Encryption) validate(p *check.Problems) {
	validateKey(p, "encryption.kmsKeyArn", e.KMSKeyARN)
	if e.KMSKeyARN != "" && e.AWSOwnedKey {
		p.Add("encryption.awsOwnedKey", "stands beside a key", "write one of the two")
	}
}

// retentions are the days that CloudWatch knows.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var retentions = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

func (l Logs) validate(p *check.Problems) {
	for i, kind := range l.Types {
		path := check.Index("logs.types", i)
		switch {
		case !slices.Contains(logTypes, kind):
			p.Add(path, fmt.Sprintf("%q is not known", kind), "write one of api, audit, authenticator, controllerManager, scheduler")
		case slices.Contains(l.Types[:i], kind):
			p.Add(path, string(kind)+" is in the list already", "name each once")
		}
	}
	if !slices.Contains(retentions, l.RetentionDays) {
		p.Add("logs.retentionDays", fmt.Sprintf("%d is not a number of days that CloudWatch knows", l.RetentionDays), "write one such as 90, 180, 365, 731 or 1096")
	}
	validateKey(p, "logs.kmsKeyArn", l.KMSKeyARN)
}
