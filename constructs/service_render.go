package constructs

import (
	"fmt"
	"strconv"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/ingressv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/serviceaccountv1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/servicev1"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/naming"
	"github.com/berth-platform/berth/internal/ptr"
)

// servicePort is where a Service listens, whatever port its container has.
const servicePort = 80

func (c ServiceConfig) serviceAccountName() string { return c.Name + "-sa" }
func (c ServiceConfig) secretName() string         { return c.Name + "-secrets" }
func (c ServiceConfig) flagsName() string          { return c.Name + "-feature-flags" }

// ServiceAccountName is the name that the service's account is going to have, for the trust policy of its identity.
func ServiceAccountName(service string) string {
	return ServiceConfig{Name: service}.serviceAccountName()
}

// selector has no label that ever changes, as a Deployment's selector cannot.
func (c ServiceConfig) selector() map[string]string { return map[string]string{"app": c.Name} }

func (c ServiceConfig) labels() map[string]string {
	labels := c.selector()
	if c.Tenant != "" {
		labels["tenant"] = c.Tenant
	}
	return labels
}

// versionLabels stand on the Deployment and its pods alone: a new tag is to change nothing else.
func (c ServiceConfig) versionLabels() map[string]string {
	return ptr.Merge(c.labels(), map[string]string{"version": naming.Label(c.Image.Tag)})
}

func renderServiceAccount(c ServiceConfig) *serviceaccountv1.ServiceAccountV1Config {
	var annotations map[string]string
	if c.Identity != nil {
		annotations = c.Identity.ServiceAccountAnnotations()
	}
	return &serviceaccountv1.ServiceAccountV1Config{
		Metadata: &serviceaccountv1.ServiceAccountV1Metadata{
			Name:        jsii.String(c.serviceAccountName()),
			Namespace:   jsii.String(c.Namespace),
			Labels:      ptr.Map(c.labels()),
			Annotations: ptr.Map(annotations),
		},
		AutomountServiceAccountToken: c.MountToken,
	}
}

func renderService(c ServiceConfig) *servicev1.ServiceV1Config {
	config := &servicev1.ServiceV1Config{
		Metadata: &servicev1.ServiceV1Metadata{
			Name:      jsii.String(c.Name),
			Namespace: jsii.String(c.Namespace),
			Labels:    ptr.Map(c.labels()),
		},
		Spec: &servicev1.ServiceV1Spec{
			Type:     jsii.String("ClusterIP"),
			Selector: ptr.Map(c.selector()),
			Port:     clusterPorts(c),
		},
	}
	if nlb, ok := c.Exposure.(NLB); ok {
		config.Metadata.Annotations = ptr.Map(ptr.Merge(nlb.Annotations, nlb.annotations()))
		config.Lifecycle = &cdktf.TerraformResourceLifecycle{IgnoreChanges: jsii.Strings(loadBalancerClass)}
		config.Spec.Type = jsii.String("LoadBalancer")
		config.Spec.Port = []*servicev1.ServiceV1SpecPort{renderPort("http", nlb.Port, c.Port)}
	}
	return config
}

// loadBalancerClass is filled in by the AWS Load Balancer Controller where that takes over the Service. To Terraform it is
// a difference that only a new Service, and so a new load balancer, would undo.
const loadBalancerClass = "spec[0].load_balancer_class"

// clusterPorts has every container's own port as well as 80: network policies of the VPC CNI only hold where the
// Service's port is the container's.
func clusterPorts(c ServiceConfig) []*servicev1.ServiceV1SpecPort {
	ports := []*servicev1.ServiceV1SpecPort{renderPort("http", servicePort, c.Port)}
	if c.Port != servicePort {
		ports = append(ports, renderPort(portName(c.Port), c.Port, c.Port))
	}
	for _, sidecar := range c.Sidecars {
		if sidecar.Port != 0 {
			ports = append(ports, renderPort(portName(sidecar.Port), sidecar.Port, sidecar.Port))
		}
	}
	return ports
}

func portName(port int) string { return fmt.Sprintf("http-%d", port) }

