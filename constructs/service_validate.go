package constructs

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/berth-platform/berth/internal/check"
)

// Validate reports every problem of the service as a *FieldError, joined. It starts no Node and makes no construct.
func (c *ServiceConfig) Validate() error {
	var p check.Problems
	v := serviceRules{ServiceConfig: c.withDefaults(), Problems: &p}
	v.names()
	p.Within("image", v.Image.Validate())
	v.numbers()
	v.environment()
	v.parameters()
	v.ports()
	v.sidecars()
	v.Probes.validate(&p)
	v.Resources.validate(&p, "resources")
	validateVolumes(&p, "volumes", v.Volumes)
	v.exposure()
	return p.Err()
}

// serviceRules holds the rules of a whole service; each is about a few fields that belong together.
type serviceRules struct {
	ServiceConfig
	*check.Problems
}

func (v serviceRules) names() {
	v.ID("name", v.Name)
	if v.Tenant != "" {
		v.ID("tenant", v.Tenant)
	}
	if v.Require("namespace", v.Namespace, "give the name of a namespace that is made elsewhere, such as by NewTenant") {
		validateName(v.Problems, "namespace", v.Namespace, validation.IsDNS1123Label)
	}
}

func (v serviceRules) numbers() {
	if *v.Replicas < 0 {
		v.Add("replicas", fmt.Sprintf("%d is below zero", *v.Replicas), "write how many pods there are to be")
	}
	if interval, err := time.ParseDuration(v.RefreshInterval); err != nil || interval < time.Minute {
		v.Add("refreshInterval", fmt.Sprintf("%q is no duration of a minute or more", v.RefreshInterval), "write one such as 15m or 1h")
	}
	if !strings.HasPrefix(v.HealthPath, "/") {
		v.Add("healthPath", fmt.Sprintf("%q does not start with a slash", v.HealthPath), "write a path such as /health")
	}
}

func (v serviceRules) environment() {
	v.variables("env", v.Env)
	v.variables("secrets", v.Secrets)
	for _, key := range sortedKeys(v.Secrets) {
		if _, twice := v.Env[key]; twice {
			v.Add("secrets."+key, "is in env too", "keep it in secrets and take it out of env")
		}
	}
}

func (v serviceRules) variables(path string, variables map[string]string) {
	for _, name := range sortedKeys(variables) {
		if problems := validation.IsEnvVarName(name); problems != nil {
			v.Add(path+"."+name, fmt.Sprintf("%q is no name of an environment variable", name), "write one such as DATABASE_URL")
		}
	}
}

const hintPrefix = "write it as /<platform>/<environment>/tenants/<tenant>"

// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
var parameterPath = regexp.MustCompile(`^(/[A-Za-z0-9_.-]+)+$`)

func (v serviceRules) parameters() {
	v.OneOf("secretStore.kind", v.SecretStore.Kind, "ClusterSecretStore", "SecretStore")
	validateName(v.Problems, "secretStore.name", v.SecretStore.Name, validation.IsDNS1123Subdomain)
	switch {
	case v.ParameterPrefix == "" && len(v.Secrets) > 0:
		v.Add("parameterPrefix", "is missing, and secrets are read below it", hintPrefix)
		return
	case v.ParameterPrefix != "" && !parameterPath.MatchString(v.ParameterPrefix):
		v.Add("parameterPrefix", fmt.Sprintf("%q is no path of parameters", v.ParameterPrefix), hintPrefix)
		return
	}
	own := v.ParameterPrefix + "/" + v.Name
	for _, key := range sortedKeys(v.Secrets) {
		v.parameter("secrets."+key, v.Secrets[key], own+"/DATABASE_URL")
	}
	if !v.FeatureFlags.Disabled {
		v.parameter("featureFlags.prefix", v.FeatureFlags.Prefix, own)
	}
}

func (v serviceRules) parameter(at, parameter, example string) {
	hint := fmt.Sprintf("write a path below %s, such as %s", v.ParameterPrefix, example)
	switch {
	case !parameterPath.MatchString(parameter) || path.Clean(parameter) != parameter:
		v.Add(at, fmt.Sprintf("%q is no path of a parameter", parameter), hint)
	case !strings.HasPrefix(parameter, v.ParameterPrefix+"/"):
		v.Add(at, fmt.Sprintf("%s is outside the tenant's own parameters", parameter), hint)
	}
}

func (v serviceRules) ports() {
	v.TCPPort("port", v.Port)
	taken := map[int]string{servicePort: "the Service itself", v.Port: "the main container"}
	for i, sidecar := range v.Sidecars {
		if sidecar.Port == 0 {
			continue
		}
		path := check.Index("sidecars", i) + ".port"
		v.TCPPort(path, sidecar.Port)
		if owner, twice := taken[sidecar.Port]; twice {
			v.Add(path, fmt.Sprintf("%d is the port of %s", sidecar.Port, owner), "give each container of the pod a port of its own")
		}
		taken[sidecar.Port] = "sidecar " + sidecar.Name
	}
}

