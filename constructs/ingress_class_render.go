package constructs

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/ingressclassv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/manifest"

	"github.com/berth-platform/berth/internal/ptr"
)

// Where the AWS Load Balancer Controller keeps what a class has to say.
const (
	ingressClassParamsGroup = "elbv2.k8s.aws"
	ingressClassParamsKind  = "IngressClassParams"
)

func renderIngressClassParams(c IngressClassConfig) *manifest.ManifestConfig {
	spec := object{
		"namespaceSelector": object{"matchLabels": object{"kubernetes.io/metadata.name": c.Namespace}},
		"group":             object{"name": c.Group},
		"scheme":            c.Scheme,
		"certificateArn":    c.CertificateARNs,
		"targetType":        "ip",
	}
	if c.TLSPolicy != "" {
		spec["sslPolicy"] = c.TLSPolicy
	}
	return renderCustom(ingressClassParamsGroup+"/v1beta1", ingressClassParamsKind, object{"name": c.Name}, c.Labels, spec)
}

func renderIngressClass(c IngressClassConfig) *ingressclassv1.IngressClassV1Config {
	return &ingressclassv1.IngressClassV1Config{
		Metadata: &ingressclassv1.IngressClassV1Metadata{Name: jsii.String(c.Name), Labels: ptr.Map(c.Labels)},
		Spec: &ingressclassv1.IngressClassV1Spec{
			Controller: jsii.String("ingress.k8s.aws/alb"),
			Parameters: []*ingressclassv1.IngressClassV1SpecParameters{{
				ApiGroup: jsii.String(ingressClassParamsGroup),
				Kind:     jsii.String(ingressClassParamsKind),
				Name:     jsii.String(c.Name),
			}},
		},
	}
}
