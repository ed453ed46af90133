package tests

import (
	"testing"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"

	saas "github.com/berth-platform/berth/constructs"
)

func TestOneBlockMakesAllThatAServiceNeeds(t *testing.T) {
	require.Equal(t, []string{"Deployment", "ExternalSecret", "ExternalSecret", "Ingress", "Service", "ServiceAccount"}, service(t).kinds())
}

func TestAServiceThatIsNotExposedStaysInsideTheCluster(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) { c.Exposure = nil; c.Sidecars = nil })
	require.NotContains(t, s.kinds(), "Ingress")
	require.Equal(t, corev1.ServiceTypeClusterIP, s.service().Spec.Type)
}

func TestABadConfigPanicsWithItsPathAndEveryProblem(t *testing.T) {
	defer func() {
		err, ok := recover().(*saas.ConfigError)
		require.True(t, ok)
		require.EqualError(t, err, `test/apiserver:
  image.tag: "latest" is mutable; pin a tag that never moves, such as main-42, v1.4.0 or a commit
  port: 70000 is not a port; write a number from 1 to 65535`)
	}()
	app := cdktf.NewApp(&cdktf.AppConfig{Outdir: new(t.TempDir())})
	saas.NewService(cdktf.NewTerraformStack(app, new("test")), "apiserver", &saas.ServiceConfig{
		Namespace: "x", Port: 70000, Image: saas.Image{Repository: "ghcr.io/acme/apiserver", Tag: "latest"},
	})
	t.Fatal("it did not panic")
}

func TestTheImageIsPinnedByTagAndDigest(t *testing.T) {
	const digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	s := service(t, func(c *saas.ServiceConfig) { c.Image.Digest = digest })
	require.Equal(t, "ghcr.io/acme/apiserver:main-42@"+digest, s.containers()[0].Image)
	require.Equal(t, corev1.PullAlways, s.containers()[0].ImagePullPolicy)
}

func TestEveryContainerIsHardenedAlike(t *testing.T) {
	for _, container := range service(t).containers() {
		require.Equal(t, &corev1.SecurityContext{
			AllowPrivilegeEscalation: new(false),
			ReadOnlyRootFilesystem:   new(true),
			RunAsNonRoot:             new(true),
			RunAsUser:                new(int64(1000)),
			Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
			SeccompProfile:           &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		}, container.SecurityContext, container.Name)
	}
}

func TestThePodIsHardened(t *testing.T) {
	pod := service(t).deployment().Spec.Template.Spec
	require.Equal(t, &corev1.PodSecurityContext{
		RunAsNonRoot:   new(true),
		RunAsUser:      new(int64(1000)),
		RunAsGroup:     new(int64(1000)),
		FSGroup:        new(int64(1000)),
		SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
	}, pod.SecurityContext)
	require.False(t, *pod.AutomountServiceAccountToken)
	require.False(t, *pod.EnableServiceLinks)
}

func TestEveryContainerHasATmpOfItsOwn(t *testing.T) {
	s := service(t)
	volumes := map[string]corev1.VolumeSource{}
	for _, volume := range s.deployment().Spec.Template.Spec.Volumes {
		volumes[volume.Name] = volume.VolumeSource
	}
	used := map[string]bool{}
	for _, container := range s.containers() {
		mount := container.VolumeMounts[0]
		require.Equal(t, "/tmp", mount.MountPath)
		require.NotNil(t, volumes[mount.Name].EmptyDir)
		require.False(t, used[mount.Name], "%s is shared", mount.Name)
		used[mount.Name] = true
	}
}

