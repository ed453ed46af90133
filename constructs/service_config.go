package constructs

// ServiceConfig is one service of one tenant.
type ServiceConfig struct {
	// What the Deployment, the Service and all that belongs to them is named after: 2 to 30 lower case letters,
	// digits and hyphens. Default: the construct's id.
	Name string `json:"-"`
	// Whose it is; the `tenant` label of all objects. Default: none.
	Tenant string `json:"-"`
	// The namespace that it stands in; it is made elsewhere, by [NewTenant] as a rule. Required.
	Namespace string `json:"-"`
	// What it runs. Required.
	Image Image `json:"image,omitzero"`
	// Replaces the image's entry point. Default: the image's.
	Command []string `json:"command,omitempty"`
	// Replaces the image's arguments. Default: the image's.
	Args []string `json:"args,omitempty"`
	// The TCP port that the container listens on. The Service has it too, beside port 80, unless it is an NLB.
	// Default: 8000.
	Port int `json:"port,omitempty"`
	// How many pods. Default: 1.
	Replicas *int `json:"replicas,omitempty"`
	// Leaves the number of pods to an autoscaler: Replicas is where it starts, and an apply does not reset it.
	// Default: false.
	Autoscaled bool `json:"autoscaled,omitempty"`
	// Environment variables that are no secret. To Terraform ${ starts an expression: write $${ for the text.
	// Default: none.
	Env map[string]string `json:"env,omitempty"`
	// The SSM path below which all of the tenant's parameters stand, such as /ramparts/dev/tenants/momcorp: no other
	// path is read. Its service reads <prefix>/<name>/<KEY>. Required with Secrets; without it there are no feature
	// flags. Default: none.
	ParameterPrefix string `json:"-"`
	// Environment variables that are secrets: name to SSM path. Terraform sees the path and never the value.
	// An empty path is <ParameterPrefix>/<Name>/<KEY>. Default: none.
	Secrets map[string]string `json:"-"`
	// The feature flags: parameters named FEATURE_FLAG_* that become environment variables with no deploy.
	FeatureFlags FeatureFlags `json:"featureFlags,omitzero"`
	// The External Secrets store that reads SSM.
	SecretStore SecretStore `json:"-"`
	// How often secrets and flags are read again: a Go duration, a minute at least, as each reading is a call to SSM
	// for each service. Default: 1h.
	RefreshInterval string `json:"refreshInterval,omitempty"`
	// Containers beside the main one, in the same pod. Default: none.
	Sidecars []Sidecar `json:"-"`
	// The HTTP path that probes and load balancers ask for. Default: /health.
	HealthPath string `json:"healthPath,omitempty"`
	// How the container is watched.
	Probes Probes `json:"probes,omitzero"`
	// The main container's share of a node.
	Resources Resources `json:"resources,omitzero"`
	// Writable or given directories beside /tmp, as the root file system is read-only. Default: none.
	Volumes []Volume `json:"-"`
	// How the world reaches it: [ALB], [NLB], or nil for inside the cluster only. Default: nil.
	Exposure Exposure `json:"-"`
	// The cloud identity of its pods, such as an eks.PodRole. Default: none.
	Identity Identity `json:"-"`
	// Mounts the service account's token, for a service that calls the Kubernetes API. Default: false.
	MountToken bool `json:"mountToken,omitempty"`
	// Whether an apply waits until the new pods are ready, and fails when they do not become so. Default: true.
	WaitForRollout *bool `json:"waitForRollout,omitempty"`
}

// Sidecar is a container that runs in the same pod, hardened like the main one.
type Sidecar struct {
	// The container's name, no other in the pod having it. Required.
	Name string `json:"-"`
	// What it runs. Required.
	Image Image `json:"image,omitzero"`
	// Replaces the image's entry point. Default: the image's.
	Command []string `json:"command,omitempty"`
	// Replaces the image's arguments. Default: the image's.
	Args []string `json:"args,omitempty"`
	// The TCP port that it listens on; the pod's Service has it too, unless it is an NLB. Default: none.
	Port int `json:"port,omitempty"`
	// The path of the service's own host that the ALB sends to this container. It needs a Port. Default: none.
	IngressPath string `json:"ingressPath,omitempty"`
	// Environment variables that are no secret. Default: none.
	Env map[string]string `json:"env,omitempty"`
	// Which of the service's Secrets it gets as environment variables. Default: none.
	Secrets []string `json:"secrets,omitempty"`
	// Its share of a node.
	Resources Resources `json:"resources,omitzero"`
	// Writable or given directories beside its own /tmp. Default: none.
	Volumes []Volume `json:"-"`
}

// FeatureFlags says where a service's flags are found.
type FeatureFlags struct {
	// The SSM path whose direct children named FEATURE_FLAG_* are the flags. Default: <ParameterPrefix>/<Name>.
	Prefix string `json:"prefix,omitempty"`
	// Looks for no flags. Default: false; true without a ParameterPrefix.
	Disabled bool `json:"disabled,omitempty"`
}

// SecretStore is the External Secrets store that a service's secrets and flags come by: its tenant's own, or another that is
// there already. A ClusterSecretStore reads for every tenant.
type SecretStore struct {
	// SecretStore or ClusterSecretStore. Default: SecretStore.
	Kind string `json:"kind,omitempty" jsonschema:"enum=ClusterSecretStore,enum=SecretStore"`
	// The store's name. Default: aws-ssm.
	Name string `json:"name,omitempty"`
}

