package constructs

import (
	"maps"
	"slices"
)

// withDefaults is a copy with every default filled in. What the caller holds is never written to.
func (c ServiceConfig) withDefaults() ServiceConfig {
	c.Port = or(c.Port, 8000)
	c.Replicas = orPointer(c.Replicas, 1)
	c.HealthPath = or(c.HealthPath, "/health")
	c.RefreshInterval = or(c.RefreshInterval, "1h")
	c.WaitForRollout = orPointer(c.WaitForRollout, true)
	c.SecretStore.Kind = or(c.SecretStore.Kind, "ClusterSecretStore")
	c.SecretStore.Name = or(c.SecretStore.Name, "aws-ssm")
	c.Probes = c.Probes.withDefaults()
	c.Resources = c.Resources.withDefaults()
	c.Secrets = maps.Clone(c.Secrets)
	for key, path := range c.Secrets {
		c.Secrets[key] = or(path, c.ParameterPrefix+"/"+c.Name+"/"+key)
	}
	c.FeatureFlags.Disabled = c.FeatureFlags.Disabled || c.ParameterPrefix == ""
	if !c.FeatureFlags.Disabled {
		c.FeatureFlags.Prefix = or(c.FeatureFlags.Prefix, c.ParameterPrefix+"/"+c.Name)
	}
	c.Volumes = volumesWithDefaults(c.Volumes)
	c.Sidecars = slices.Clone(c.Sidecars)
	for i := range c.Sidecars {
		c.Sidecars[i].Resources = c.Sidecars[i].Resources.withDefaults()
		c.Sidecars[i].Volumes = volumesWithDefaults(c.Sidecars[i].Volumes)
	}
	switch exposure := c.Exposure.(type) {
	case ALB:
		c.Exposure = exposure.withDefaults()
	case NLB:
		c.Exposure = exposure.withDefaults()
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
	p.PeriodSeconds = or(p.PeriodSeconds, period)
	p.TimeoutSeconds = or(p.TimeoutSeconds, timeout)
	p.FailureThreshold = or(p.FailureThreshold, failures)
	return p
}

func (r Resources) withDefaults() Resources {
	return Resources{
		Requests: Requests{CPU: or(r.Requests.CPU, "100m"), Memory: or(r.Requests.Memory, "128Mi")},
		Limits:   Limits{CPU: or(r.Limits.CPU, "500m"), Memory: or(r.Limits.Memory, "512Mi")},
	}
}

func volumesWithDefaults(volumes []Volume) []Volume {
	volumes = slices.Clone(volumes)
	for i, volume := range volumes {
		switch volume.Source.(type) {
		case nil:
			volumes[i].Source = EmptyDir{}
		case ConfigMap, SecretFiles:
			volumes[i].ReadOnly = true
		}
	}
	return volumes
}

func (a ALB) withDefaults() ALB {
	if len(a.Paths) == 0 {
		a.Paths = []string{"/"}
	}
	a.Group = or(a.Group, "shared")
	a.Scheme = or(a.Scheme, "internet-facing")
	a.Class = or(a.Class, "alb")
	return a
}

func (n NLB) withDefaults() NLB {
	n.Port = or(n.Port, 80)
	return n
}

func or[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// orPointer gives a fresh pointer: the caller's own is never shared.
func orPointer[T any](value *T, fallback T) *T {
	if value != nil {
		fallback = *value
	}
	return &fallback
}