func TestFurtherDirectoriesAreMountedWhereTheyAreAskedFor(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) {
		c.Volumes = []saas.Volume{
			{MountPath: "/app/run", Source: saas.EmptyDir{SizeLimit: "16Mi"}},
			{MountPath: "/etc/app", Source: saas.ConfigMap("app-config")},
			{MountPath: "/etc/tls", Source: saas.SecretFiles("app-tls")},
		}
	})
	pod := s.deployment().Spec.Template.Spec
	require.Equal(t, []corev1.VolumeMount{
		{Name: "tmp-apiserver", MountPath: "/tmp"},
		{Name: "dir0-apiserver", MountPath: "/app/run"},
		{Name: "dir1-apiserver", MountPath: "/etc/app", ReadOnly: true},
		{Name: "dir2-apiserver", MountPath: "/etc/tls", ReadOnly: true},
	}, pod.Containers[0].VolumeMounts)
	require.Equal(t, "16Mi", pod.Volumes[1].EmptyDir.SizeLimit.String())
	require.Equal(t, "app-config", pod.Volumes[2].ConfigMap.Name)
	require.Equal(t, "app-tls", pod.Volumes[3].Secret.SecretName)
}

func TestEachSecretIsOneVariable(t *testing.T) {
	env := service(t).containers()[0].Env
	require.Equal(t, []corev1.EnvVar{
		{Name: "MODE", Value: "production"},
		secretVariable("DATABASE_URL"),
		secretVariable("REDIS_PASSWORD"),
	}, env)
}

func secretVariable(key string) corev1.EnvVar {
	return corev1.EnvVar{Name: key, ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{
		LocalObjectReference: corev1.LocalObjectReference{Name: "apiserver-secrets"}, Key: key,
	}}}
}

func TestSecretsComeFromTheTenantsOwnParameters(t *testing.T) {
	s := service(t)
	require.Equal(t, []any{
		remote("DATABASE_URL", "/ramparts/dev/tenants/momcorp/apiserver/DATABASE_URL"),
		remote("REDIS_PASSWORD", "/ramparts/dev/tenants/momcorp/apiserver/REDIS_PASSWORD"),
	}, s.custom("apiserver-secrets", "spec", "data"))
	require.Equal(t, map[string]any{"kind": "SecretStore", "name": "aws-ssm"}, s.custom("apiserver-secrets", "spec", "secretStoreRef"))
	require.Equal(t, "1h", s.custom("apiserver-secrets", "spec", "refreshInterval"))
}

func remote(key, path string) map[string]any {
	return map[string]any{"secretKey": key, "remoteRef": map[string]any{
		"key": path, "conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None",
	}}
}

func TestFlagsAreFoundAmongTheDirectChildrenOfTheServicesPath(t *testing.T) {
	s := service(t)
	require.Equal(t, []any{map[string]any{
		"find": map[string]any{
			"path":               "/ramparts/dev/tenants/momcorp/apiserver",
			"name":               map[string]any{"regexp": "^/ramparts/dev/tenants/momcorp/apiserver/FEATURE_FLAG_[A-Za-z0-9_]+$"},
			"conversionStrategy": "Default",
			"decodingStrategy":   "None",
		},
		"rewrite": []any{map[string]any{"regexp": map[string]any{
			"source": "^/ramparts/dev/tenants/momcorp/apiserver/(FEATURE_FLAG_[A-Za-z0-9_]+)$", "target": "$1",
		}}},
	}}, s.custom("apiserver-feature-flags", "spec", "dataFrom"))
	require.Equal(t, map[string]any{"name": "apiserver-feature-flags", "creationPolicy": "Owner", "deletionPolicy": "Merge"},
		s.custom("apiserver-feature-flags", "spec", "target"))
}

func TestFlagsAreLoadedWholeAndMayBeMissing(t *testing.T) {
	require.Equal(t, []corev1.EnvFromSource{{SecretRef: &corev1.SecretEnvSource{
		LocalObjectReference: corev1.LocalObjectReference{Name: "apiserver-feature-flags"}, Optional: new(true),
	}}}, service(t).containers()[0].EnvFrom)
}

