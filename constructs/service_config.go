package constructs

// ServiceConfig is one service of one tenant.
type ServiceConfig struct {
	// What the Deployment, the Service and all that belongs to them is named after: 2 to 30 lower case letters,
	// digits and hyphens. Default: the construct's id.
	Name string `yaml:"-"`
	// Whose it is; the `tenant` label of all objects. Default: none.
	Tenant string `yaml:"-"`
	// The namespace that it stands in; it is made elsewhere, by [NewTenant] as a rule. Required.
	Namespace string `yaml:"-"`
	// What it runs. Required.
	Image Image `yaml:"image"`
	// Replaces the image's entry point. Default: the image's.
	Command []string `yaml:"command"`
	// Replaces the image's arguments. Default: the image's.
	Args []string `yaml:"args"`
	// The TCP port that the container listens on. The Service has it too, beside port 80. Default: 8000.
	Port int `yaml:"port"`
	// How many pods. Default: 1.
	Replicas *int `yaml:"replicas"`
	// Environment variables that are no secret. Default: none.
	Env map[string]string `yaml:"env"`
	// The SSM path below which all of the tenant's parameters stand, such as /ramparts/dev/tenants/momcorp: no other
	// path is read. Its service reads <prefix>/<name>/<KEY>. Required with Secrets; without it there are no feature
	// flags. Default: none.
	ParameterPrefix string `yaml:"-"`
	// Environment variables that are secrets: name to SSM path. Terraform sees the path and never the value.
	// An empty path is <ParameterPrefix>/<Name>/<KEY>. Default: none.
	Secrets map[string]string `yaml:"-"`
	// The feature flags: parameters named FEATURE_FLAG_* that become environment variables with no deploy.
	FeatureFlags FeatureFlags `yaml:"featureFlags"`
	// The External Secrets store that reads SSM.
	SecretStore SecretStore `yaml:"-"`
	// How often secrets and flags are read again: a Go duration, a minute at least, as each reading is a call to SSM
	// for each service. Default: 1h.
	RefreshInterval string `yaml:"refreshInterval"`
	// Containers beside the main one, in the same pod. Default: none.
	Sidecars []Sidecar `yaml:"-"`
	// The HTTP path that probes and load balancers ask for. Default: /health.
	HealthPath string `yaml:"healthPath"`
	// How the container is watched.
	Probes Probes `yaml:"probes"`
	// The main container's share of a node.
	Resources Resources `yaml:"resources"`
	// Writable or given directories beside /tmp, as the root file system is read-only. Default: none.
	Volumes []Volume `yaml:"-"`
	// How the world reaches it: [ALB], [NLB], or nil for inside the cluster only. Default: nil.
	Exposure Exposure `yaml:"-"`
	// The cloud identity of its pods, such as an eks.PodRole. Default: none.
	Identity Identity `yaml:"-"`
	// Mounts the service account's token, for a service that calls the Kubernetes API. Default: false.
	MountToken bool `yaml:"mountToken"`
	// Whether an apply waits until the new pods are ready, and fails when they do not become so. Default: true.
	WaitForRollout *bool `yaml:"waitForRollout"`
}

// Sidecar is a container that runs in the same pod, hardened like the main one.
type Sidecar struct {
	// The container's name, no other in the pod having it. Required.
	Name string `yaml:"-"`
	// What it runs. Required.
	Image Image `yaml:"image"`
	// Replaces the image's entry point. Default: the image's.
	Command []string `yaml:"command"`
	// Replaces the image's arguments. Default: the image's.
	Args []string `yaml:"args"`
	// The TCP port that it listens on; the pod's Service has it too. Default: none.
	Port int `yaml:"port"`
	// The path of the service's own host that the ALB sends to this container. It needs a Port. Default: none.
	IngressPath string `yaml:"ingressPath"`
	// Environment variables that are no secret. Default: none.
	Env map[string]string `yaml:"env"`
	// Which of the service's Secrets it gets as environment variables. Default: none.
	Secrets []string `yaml:"secrets"`
	// Its share of a node.
	Resources Resources `yaml:"resources"`
	// Writable or given directories beside its own /tmp. Default: none.
	Volumes []Volume `yaml:"-"`
}

// FeatureFlags says where a service's flags are found.
type FeatureFlags struct {
	// The SSM path whose direct children named FEATURE_FLAG_* are the flags. Default: <ParameterPrefix>/<Name>.
	Prefix string `yaml:"prefix"`
	// Looks for no flags. Default: false.
	Disabled bool `yaml:"disabled"`
}

// SecretStore is an External Secrets store that is there already.
type SecretStore struct {
	// ClusterSecretStore or SecretStore. Default: ClusterSecretStore.
	Kind string `yaml:"kind"`
	// The store's name. Default: aws-ssm.
	Name string `yaml:"name"`
}

