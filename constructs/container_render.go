package constructs

import (
	"fmt"
	"strconv"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/deploymentv1"

	"github.com/berth-platform/berth/internal/ptr"
)

// container is what the main container and the sidecars have in common.
type container struct {
	Sidecar

	secretName string
	flagsName  string // Empty: no flags.
	probes     *Probes
	healthPath string
}

// containers lists the pod's containers, the main one first.
func (c ServiceConfig) containers() []container {
	main := container{
		Sidecar: Sidecar{
			Name: c.Name, Image: c.Image, Command: c.Command, Args: c.Args, Port: c.Port, Env: c.Env,
			Secrets: sortedKeys(c.Secrets), Resources: c.Resources, Volumes: c.Volumes,
		},
		secretName: c.secretName(),
		probes:     &c.Probes,
		healthPath: c.HealthPath,
	}
	if !c.FeatureFlags.Disabled {
		main.flagsName = c.flagsName()
	}
	all := []container{main}
	for _, sidecar := range c.Sidecars {
		all = append(all, container{Sidecar: sidecar, secretName: c.secretName()})
	}
	return all
}

func renderContainer(c container) *deploymentv1.DeploymentV1SpecTemplateSpecContainer {
	rendered := &deploymentv1.DeploymentV1SpecTemplateSpecContainer{
		Name:            jsii.String(c.Name),
		Image:           jsii.String(c.Image.String()),
		ImagePullPolicy: jsii.String("Always"),
		Command:         ptr.Strings(c.Command),
		Args:            ptr.Strings(c.Args),
		Env:             renderEnv(c),
		Resources:       renderResources(c.Resources),
		SecurityContext: renderSecurityContext(),
		VolumeMount:     renderMounts(c),
	}
	if c.Port != 0 {
		rendered.Port = []*deploymentv1.DeploymentV1SpecTemplateSpecContainerPort{{
			ContainerPort: jsii.Number(c.Port), Protocol: jsii.String("TCP"),
		}}
	}
	if c.flagsName != "" {
		// Optional, as a service may have no flag yet.
		rendered.EnvFrom = []*deploymentv1.DeploymentV1SpecTemplateSpecContainerEnvFrom{{
			SecretRef: &deploymentv1.DeploymentV1SpecTemplateSpecContainerEnvFromSecretRef{Name: jsii.String(c.flagsName), Optional: true},
		}}
	}
	if c.probes != nil {
		rendered.StartupProbe = renderStartup(c, c.probes.Startup)
		rendered.LivenessProbe = renderLiveness(c, c.probes.Liveness)
		rendered.ReadinessProbe = renderReadiness(c, c.probes.Readiness)
	}
	return rendered
}

// renderSecurityContext is what every container has, with no way round it.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
func renderSecurityContext() *deploymentv1.DeploymentV1SpecTemplateSpecContainerSecurityContext {
	return &deploymentv1.DeploymentV1SpecTemplateSpecContainerSecurityContext{
		AllowPrivilegeEscalation: false,
		ReadOnlyRootFilesystem:   true,
		RunAsNonRoot:             true,
		RunAsUser:                jsii.String(userID),
		Capabilities: &deploymentv1.DeploymentV1SpecTemplateSpecContainerSecurityContextCapabilities{
			Drop: jsii.Strings("ALL"),
		},
		SeccompProfile: &deploymentv1.DeploymentV1SpecTemplateSpecContainerSecurityContextSeccompProfile{
			Type: jsii.String("RuntimeDefault"),
		},
	}
}

func renderEnv(c container) []*deploymentv1.DeploymentV1SpecTemplateSpecContainerEnv {
	env := []*deploymentv1.DeploymentV1SpecTemplateSpecContainerEnv{}
	for _, name := range sortedKeys(c.Env) {
		env = append(env, &deploymentv1.DeploymentV1SpecTemplateSpecContainerEnv{
			Name: jsii.String(name), Value: jsii.String(c.Env[name]),
		})
	}
	for _, key := range c.Secrets {
		env = append(env, &deploymentv1.DeploymentV1SpecTemplateSpecContainerEnv{
			Name: jsii.String(key),
			ValueFrom: &deploymentv1.DeploymentV1SpecTemplateSpecContainerEnvValueFrom{
				SecretKeyRef: &deploymentv1.DeploymentV1SpecTemplateSpecContainerEnvValueFromSecretKeyRef{
					Name: jsii.String(c.secretName), Key: jsii.String(key),
				},
			},
		})
	}
	return env
}

