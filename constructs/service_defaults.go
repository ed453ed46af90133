package constructs

import (
	"cmp"
	"maps"
	"slices"
)

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (c ServiceConfig) withDefaults() ServiceConfig {
	c.Port = cmp.Or(c.Port, 8000)
	c.Replicas = orPointer(c.Replicas, 1)
	c.HealthPath = cmp.Or(c.HealthPath, "/health")
	c.RefreshInterval = cmp.Or(c.RefreshInterval, "1h")
	c.WaitForRollout = orPointer(c.WaitForRollout, true)
	c.SecretStore.Kind = cmp.Or(c.SecretStore.Kind, "SecretStore")
	c.SecretStore.Name = cmp.Or(c.SecretStore.Name, SecretStoreName)
	c.Probes = c.Probes.withDefaults()
	c.Resources = c.Resources.withDefaults()
	c.Secrets = maps.Clone(c.Secrets)
	for key, path := range c.Secrets {
		c.Secrets[key] = cmp.Or(path, c.ParameterPrefix+"/"+c.Name+"/"+key)
	}
	c.FeatureFlags.Disabled = c.FeatureFlags.Disabled || c.ParameterPrefix == ""
	if !c.FeatureFlags.Disabled {
		c.FeatureFlags.Prefix = cmp.Or(c.FeatureFlags.Prefix, c.ParameterPrefix+"/"+c.Name)
	}
	c.Volumes = volumesWithDefaults(c.Volumes)
	c.Sidecars = slices.Clone(c.Sidecars)
	for i := range c.Sidecars {
		c.Sidecars[i].Resources = c.Sidecars[i].Resources.withDefaults()
		c.Sidecars[i].Volumes = volumesWithDefaults(c.Sidecars[i].Volumes)
	}
	if c.Exposure != nil {
		c.Exposure = exposureWithDefaults(c.Exposure.exposure())
	}
	return c
}

func (p Probes) withDefaults() Probes {
	return Probes{
		Startup:   p.Startup.withDefaults(0, 5, 2, 60),
		Liveness:  p.Liveness.withDefaults(15, 10, 5, 3),
		Readiness: p.Readiness.withDefaults(5, 5, 3, 3),
	}
}

func (p Probe) withDefaults(delay, period, timeout, failures int) Probe {
	p.InitialDelaySeconds = orPointer(p.InitialDelaySeconds, delay)
	p.PeriodSeconds = cmp.Or(p.PeriodSeconds, period)
	p.TimeoutSeconds = cmp.Or(p.TimeoutSeconds, timeout)
	p.FailureThreshold = cmp.Or(p.FailureThreshold, failures)
	return p
}

// What a container has that asks for nothing, in a tenant's namespace also one that another injects.
const (
	defaultCPURequest    = "100m"
	defaultMemoryRequest = "128Mi"
	defaultMemoryLimit   = "512Mi"
)

func (r Resources) withDefaults() Resources {
	return Resources{
		Requests: Requests{CPU: cmp.Or(r.Requests.CPU, defaultCPURequest), Memory: cmp.Or(r.Requests.Memory, defaultMemoryRequest)},
		Limits:   Limits{CPU: cmp.Or(r.Limits.CPU, "500m"), Memory: cmp.Or(r.Limits.Memory, defaultMemoryLimit)},
	}
}

func volumesWithDefaults(volumes []Volume) []Volume {
	volumes = slices.Clone(volumes)
	for i, volume := range volumes {
		if volume.Source == nil {
			volume.Source = EmptyDir{}
		}
		volumes[i].Source = volume.Source.volumeSource()
		if _, writable := volumes[i].Source.(EmptyDir); !writable {
			volumes[i].ReadOnly = true
		}
	}
	return volumes
}

func exposureWithDefaults(exposure Exposure) Exposure {
	switch exposure := exposure.(type) {
	case ALB:
		return exposure.withDefaults()
	case NLB:
		return exposure.withDefaults()
	}
	return exposure
}

func (a ALB) withDefaults() ALB {
	if len(a.Paths) == 0 {
		a.Paths = []string{"/"}
	}
	a.Group = cmp.Or(a.Group, "shared")
	a.Scheme = cmp.Or(a.Scheme, "internet-facing")
	a.Class = cmp.Or(a.Class, "alb")
	return a
}

func (n NLB) withDefaults() NLB {
	n.Port = cmp.Or(n.Port, 80)
	n.Scheme = cmp.Or(n.Scheme, "internet-facing")
	return n
}

// orPointer gives a fresh pointer: the caller's own is never shared.
func orPointer[T any](value *T, fallback T) *T {
	if value != nil {
		fallback = *value
	}
	return &fallback
}