// Probes are HTTP requests for the health path of the main container.
type Probes struct {
	// Runs first, and alone: the others start once it has passed, so that a slow boot is not killed halfway.
	// Five minutes unless said otherwise.
	Startup Probe `yaml:"startup"`
	// Restarts the container when it fails.
	Liveness Probe `yaml:"liveness"`
	// Takes the pod out of the Service while it fails.
	Readiness Probe `yaml:"readiness"`
}

// Probe is the timing of one probe. The numbers of Startup, Liveness and Readiness differ, in that order.
type Probe struct {
	// Seconds from the container's start to the first request. Default: 0, 15, 5.
	InitialDelaySeconds *int `yaml:"initialDelaySeconds"`
	// Seconds between requests. Default: 5, 10, 5.
	PeriodSeconds int `yaml:"periodSeconds"`
	// Seconds until a request counts as failed. Default: 2, 5, 3.
	TimeoutSeconds int `yaml:"timeoutSeconds"`
	// Failures in a row that count as one. Default: 60, 3, 3.
	FailureThreshold int `yaml:"failureThreshold"`
	// Leaves the probe out. Default: false.
	Disabled bool `yaml:"disabled"`
}

// Resources is a container's share of a node, in Kubernetes quantities.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
type Resources struct {
	// What the scheduler sets aside.
	Requests Requests `yaml:"requests"`
	// What the container may use at most.
	Limits Limits `yaml:"limits"`
}

// Requests is what a container is sure to get.
type Requests struct {
	// Cores. Default: 100m.
	CPU string `yaml:"cpu"`
	// Bytes. Default: 128Mi.
	Memory string `yaml:"memory"`
}

// Limits is what a container gets at most.
type Limits struct {
	// Cores; `none` for no limit. Default: 500m.
	CPU string `yaml:"cpu"`
	// Bytes. Default: 512Mi.
	Memory string `yaml:"memory"`
}

// NoLimit as a CPU limit lets a container use what its node has to spare.
const NoLimit = "none"

// Volume is a directory that is mounted into one container.
type Volume struct {
	// Where: an absolute path. Required.
	MountPath string
	// What is there. Default: an EmptyDir, which is writable and gone with the pod.
	Source VolumeSource
	// Mounts it read-only; a ConfigMap and a SecretFiles always are. Default: false.
	ReadOnly bool
}

// VolumeSource is what a volume holds: an [EmptyDir], a [ConfigMap] or [SecretFiles].
type VolumeSource interface{ volumeSource() }

// EmptyDir is a writable directory that is empty when the pod starts.
type EmptyDir struct {
	// Bytes as a Kubernetes quantity; a pod that writes more is evicted. Default: the node's disk.
	SizeLimit string
}

// ConfigMap is the name of a ConfigMap in the service's namespace, whose keys are the files.
type ConfigMap string

// SecretFiles is the name of a Secret in the service's namespace, whose keys are the files.
type SecretFiles string

func (EmptyDir) volumeSource()    {}
func (ConfigMap) volumeSource()   {}
func (SecretFiles) volumeSource() {}

// Identity is what a cloud knows a service's pods as.
type Identity interface {
	// ServiceAccountAnnotations are the annotations that tie the pods' service account to the cloud's identity.
	ServiceAccountAnnotations() map[string]string
}

// Exposure is how the world reaches a service: an [ALB] or an [NLB].
type Exposure interface{ exposure() }

// ALB gives the service a host and paths on an AWS Application Load Balancer that it shares with its group.
// The AWS Load Balancer Controller makes the load balancer.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
type ALB struct {
	// The host name. Required.
	Host string `yaml:"host"`
	// The path prefixes that are the main container's. Default: /.
	Paths []string `yaml:"paths"`
	// The ACM certificate. Required.
	CertificateARN string `yaml:"certificateArn"`
	// The IngressGroup: all Ingresses of a group are one load balancer. Default: shared.
	Group string `yaml:"group"`
	// The place of these rules among the group's, -1000 to 1000, lower first, then by namespace and name. Default: 0.
	GroupOrder int `yaml:"groupOrder"`
	// internet-facing or internal. Default: internet-facing.
	Scheme string `yaml:"scheme"`
	// The IngressClass. Default: alb.
	Class string `yaml:"class"`
	// Listens on port 80 as well, and sends it on to 443. Default: false.
	RedirectHTTP bool `yaml:"redirectHttp"`
	// The load balancer's security policy, such as ELBSecurityPolicy-TLS13-1-2-2021-06. Default: the controller's.
	TLSPolicy string `yaml:"tlsPolicy"`
	// Further annotations of the Ingress; the ones that Berth sets cannot be replaced. Default: none.
	Annotations map[string]string `yaml:"annotations"`
}

// NLB makes the service's own AWS Network Load Balancer, by a Service of type LoadBalancer.
// https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
type NLB struct {
	// The port that it listens on. Default: 80.
	Port int `yaml:"port"`
	// Further annotations of the Service; the ones that Berth sets cannot be replaced. Default: none.
	Annotations map[string]string `yaml:"annotations"`
}

func (ALB) exposure() {}
func (NLB) exposure() {}