func renderPort(name string, port, target int) *servicev1.ServiceV1SpecPort {
	return &servicev1.ServiceV1SpecPort{
		Name:       jsii.String(name),
		Port:       jsii.Number(port),
		TargetPort: jsii.String(strconv.Itoa(target)),
		Protocol:   jsii.String("TCP"),
	}
}

// annotations say the scheme as well: the AWS Load Balancer Controller takes internal for granted.
func (n NLB) annotations() map[string]string {
	return map[string]string{
		"service.beta.kubernetes.io/aws-load-balancer-type":   "nlb",
		"service.beta.kubernetes.io/aws-load-balancer-scheme": n.Scheme,
	}
}

func renderIngress(c ServiceConfig, alb ALB, serviceName string) *ingressv1.IngressV1Config {
	var paths []*ingressv1.IngressV1SpecRuleHttpPath
	for _, path := range alb.Paths {
		paths = append(paths, renderPath(path, serviceName, c.Port))
	}
	for _, sidecar := range c.Sidecars {
		if sidecar.IngressPath != "" {
			paths = append(paths, renderPath(sidecar.IngressPath, serviceName, sidecar.Port))
		}
	}
	return &ingressv1.IngressV1Config{
		Metadata: &ingressv1.IngressV1Metadata{
			Name:        jsii.String(c.Name),
			Namespace:   jsii.String(c.Namespace),
			Labels:      ptr.Map(c.labels()),
			Annotations: ptr.Map(ptr.Merge(alb.Annotations, alb.annotations(c))),
		},
		Spec: &ingressv1.IngressV1Spec{
			IngressClassName: jsii.String(alb.Class),
			Rule: []*ingressv1.IngressV1SpecRule{{
				Host: jsii.String(alb.Host),
				Http: &ingressv1.IngressV1SpecRuleHttp{Path: paths},
			}},
		},
	}
}

func renderPath(path, serviceName string, port int) *ingressv1.IngressV1SpecRuleHttpPath {
	return &ingressv1.IngressV1SpecRuleHttpPath{
		Path:     jsii.String(path),
		PathType: jsii.String("Prefix"),
		Backend: &ingressv1.IngressV1SpecRuleHttpPathBackend{
			Service: &ingressv1.IngressV1SpecRuleHttpPathBackendService{
				Name: jsii.String(serviceName),
				Port: &ingressv1.IngressV1SpecRuleHttpPathBackendServicePort{Number: jsii.Number(port)},
			},
		},
	}
}

// annotations pin the health check to the main container's port: the controller would ask each sidecar for the same
// path on the sidecar's own port, and take a pod for unhealthy that is not.
func (a ALB) annotations(c ServiceConfig) map[string]string {
	const prefix = "alb.ingress.kubernetes.io/"
	annotations := map[string]string{
		prefix + "target-type":      "ip",
		prefix + "listen-ports":     `[{"HTTPS":443}]`,
		prefix + "healthcheck-path": c.HealthPath,
		prefix + "healthcheck-port": strconv.Itoa(c.Port),
	}
	if !a.FixedByClass {
		annotations[prefix+"group.name"] = a.Group
		annotations[prefix+"scheme"] = a.Scheme
		annotations[prefix+"certificate-arn"] = a.CertificateARN
	}
	if a.GroupOrder != 0 {
		annotations[prefix+"group.order"] = strconv.Itoa(a.GroupOrder)
	}
	if a.RedirectHTTP {
		annotations[prefix+"listen-ports"] = `[{"HTTP":80},{"HTTPS":443}]`
		annotations[prefix+"ssl-redirect"] = "443"
	}
	if a.TLSPolicy != "" && !a.FixedByClass {
		annotations[prefix+"ssl-policy"] = a.TLSPolicy
	}
	return annotations
}

// loadBalancerHostname is an expression that also holds while there is no load balancer.
func loadBalancerHostname(resource string) string {
	return fmt.Sprintf(`${try(%s.status[0].load_balancer[0].ingress[0].hostname, "")}`, resource)
}
