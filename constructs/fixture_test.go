package constructs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/berth-platform/berth/internal/check"
)

// config is a service that has everything, and nothing wrong with it but what the changes make wrong.
func config(changes ...func(*ServiceConfig)) *ServiceConfig {
	c := &ServiceConfig{
		Name:            "apiserver",
		Tenant:          "momcorp",
		Namespace:       "tenant-momcorp",
		Image:           Image{Repository: "ghcr.io/acme/apiserver", Tag: "main-42"},
		Env:             map[string]string{"MODE": "production"},
		ParameterPrefix: "/ramparts/dev/tenants/momcorp",
		Secrets:         map[string]string{"DATABASE_URL": ""},
		Volumes:         []Volume{{MountPath: "/app/run"}},
		Sidecars: []Sidecar{{
			Name:        "copilotkit-runtime",
			Image:       Image{Repository: "ghcr.io/acme/copilotkit-sidecar", Tag: "v1"},
			Port:        3000,
			IngressPath: "/api/copilotkit",
			Env:         map[string]string{"AGNO_HOST": "http://apiserver:8000"},
			Secrets:     []string{"DATABASE_URL"},
		}},
		Exposure: ALB{Host: "api.example.com", CertificateARN: "arn:aws-us-gov:acm:us-gov-west-1:012345678901:certificate/1"},
	}
	for _, change := range changes {
		change(c)
	}
	return c
}

// requireProblems holds the problems of a config against the expected lines, in order.
func requireProblems(t *testing.T, err error, want ...string) {
	t.Helper()
	var have []string
	for _, field := range check.Fields(err) {
		have = append(have, field.Error())
	}
	require.Equal(t, want, have)
}