func TestASidecarGetsTheSecretsThatItAsksFor(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) { c.Sidecars[0].Secrets = []string{"REDIS_PASSWORD"} })
	require.Equal(t, []corev1.EnvVar{{Name: "AGNO_HOST", Value: "http://apiserver:8000"}, secretVariable("REDIS_PASSWORD")},
		s.containers()[1].Env)
	require.Empty(t, s.containers()[1].EnvFrom)
}

func TestProbesGiveASlowBootFiveMinutes(t *testing.T) {
	main := service(t).containers()[0]
	health := corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/health", Port: intstr.FromInt32(8000)}}
	require.Equal(t, &corev1.Probe{ProbeHandler: health, PeriodSeconds: 5, TimeoutSeconds: 2, FailureThreshold: 60}, main.StartupProbe)
	require.Equal(t, &corev1.Probe{ProbeHandler: health, InitialDelaySeconds: 15, PeriodSeconds: 10, TimeoutSeconds: 5, FailureThreshold: 3}, main.LivenessProbe)
	require.Equal(t, &corev1.Probe{ProbeHandler: health, InitialDelaySeconds: 5, PeriodSeconds: 5, TimeoutSeconds: 3, FailureThreshold: 3}, main.ReadinessProbe)
}

func TestAProbeCanBeLeftOut(t *testing.T) {
	main := service(t, func(c *saas.ServiceConfig) { c.Probes.Startup.Disabled = true }).containers()[0]
	require.Nil(t, main.StartupProbe)
	require.NotNil(t, main.LivenessProbe)
}

func TestEveryContainerHasRequestsAndLimits(t *testing.T) {
	for _, container := range service(t).containers() {
		require.Equal(t, corev1.ResourceRequirements{
			Requests: corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("128Mi")},
			Limits:   corev1.ResourceList{"cpu": resource.MustParse("500m"), "memory": resource.MustParse("512Mi")},
		}, container.Resources, container.Name)
	}
}

func TestACPULimitCanBeLeftOut(t *testing.T) {
	main := service(t, func(c *saas.ServiceConfig) { c.Resources.Limits.CPU = saas.NoLimit }).containers()[0]
	require.NotContains(t, main.Resources.Limits, corev1.ResourceCPU)
	require.Contains(t, main.Resources.Limits, corev1.ResourceMemory)
}

func TestTheServiceListensOnPort80AndOnEachContainersOwn(t *testing.T) {
	require.Equal(t, []corev1.ServicePort{
		{Name: "http", Port: 80, TargetPort: intstr.FromInt32(8000), Protocol: "TCP"},
		{Name: "http-8000", Port: 8000, TargetPort: intstr.FromInt32(8000), Protocol: "TCP"},
		{Name: "http-3000", Port: 3000, TargetPort: intstr.FromInt32(3000), Protocol: "TCP"},
	}, service(t).service().Spec.Ports)
}

func TestASidecarsPathIsARuleOfTheSameIngress(t *testing.T) {
	rules := service(t).ingress().Spec.Rules
	require.Len(t, rules, 1)
	require.Equal(t, "api.momcorp.example.com", rules[0].Host)
	leads := map[string]int32{}
	for _, path := range rules[0].HTTP.Paths {
		require.Equal(t, "apiserver", path.Backend.Service.Name)
		leads[path.Path] = path.Backend.Service.Port.Number
	}
	require.Equal(t, map[string]int32{"/": 8000, "/api/copilotkit": 3000}, leads)
}

func TestTheIngressSaysAllThatTheLoadBalancerNeeds(t *testing.T) {
	ingress := service(t).ingress()
	require.Equal(t, "alb", *ingress.Spec.IngressClassName)
	require.Equal(t, map[string]string{
		"alb.ingress.kubernetes.io/group.name":       "shared",
		"alb.ingress.kubernetes.io/scheme":           "internet-facing",
		"alb.ingress.kubernetes.io/target-type":      "ip",
		"alb.ingress.kubernetes.io/listen-ports":     `[{"HTTPS":443}]`,
		"alb.ingress.kubernetes.io/certificate-arn":  "arn:aws:acm:us-east-1:012345678901:certificate/1",
		"alb.ingress.kubernetes.io/healthcheck-path": "/health",
		"alb.ingress.kubernetes.io/healthcheck-port": "8000",
	}, ingress.Annotations)
}