func (v serviceRules) sidecars() {
	names := map[string]bool{v.Name: true}
	for i, sidecar := range v.Sidecars {
		path := check.Index("sidecars", i)
		v.ID(path+".name", sidecar.Name)
		if names[sidecar.Name] {
			v.Add(path+".name", fmt.Sprintf("%q is the name of another container of the pod", sidecar.Name), "give each container its own name")
		}
		names[sidecar.Name] = true
		v.Within(path+".image", sidecar.Image.Validate())
		v.variables(path+".env", sidecar.Env)
		v.sidecarSecrets(path, sidecar)
		sidecar.Resources.validate(v.Problems, path+".resources")
		validateVolumes(v.Problems, path+".volumes", sidecar.Volumes)
	}
}

func (v serviceRules) sidecarSecrets(path string, sidecar Sidecar) {
	for i, key := range sidecar.Secrets {
		at := check.Index(path+".secrets", i)
		if _, known := v.Secrets[key]; !known {
			v.Add(at, fmt.Sprintf("%q is none of the service's secrets", key), "list it under the service's secrets as well")
		}
		if _, twice := sidecar.Env[key]; twice {
			v.Add(at, fmt.Sprintf("%q is in the sidecar's env too", key), "keep it in secrets and take it out of env")
		}
	}
}

func (p Probes) validate(problems *check.Problems) {
	p.Startup.validate(problems, "probes.startup")
	p.Liveness.validate(problems, "probes.liveness")
	p.Readiness.validate(problems, "probes.readiness")
}

func (p Probe) validate(problems *check.Problems, path string) {
	least := func(field string, value, least int) {
		if value < least {
			problems.Add(path+"."+field, fmt.Sprintf("%d is below %d", value, least), "write whole seconds or attempts")
		}
	}
	least("initialDelaySeconds", *p.InitialDelaySeconds, 0)
	least("periodSeconds", p.PeriodSeconds, 1)
	least("timeoutSeconds", p.TimeoutSeconds, 1)
	least("failureThreshold", p.FailureThreshold, 1)
}

func (r Resources) validate(p *check.Problems, path string) {
	cpu, cpuOK := quantity(p, path+".requests.cpu", r.Requests.CPU, "100m")
	memory, memoryOK := quantity(p, path+".requests.memory", r.Requests.Memory, "128Mi")
	if r.Limits.CPU != NoLimit {
		limit, ok := quantity(p, path+".limits.cpu", r.Limits.CPU, "500m or none")
		within(p, path+".limits.cpu", "requests.cpu", cpu, limit, cpuOK && ok)
	}
	limit, ok := quantity(p, path+".limits.memory", r.Limits.Memory, "512Mi")
	within(p, path+".limits.memory", "requests.memory", memory, limit, memoryOK && ok)
}

func quantity(p *check.Problems, path, text, example string) (resource.Quantity, bool) {
	parsed, err := resource.ParseQuantity(text)
	if err != nil || parsed.Sign() <= 0 {
		p.Add(path, fmt.Sprintf("%q is no quantity", text), "write one such as "+example)
		return parsed, false
	}
	return parsed, true
}

func within(p *check.Problems, path, requested string, request, limit resource.Quantity, known bool) {
	if known && request.Cmp(limit) > 0 {
		p.Add(path, fmt.Sprintf("%s is below the %s that %s asks for", &limit, &request, requested), "raise the limit or lower the request")
	}
}

func validateVolumes(p *check.Problems, at string, volumes []Volume) {
	taken := map[string]bool{"/tmp": true}
	for i, volume := range volumes {
		path := check.Index(at, i)
		volume.validatePath(p, path+".mountPath", taken)
		taken[volume.MountPath] = true
		volume.validateSource(p, path)
	}
}

func (v Volume) validatePath(p *check.Problems, at string, taken map[string]bool) {
	const hint = "write an absolute path such as /app/run"
	switch {
	case !p.Require(at, v.MountPath, hint):
	case !path.IsAbs(v.MountPath) || path.Clean(v.MountPath) != v.MountPath || v.MountPath == "/" || strings.Contains(v.MountPath, ":"):
		p.Add(at, fmt.Sprintf("%q is no path to mount at", v.MountPath), hint)
	case taken[v.MountPath]:
		p.Add(at, v.MountPath+" is mounted already", "mount each path once; /tmp is there without being asked for")
	}
}

func (v Volume) validateSource(p *check.Problems, at string) {
	switch source := v.Source.(type) {
	case EmptyDir:
		if source.SizeLimit != "" {
			quantity(p, at+".sizeLimit", source.SizeLimit, "256Mi")
		}
	case ConfigMap:
		validateName(p, at+".configMap", string(source), validation.IsDNS1123Subdomain)
	case SecretFiles:
		validateName(p, at+".secret", string(source), validation.IsDNS1123Subdomain)
	}
}

// validateName holds a name against one of Kubernetes' own rules.
func validateName(p *check.Problems, at, name string, rule func(string) []string) {
	if rule(name) != nil && !check.IsToken(name) {
		p.Add(at, fmt.Sprintf("%q is not a name in Kubernetes", name), "write lower case letters, digits and hyphens, such as tenant-acme")
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
