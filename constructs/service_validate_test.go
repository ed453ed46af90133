package constructs

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAServiceThatHasEverythingIsValid(t *testing.T) {
	require.NoError(t, config().Validate())
}

func TestAServiceThatLeavesOutAllButItsImageIsValid(t *testing.T) {
	c := &ServiceConfig{Name: "web", Namespace: "default", Image: Image{Repository: "ghcr.io/acme/web", Tag: "v1"}}
	require.NoError(t, c.Validate())
}

func TestEachMistakeInAServiceIsNamed(t *testing.T) {
	const (
		hintName   = "write 2 to 30 lower case letters, digits and hyphens, a letter first, no hyphen last, such as apiserver"
		hintSecret = "write a path below /ramparts/dev/tenants/momcorp, such as /ramparts/dev/tenants/momcorp/apiserver/DATABASE_URL"
	)
	tests := map[string]struct {
		change func(*ServiceConfig)
		want   string
	}{
		"a name of one letter":           {func(c *ServiceConfig) { c.Name = "a" }, `name: "a" is not a valid name; ` + hintName},
		"a name of 31 letters":           {func(c *ServiceConfig) { c.Name = strings.Repeat("a", 31) }, `name: "` + strings.Repeat("a", 31) + `" is not a valid name; ` + hintName},
		"a name with a hyphen last":      {func(c *ServiceConfig) { c.Name = "api-" }, `name: "api-" is not a valid name; ` + hintName},
		"a name in capitals":             {func(c *ServiceConfig) { c.Name = "API" }, `name: "API" is not a valid name; ` + hintName},
		"a tenant with an underscore":    {func(c *ServiceConfig) { c.Tenant = "mom_corp" }, `tenant: "mom_corp" is not a valid name; ` + hintName},
		"no namespace":                   {func(c *ServiceConfig) { c.Namespace = "" }, "namespace: is missing; give the name of a namespace that is made elsewhere, such as by NewTenant"},
		"latest":                         {func(c *ServiceConfig) { c.Image.Tag = "latest" }, `image.tag: "latest" is mutable; pin a tag that never moves, such as main-42, v1.4.0 or a commit`},
		"latest in a sidecar":            {func(c *ServiceConfig) { c.Sidecars[0].Image.Tag = "latest" }, `sidecars[0].image.tag: "latest" is mutable; pin a tag that never moves, such as main-42, v1.4.0 or a commit`},
		"a port above 65535":             {func(c *ServiceConfig) { c.Port = 65536 }, "port: 65536 is not a port; write a number from 1 to 65535"},
		"a negative port":                {func(c *ServiceConfig) { c.Sidecars[0].Port = -1 }, "sidecars[0].port: -1 is not a port; write a number from 1 to 65535"},
		"a port twice in one pod":        {func(c *ServiceConfig) { c.Sidecars[0].Port = 8000 }, "sidecars[0].port: 8000 is the port of the main container; give each container of the pod a port of its own"},
		"the Service's port in the pod":  {func(c *ServiceConfig) { c.Sidecars[0].Port = 80 }, "sidecars[0].port: 80 is the port of the Service itself; give each container of the pod a port of its own"},
		"a sidecar named as the service": {func(c *ServiceConfig) { c.Sidecars[0].Name = "apiserver" }, `sidecars[0].name: "apiserver" is the name of another container of the pod; give each container its own name`},
		"a sidecar's name twice": {func(c *ServiceConfig) {
			c.Sidecars = append(c.Sidecars, Sidecar{Name: "copilotkit-runtime", Image: c.Image})
		}, `sidecars[1].name: "copilotkit-runtime" is the name of another container of the pod; give each container its own name`},
		"a sidecar's path without a port": {func(c *ServiceConfig) { c.Sidecars[0].Port = 0 }, "sidecars[0].ingressPath: leads to a sidecar without a port; give the sidecar the port that it listens on"},
		"a sidecar's path without an ALB": {func(c *ServiceConfig) { c.Exposure = nil }, "sidecars[0].ingressPath: needs a service that is exposed by an ALB; give the service an ALB, or leave the path out"},
		"a sidecar's path that is taken":  {func(c *ServiceConfig) { c.Sidecars[0].IngressPath = "/" }, "sidecars[0].ingressPath: / is another container's path already; give each container paths of its own"},
		"a sidecar's path but for a slash": {func(c *ServiceConfig) {
			c.Exposure = alb(c, func(a *ALB) { a.Paths = []string{"/api/copilotkit/"} })
		}, "sidecars[0].ingressPath: /api/copilotkit is another container's path already; give each container paths of its own"},
		"a load balancer's scheme":      {func(c *ServiceConfig) { c.Sidecars = nil; c.Exposure = NLB{Scheme: "public"} }, `nlb.scheme: "public" is not known; write one of internet-facing, internal`},
		"a sidecar's secret of its own": {func(c *ServiceConfig) { c.Sidecars[0].Secrets[0] = "OTHER" }, `sidecars[0].secrets[0]: "OTHER" is none of the service's secrets; list it under the service's secrets as well`},
		"a secret that is no env name":  {func(c *ServiceConfig) { c.Secrets["1 KEY"] = "/ramparts/dev/tenants/momcorp/apiserver/KEY" }, `secrets.1 KEY: "1 KEY" is no name of an environment variable; write one such as DATABASE_URL`},
		"a key in both env and secrets": {func(c *ServiceConfig) { c.Env["DATABASE_URL"] = "x" }, "secrets.DATABASE_URL: is in env too; keep it in secrets and take it out of env"},
		"another tenant's secret": {func(c *ServiceConfig) {
			c.Secrets["DATABASE_URL"] = "/ramparts/dev/tenants/momcorp2/apiserver/DATABASE_URL"
		}, "secrets.DATABASE_URL: /ramparts/dev/tenants/momcorp2/apiserver/DATABASE_URL is outside the tenant's own parameters; " + hintSecret},
		"a secret that climbs out":      {func(c *ServiceConfig) { c.Secrets["DATABASE_URL"] = "/ramparts/dev/tenants/momcorp/../x" }, `secrets.DATABASE_URL: "/ramparts/dev/tenants/momcorp/../x" is no path of a parameter; ` + hintSecret},
		"another tenant's flags":        {func(c *ServiceConfig) { c.FeatureFlags.Prefix = "/ramparts/dev/tenants" }, "featureFlags.prefix: /ramparts/dev/tenants is outside the tenant's own parameters; write a path below /ramparts/dev/tenants/momcorp, such as /ramparts/dev/tenants/momcorp/apiserver"},
		"secrets without a prefix":      {func(c *ServiceConfig) { c.ParameterPrefix = "" }, "parameterPrefix: is missing, and secrets are read below it; write it as /<platform>/<environment>/tenants/<tenant>"},
		"a prefix with a slash last":    {func(c *ServiceConfig) { c.ParameterPrefix += "/" }, `parameterPrefix: "/ramparts/dev/tenants/momcorp/" is no path of parameters; write it as /<platform>/<environment>/tenants/<tenant>`},
		"an unknown kind of store":      {func(c *ServiceConfig) { c.SecretStore.Kind = "Vault" }, `secretStore.kind: "Vault" is not known; write one of ClusterSecretStore, SecretStore`},
		"a refresh every second":        {func(c *ServiceConfig) { c.RefreshInterval = "1s" }, `refreshInterval: "1s" is no duration of a minute or more; write one such as 15m or 1h`},
		"a quantity that is none":       {func(c *ServiceConfig) { c.Resources.Requests.CPU = "100 m" }, `resources.requests.cpu: "100 m" is no quantity; write one such as 100m`},
		"a quantity of nothing":         {func(c *ServiceConfig) { c.Resources.Limits.Memory = "0" }, `resources.limits.memory: "0" is no quantity; write one such as 512Mi`},
		"a request above its limit":     {func(c *ServiceConfig) { c.Resources.Requests.Memory = "1Gi" }, "resources.limits.memory: 512Mi is below the 1Gi that requests.memory asks for; raise the limit or lower the request"},
		"a sidecar's request above":     {func(c *ServiceConfig) { c.Sidecars[0].Resources.Requests.CPU = "2" }, "sidecars[0].resources.limits.cpu: 500m is below the 2 that requests.cpu asks for; raise the limit or lower the request"},
		"a negative number of pods":     {func(c *ServiceConfig) { c.Replicas = new(-1) }, "replicas: -1 is below zero; write how many pods there are to be"},
		"a probe that never runs":       {func(c *ServiceConfig) { c.Probes.Liveness.PeriodSeconds = -5 }, "probes.liveness.periodSeconds: -5 is below 1; write whole seconds or attempts"},
		"a health path without a slash": {func(c *ServiceConfig) { c.HealthPath = "health" }, `healthPath: "health" does not start with a slash; write a path such as /health`},
		"a volume at a relative path":   {func(c *ServiceConfig) { c.Volumes[0].MountPath = "run" }, `volumes[0].mountPath: "run" is no path to mount at; write an absolute path such as /app/run`},
		"a volume at /tmp":              {func(c *ServiceConfig) { c.Volumes[0].MountPath = "/tmp" }, "volumes[0].mountPath: /tmp is mounted already; mount each path once; /tmp is there without being asked for"},
		"a volume of no size":           {func(c *ServiceConfig) { c.Volumes[0].Source = EmptyDir{SizeLimit: "much"} }, `volumes[0].sizeLimit: "much" is no quantity; write one such as 256Mi`},
		"no host":                       {func(c *ServiceConfig) { c.Exposure = alb(c, func(a *ALB) { a.Host = "" }) }, "alb.host: is missing; write the host name that the service answers to, such as api.example.com"},
		"a host with a scheme":          {func(c *ServiceConfig) { c.Exposure = alb(c, func(a *ALB) { a.Host = "https://x.example" }) }, `alb.host: "https://x.example" is no host name; write one in lower case such as api.example.com`},
		"no certificate":                {func(c *ServiceConfig) { c.Exposure = alb(c, func(a *ALB) { a.CertificateARN = "" }) }, "alb.certificateArn: is missing; write the ARN of an ACM certificate of the load balancer's region"},
		"an unknown scheme":             {func(c *ServiceConfig) { c.Exposure = alb(c, func(a *ALB) { a.Scheme = "public" }) }, `alb.scheme: "public" is not known; write one of internet-facing, internal`},
		"a path with a wildcard":        {func(c *ServiceConfig) { c.Exposure = alb(c, func(a *ALB) { a.Paths = []string{"/api/*"} }) }, `alb.paths[0]: "/api/*" is no path; write one that starts with a slash and has no wildcard, such as /api`},
		"an annotation that Berth sets": {func(c *ServiceConfig) {
			c.Exposure = alb(c, func(a *ALB) { a.Annotations = map[string]string{"alb.ingress.kubernetes.io/scheme": "internal"} })
		}, "alb.annotations.alb.ingress.kubernetes.io/scheme: is set by Berth; leave it out, or use the field that sets it"},
		"a load balancer's port":           {func(c *ServiceConfig) { c.Sidecars = nil; c.Exposure = NLB{Port: 70000} }, "nlb.port: 70000 is not a port; write a number from 1 to 65535"},
		"an image that is a reference":     {func(c *ServiceConfig) { c.Image.Repository = "ghcr.io/acme/api:v1" }, `image.repository: "ghcr.io/acme/api:v1" is not a repository; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart`},
		"a group's order out of its range": {func(c *ServiceConfig) { c.Exposure = alb(c, func(a *ALB) { a.GroupOrder = 1001 }) }, "alb.groupOrder: 1001 is out of range; write a number from -1000 to 1000"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { requireProblems(t, config(test.change).Validate(), test.want) })
	}
}

func alb(c *ServiceConfig, change func(*ALB)) ALB {
	a := c.Exposure.(ALB)
	change(&a)
	return a
}

func TestAllProblemsOfAServiceAreReportedTogether(t *testing.T) {
	err := config(func(c *ServiceConfig) {
		c.Image.Tag = "latest"
		c.Port = 0x10000
		c.Sidecars[0].Image.Digest = "sha256:12"
	}).Validate()
	requireProblems(t, err,
		`image.tag: "latest" is mutable; pin a tag that never moves, such as main-42, v1.4.0 or a commit`,
		`port: 65536 is not a port; write a number from 1 to 65535`,
		`sidecars[0].image.digest: "sha256:12" is malformed: invalid checksum digest length; write sha256: and 64 hexadecimal digits, as `+"`docker buildx imagetools inspect`"+` prints it`)
}