func TestAnALBSaysWhatElseItIsGiven(t *testing.T) {
	annotations := service(t, func(c *saas.ServiceConfig) {
		alb := c.Exposure.(saas.ALB)
		alb.RedirectHTTP, alb.TLSPolicy, alb.GroupOrder, alb.Group, alb.Scheme = true, "ELBSecurityPolicy-TLS13-1-2-2021-06", 10, "tenants-1", "internal"
		alb.Annotations = map[string]string{"alb.ingress.kubernetes.io/wafv2-acl-arn": "arn:aws:wafv2:x"}
		c.Exposure = alb
	}).ingress().Annotations
	for name, want := range map[string]string{
		"listen-ports": `[{"HTTP":80},{"HTTPS":443}]`, "ssl-redirect": "443", "ssl-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
		"group.order": "10", "group.name": "tenants-1", "scheme": "internal", "wafv2-acl-arn": "arn:aws:wafv2:x",
	} {
		require.Equal(t, want, annotations["alb.ingress.kubernetes.io/"+name], name)
	}
}

func TestAnNLBIsAServiceOfItsOwnKindOnPort80(t *testing.T) {
	service := service(t, func(c *saas.ServiceConfig) { c.Exposure = saas.NLB{}; c.Sidecars = nil }).service()
	require.Equal(t, corev1.ServiceTypeLoadBalancer, service.Spec.Type)
	require.Equal(t, map[string]string{
		"service.beta.kubernetes.io/aws-load-balancer-type":   "nlb",
		"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
	}, service.Annotations)
	require.Equal(t, []corev1.ServicePort{{Name: "http", Port: 80, TargetPort: intstr.FromInt32(8000), Protocol: "TCP"}}, service.Spec.Ports)
}

// The controller fills in the class; to Terraform a class that is not in the configuration needs a new Service.
func TestAnNLBIsNotReplacedForTheClassThatTheControllerGivesIt(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) { c.Exposure = saas.NLB{}; c.Sidecars = nil })
	require.Equal(t, map[string]any{"ignore_changes": []any{"spec[0].load_balancer_class"}},
		s.block("resource", "kubernetes_service_v1", "apiserver")["lifecycle"])
}

func TestAPointerToAChoiceIsTheChoice(t *testing.T) {
	const certificate = "arn:aws:acm:us-east-1:012345678901:certificate/1"
	s := service(t, func(c *saas.ServiceConfig) {
		c.Exposure = &saas.ALB{Host: "pointer.example.com", CertificateARN: certificate}
		c.Volumes = []saas.Volume{{MountPath: "/app/run", Source: &saas.EmptyDir{SizeLimit: "16Mi"}}}
	})
	require.Equal(t, "pointer.example.com", s.ingress().Spec.Rules[0].Host)
	require.Equal(t, "16Mi", s.deployment().Spec.Template.Spec.Volumes[1].EmptyDir.SizeLimit.String())
}

func TestAnAutoscalersNumberOfPodsIsLeftAlone(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) { c.Autoscaled = true })
	lifecycle := s.block("resource", "kubernetes_deployment_v1", "apiserver")["lifecycle"].(map[string]any)
	require.Contains(t, lifecycle["ignore_changes"], "spec[0].replicas")
}

func TestLabelsSayWhoseItIsAndTheSelectorNeverChanges(t *testing.T) {
	deployment := service(t).deployment()
	require.Equal(t, map[string]string{"app": "apiserver", "tenant": "momcorp", "version": "main-42"}, deployment.Labels)
	require.Equal(t, deployment.Labels, deployment.Spec.Template.Labels)
	require.Equal(t, map[string]string{"app": "apiserver"}, deployment.Spec.Selector.MatchLabels)
}

