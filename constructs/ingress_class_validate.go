package constructs

import (
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/berth-platform/berth/internal/check"
)

// Validate reports every problem of the class as a *FieldError, joined.
func (c *IngressClassConfig) Validate() error {
	var p check.Problems
	config := c.withDefaults()
	if p.Require("namespace", config.Namespace, "write the namespace whose Ingresses are to be of the class") {
		validateName(&p, "namespace", config.Namespace, validation.IsDNS1123Label)
		validateName(&p, "name", config.Name, validation.IsDNS1123Subdomain)
	}
	validateGroup(&p, "group", config.Group)
	if len(config.CertificateARNs) == 0 {
		p.Add("certificateArns", "is missing", hintCertificate)
	}
	for i, arn := range config.CertificateARNs {
		validateCertificate(&p, check.Index("certificateArns", i), arn)
	}
	p.OneOf("scheme", config.Scheme, "internet-facing", "internal")
	return p.Err()
}
