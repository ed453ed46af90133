package constructs

import (
	"fmt"
	"strconv"
	"time"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/deploymentv1"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/ptr"
)

// userID is who every container runs as, and the group that its volumes belong to.
const userID = "1000"

func renderDeployment(c ServiceConfig, serviceAccount string) *deploymentv1.DeploymentV1Config {
	deadline := c.progressDeadline()
	wait := jsii.String(fmt.Sprintf("%dm", int(c.rolloutTimeout().Minutes())))
	return &deploymentv1.DeploymentV1Config{
		Metadata: &deploymentv1.DeploymentV1Metadata{
			Name:      jsii.String(c.Name),
			Namespace: jsii.String(c.Namespace),
			Labels:    ptr.Map(c.versionLabels()),
			// Reloader restarts the pods when a secret's value changes.
			// https://docs.stakater.com/reloader/
			Annotations: ptr.Map(map[string]string{"reloader.stakater.com/auto": "true"}),
		},
		Spec: &deploymentv1.DeploymentV1Spec{
			Replicas:                jsii.String(strconv.Itoa(*c.Replicas)),
			ProgressDeadlineSeconds: jsii.Number(deadline.Seconds()),
			Selector:                &deploymentv1.DeploymentV1SpecSelector{MatchLabels: ptr.Map(c.selector())},
			Strategy:                renderStrategy(),
			Template: &deploymentv1.DeploymentV1SpecTemplate{
				Metadata: &deploymentv1.DeploymentV1SpecTemplateMetadata{
					Labels:      ptr.Map(c.versionLabels()),
					Annotations: ptr.Map(map[string]string{"checksum/secrets": c.checksum()}),
				},
				Spec: renderPod(c, serviceAccount),
			},
		},
		WaitForRollout: *c.WaitForRollout,
		Timeouts:       &deploymentv1.DeploymentV1Timeouts{Create: wait, Update: wait},
		Lifecycle:      &cdktf.TerraformResourceLifecycle{IgnoreChanges: ptr.Strings(othersFields(c))},
	}
}

// othersFields are not Terraform's: the marks that Reloader and `kubectl rollout restart` leave on the pod template, and
// the number of pods where an autoscaler has it.
func othersFields(c ServiceConfig) []string {
	const annotation = `spec[0].template[0].metadata[0].annotations[%q]`
	fields := []string{
		fmt.Sprintf(annotation, "reloader.stakater.com/last-reloaded-from"),
		fmt.Sprintf(annotation, "kubectl.kubernetes.io/restartedAt"),
	}
	if c.Autoscaled {
		fields = append(fields, "spec[0].replicas")
	}
	return fields
}

const surgePercent = 25

// renderStrategy never takes a pod away before its successor is ready.
func renderStrategy() *deploymentv1.DeploymentV1SpecStrategy {
	return &deploymentv1.DeploymentV1SpecStrategy{
		Type: jsii.String("RollingUpdate"),
		RollingUpdate: &deploymentv1.DeploymentV1SpecStrategyRollingUpdate{
			MaxSurge:       jsii.String(fmt.Sprintf("%d%%", surgePercent)),
			MaxUnavailable: jsii.String("0"),
		},
	}
}

// progressDeadline is how long a rollout may stand still: what a pod has for its start, and five minutes for its image
// and its node; ten minutes at least, which is Kubernetes' own default.
func (c ServiceConfig) progressDeadline() time.Duration {
	first := c.Probes.Startup
	if first.Disabled {
		first = c.Probes.Readiness
	}
	start := time.Duration(*first.InitialDelaySeconds+first.PeriodSeconds*first.FailureThreshold) * time.Second
	return max(start+5*time.Minute, 10*time.Minute)
}

// rolloutTimeout is how long Terraform waits: the deadline once for each batch of pods, 45 minutes at most. It is cut to
// whole minutes.
func (c ServiceConfig) rolloutTimeout() time.Duration {
	batches := time.Duration(ceilDiv(max(*c.Replicas, 1), max(c.surge(), 1)))
	return min(batches*c.progressDeadline()+2*time.Minute, 45*time.Minute)
}

// surge is how many pods a rollout may have beside those that there are.
func (c ServiceConfig) surge() int { return ceilDiv(*c.Replicas*surgePercent, 100) }

func ceilDiv(a, b int) int { return (a + b - 1) / b }

func renderPod(c ServiceConfig, serviceAccount string) *deploymentv1.DeploymentV1SpecTemplateSpec {
	containers := []*deploymentv1.DeploymentV1SpecTemplateSpecContainer{}
	volumes := []*deploymentv1.DeploymentV1SpecTemplateSpecVolume{}
	for _, container := range c.containers() {
		containers = append(containers, renderContainer(container))
		volumes = append(volumes, renderVolumes(container)...)
	}
	return &deploymentv1.DeploymentV1SpecTemplateSpec{
		ServiceAccountName:           jsii.String(serviceAccount),
		AutomountServiceAccountToken: c.MountToken,
		// Variables such as APISERVER_PORT, one set for each Service of the namespace, are nobody's wish.
		EnableServiceLinks: false,
		SecurityContext: &deploymentv1.DeploymentV1SpecTemplateSpecSecurityContext{
			RunAsNonRoot:   true,
			RunAsUser:      jsii.String(userID),
			RunAsGroup:     jsii.String(userID),
			FsGroup:        jsii.String(userID),
			SeccompProfile: &deploymentv1.DeploymentV1SpecTemplateSpecSecurityContextSeccompProfile{Type: jsii.String("RuntimeDefault")},
		},
		Container: containers,
		Volume:    volumes,
	}
}