func TestANewTagChangesTheDeploymentAndNothingElse(t *testing.T) {
	before, after := service(t), service(t, func(c *saas.ServiceConfig) { c.Image.Tag = "main-43" })
	for i, object := range before.objects {
		if object.Kind == "Deployment" {
			require.NotEqual(t, object, after.objects[i])
		} else {
			require.Equal(t, object, after.objects[i])
		}
	}
}

func TestPodsRestartWhenTheMappingOfSecretsChangesAndByReloaderWhenAValueDoes(t *testing.T) {
	deployment := service(t).deployment()
	require.Len(t, deployment.Spec.Template.Annotations["checksum/secrets"], 64)
	require.Equal(t, map[string]string{"reloader.stakater.com/auto": "true"}, deployment.Annotations)
}

func TestTheMarksOfARestartAreNoDifference(t *testing.T) {
	lifecycle := service(t).block("resource", "kubernetes_deployment_v1", "apiserver")["lifecycle"]
	require.Equal(t, map[string]any{"ignore_changes": []any{
		`spec[0].template[0].metadata[0].annotations["reloader.stakater.com/last-reloaded-from"]`,
		`spec[0].template[0].metadata[0].annotations["kubectl.kubernetes.io/restartedAt"]`,
	}}, lifecycle)
}

func TestSecretsFlagsAndTheIngressAreThereBeforeThePods(t *testing.T) {
	require.Equal(t, []any{
		"kubernetes_manifest.apiserver_secrets_3346BD43",
		"kubernetes_manifest.apiserver_feature-flags_81A0B30D",
		"kubernetes_ingress_v1.apiserver_ingress_35CAAFFF",
	}, service(t).block("resource", "kubernetes_deployment_v1", "apiserver")["depends_on"])
}

// Flags too, though a pod starts without them: a Secret that comes later restarts nothing.
func TestSecretsAndFlagsAreWaitedFor(t *testing.T) {
	s := service(t)
	for _, id := range []string{"apiserver_secrets", "apiserver_feature-flags"} {
		require.Equal(t, map[string]any{"condition": []any{map[string]any{"type": "Ready", "status": "True"}}},
			s.block("resource", "kubernetes_manifest", id)["wait"])
	}
}

func TestAnApplyWaitsForTheRollout(t *testing.T) {
	deployment := service(t).block("resource", "kubernetes_deployment_v1", "apiserver")
	require.Equal(t, true, deployment["wait_for_rollout"])
	require.Equal(t, map[string]any{"create": "12m", "update": "12m"}, deployment["timeouts"])
}

func TestAnApplyNeedNotWaitForTheRollout(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) { c.WaitForRollout = new(false) })
	require.Equal(t, false, s.block("resource", "kubernetes_deployment_v1", "apiserver")["wait_for_rollout"])
}

type identity map[string]string

func (i identity) ServiceAccountAnnotations() map[string]string { return i }

func TestTheServiceAccountCarriesTheIdentity(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) { c.Identity = identity{"iam.gke.io/gcp-service-account": "x"} })
	account := object[*corev1.ServiceAccount](s, "apiserver-sa")
	require.Equal(t, map[string]string{"iam.gke.io/gcp-service-account": "x"}, account.Annotations)
	require.False(t, *account.AutomountServiceAccountToken)
	require.Equal(t, "apiserver-sa", s.deployment().Spec.Template.Spec.ServiceAccountName)
}

func TestAServiceThatCallsKubernetesGetsItsToken(t *testing.T) {
	s := service(t, func(c *saas.ServiceConfig) { c.MountToken = true })
	require.True(t, *object[*corev1.ServiceAccount](s, "apiserver-sa").AutomountServiceAccountToken)
	require.True(t, *s.deployment().Spec.Template.Spec.AutomountServiceAccountToken)
}