// Probes are HTTP requests for the health path of the main container.
type Probes struct {
	// Runs first, and alone: the others start once it has passed, so that a slow boot is not killed halfway.
	// Five minutes unless said otherwise.
	Startup Probe `json:"startup,omitzero"`
	// Restarts the container when it fails.
	Liveness Probe `json:"liveness,omitzero"`
	// Takes the pod out of the Service while it fails.
	Readiness Probe `json:"readiness,omitzero"`
}

// Probe is the timing of one probe. The numbers of Startup, Liveness and Readiness differ, in that order.
type Probe struct {
	// Seconds from the container's start to the first request. Default: 0, 15, 5.
	InitialDelaySeconds *int `json:"initialDelaySeconds,omitempty"`
	// Seconds between requests. Default: 5, 10, 5.
	PeriodSeconds int `json:"periodSeconds,omitempty"`
	// Seconds until a request counts as failed. Default: 2, 5, 3.
	TimeoutSeconds int `json:"timeoutSeconds,omitempty"`
	// Failures in a row that count as one. Default: 60, 3, 3.
	FailureThreshold int `json:"failureThreshold,omitempty"`
	// Leaves the probe out. Default: false.
	Disabled bool `json:"disabled,omitempty"`
}

// Resources is a container's share of a node, in Kubernetes quantities.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
type Resources struct {
	// What the scheduler sets aside.
	Requests Requests `json:"requests,omitzero"`
	// What the container may use at most.
	Limits Limits `json:"limits,omitzero"`
}

// Requests is what a container is sure to get.
type Requests struct {
	// Cores. Default: 100m.
	CPU string `json:"cpu,omitempty"`
	// Bytes. Default: 128Mi.
	Memory string `json:"memory,omitempty"`
}

// Limits is what a container gets at most.
type Limits struct {
	// Cores; `none` for no limit. Default: 500m.
	CPU string `json:"cpu,omitempty"`
	// Bytes. Default: 512Mi.
	Memory string `json:"memory,omitempty"`
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
type VolumeSource interface{ volumeSource() VolumeSource }

// EmptyDir is a writable directory that is empty when the pod starts.
type EmptyDir struct {
	// Bytes as a Kubernetes quantity; a pod that writes more is evicted. Default: the node's disk.
	SizeLimit string
}

// ConfigMap is the name of a ConfigMap in the service's namespace, whose keys are the files.
type ConfigMap string

// SecretFiles is the name of a Secret in the service's namespace, whose keys are the files.
type SecretFiles string

// Each gives itself as a value, also where its user gives a pointer.
func (e EmptyDir) volumeSource() VolumeSource    { return e }
func (c ConfigMap) volumeSource() VolumeSource   { return c }
func (s SecretFiles) volumeSource() VolumeSource { return s }

// Identity is what a cloud knows a service's pods as. One that also has a method Policies() []cdktf.ITerraformDependable
// is whole when those are there: pods start after them, and stop before them.
type Identity interface {
	// ServiceAccountAnnotations are the annotations that tie the pods' service account to the cloud's identity.
	ServiceAccountAnnotations() map[string]string
}

// Exposure is how the world reaches a service: an [ALB] or an [NLB].
type Exposure interface{ exposure() Exposure }

// ALB gives the service a host and paths on an AWS Application Load Balancer that it shares with its group.
// The AWS Load Balancer Controller makes the load balancer.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
type ALB struct {
	// The host name. Required.
	Host string `json:"host,omitempty"`
	// The path prefixes that are the main container's. Default: /.
	Paths []string `json:"paths,omitempty"`
	// The ACM certificate. Required.
	CertificateARN string `json:"certificateArn,omitempty"`
	// The IngressGroup: all Ingresses of a group are one load balancer. Default: shared.
	Group string `json:"group,omitempty"`
	// The place of these rules among the group's, -1000 to 1000, lower first, then by namespace and name. Default: 0.
	GroupOrder int `json:"-"`
	// internet-facing or internal. Default: internet-facing.
	Scheme string `json:"scheme,omitempty" jsonschema:"enum=internet-facing,enum=internal"`
	// The IngressClass. Default: alb.
	Class string `json:"class,omitempty"`
	// Leaves the group, the scheme, the certificate and the TLS policy to the class, as [NewIngressClass] makes one: the
	// fields above are what it is known to say. Default: false.
	FixedByClass bool `json:"-"`
	// Listens on port 80 as well, and sends it on to 443. Default: false.
	RedirectHTTP bool `json:"redirectHttp,omitempty"`
	// The load balancer's security policy, such as ELBSecurityPolicy-TLS13-1-2-2021-06. Default: the controller's.
	TLSPolicy string `json:"tlsPolicy,omitempty"`
	// Further annotations of the Ingress; the ones that Berth sets cannot be replaced. Default: none.
	Annotations map[string]string `json:"annotations,omitempty"`
}

// NLB makes the service's own AWS Network Load Balancer, by a Service of type LoadBalancer.
// https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
type NLB struct {
	// The port that it listens on. Default: 80.
	Port int `json:"port,omitempty"`
	// internet-facing or internal. Default: internet-facing.
	Scheme string `json:"scheme,omitempty" jsonschema:"enum=internet-facing,enum=internal"`
	// Further annotations of the Service; the ones that Berth sets cannot be replaced. Default: none.
	Annotations map[string]string `json:"annotations,omitempty"`
}

// Each gives itself as a value, also where its user gives a pointer.
func (a ALB) exposure() Exposure { return a }
func (n NLB) exposure() Exposure { return n }