func renderResources(r Resources) *deploymentv1.DeploymentV1SpecTemplateSpecContainerResources {
	limits := map[string]string{"memory": r.Limits.Memory}
	if r.Limits.CPU != NoLimit {
		limits["cpu"] = r.Limits.CPU
	}
	return &deploymentv1.DeploymentV1SpecTemplateSpecContainerResources{
		Requests: ptr.Map(map[string]string{"cpu": r.Requests.CPU, "memory": r.Requests.Memory}),
		Limits:   ptr.Map(limits),
	}
}

func renderMounts(c container) []*deploymentv1.DeploymentV1SpecTemplateSpecContainerVolumeMount {
	mounts := []*deploymentv1.DeploymentV1SpecTemplateSpecContainerVolumeMount{{
		Name: jsii.String(c.tmpName()), MountPath: jsii.String("/tmp"),
	}}
	for i, volume := range c.Volumes {
		mounts = append(mounts, &deploymentv1.DeploymentV1SpecTemplateSpecContainerVolumeMount{
			Name: jsii.String(c.volumeName(i)), MountPath: jsii.String(volume.MountPath), ReadOnly: volume.ReadOnly,
		})
	}
	return mounts
}

func renderVolumes(c container) []*deploymentv1.DeploymentV1SpecTemplateSpecVolume {
	volumes := []*deploymentv1.DeploymentV1SpecTemplateSpecVolume{renderVolume(c.tmpName(), EmptyDir{})}
	for i, volume := range c.Volumes {
		volumes = append(volumes, renderVolume(c.volumeName(i), volume.Source))
	}
	return volumes
}

func renderVolume(name string, source VolumeSource) *deploymentv1.DeploymentV1SpecTemplateSpecVolume {
	volume := &deploymentv1.DeploymentV1SpecTemplateSpecVolume{Name: jsii.String(name)}
	switch source := source.(type) {
	case EmptyDir:
		volume.EmptyDir = &deploymentv1.DeploymentV1SpecTemplateSpecVolumeEmptyDir{SizeLimit: ptr.NonZero(source.SizeLimit)}
	case ConfigMap:
		volume.ConfigMap = &deploymentv1.DeploymentV1SpecTemplateSpecVolumeConfigMap{Name: jsii.String(string(source))}
	case SecretFiles:
		volume.Secret = &deploymentv1.DeploymentV1SpecTemplateSpecVolumeSecret{SecretName: jsii.String(string(source))}
	}
	return volume
}

// The names cannot meet, whatever the containers are called: what stands before the first hyphen tells them apart.
func (c container) tmpName() string         { return "tmp-" + c.Name }
func (c container) volumeName(i int) string { return fmt.Sprintf("dir%d-%s", i, c.Name) }

func renderStartup(c container, p Probe) *deploymentv1.DeploymentV1SpecTemplateSpecContainerStartupProbe {
	if p.Disabled {
		return nil
	}
	return &deploymentv1.DeploymentV1SpecTemplateSpecContainerStartupProbe{
		HttpGet: &deploymentv1.DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet{
			Path: jsii.String(c.healthPath), Port: jsii.String(strconv.Itoa(c.Port)),
		},
		InitialDelaySeconds: ptr.Number(*p.InitialDelaySeconds),
		PeriodSeconds:       ptr.Number(p.PeriodSeconds),
		TimeoutSeconds:      ptr.Number(p.TimeoutSeconds),
		FailureThreshold:    ptr.Number(p.FailureThreshold),
	}
}

func renderLiveness(c container, p Probe) *deploymentv1.DeploymentV1SpecTemplateSpecContainerLivenessProbe {
	if p.Disabled {
		return nil
	}
	return &deploymentv1.DeploymentV1SpecTemplateSpecContainerLivenessProbe{
		HttpGet: &deploymentv1.DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet{
			Path: jsii.String(c.healthPath), Port: jsii.String(strconv.Itoa(c.Port)),
		},
		InitialDelaySeconds: ptr.Number(*p.InitialDelaySeconds),
		PeriodSeconds:       ptr.Number(p.PeriodSeconds),
		TimeoutSeconds:      ptr.Number(p.TimeoutSeconds),
		FailureThreshold:    ptr.Number(p.FailureThreshold),
	}
}

func renderReadiness(c container, p Probe) *deploymentv1.DeploymentV1SpecTemplateSpecContainerReadinessProbe {
	if p.Disabled {
		return nil
	}
	return &deploymentv1.DeploymentV1SpecTemplateSpecContainerReadinessProbe{
		HttpGet: &deploymentv1.DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet{
			Path: jsii.String(c.healthPath), Port: jsii.String(strconv.Itoa(c.Port)),
		},
		InitialDelaySeconds: ptr.Number(*p.InitialDelaySeconds),
		PeriodSeconds:       ptr.Number(p.PeriodSeconds),
		TimeoutSeconds:      ptr.Number(p.TimeoutSeconds),
		FailureThreshold:    ptr.Number(p.FailureThreshold),
	}
}
