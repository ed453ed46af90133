// Package items is the app that the examples run: a FastAPI service, the same on every cluster.
package items

import saas "github.com/berth-platform/berth/constructs"

// Service is the app's configuration. Its pods are reached through a load balancer of their own.
func Service(namespace, tag string, replicas int, env map[string]string) *saas.ServiceConfig {
	return &saas.ServiceConfig{
		Namespace: namespace,
		Image:     saas.Image{Repository: "ghcr.io/mohamednourdine/fastapi-items", Tag: tag},
		Replicas:  &replicas,
		Env:       env,
		Probes: saas.Probes{
			Startup:   saas.Probe{Disabled: true}, // It starts in seconds: the delays below are enough.
			Readiness: saas.Probe{InitialDelaySeconds: new(10), PeriodSeconds: 5, FailureThreshold: 3},
			Liveness:  saas.Probe{InitialDelaySeconds: new(30), PeriodSeconds: 10, FailureThreshold: 3},
		},
		Resources: saas.Resources{
			Requests: saas.Requests{CPU: "100m", Memory: "128Mi"},
			Limits:   saas.Limits{CPU: "250m", Memory: "256Mi"},
		},
		Exposure: saas.NLB{},
	}
}
