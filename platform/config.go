package platform

import (
	"maps"
	"slices"
	"strings"

	"github.com/berth-platform/berth/constructs"
	"github.com/berth-platform/berth/constructs/eks"
	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/stacks"
)

func (l *loader) environment() stacks.Environment {
	return stacks.Environment{
		Platform:        l.platform.Platform,
		Name:            l.name,
		Region:          l.platform.Region,
		Backend:         l.platform.Backend.config(),
		Tags:            l.platform.Tags,
		ExistingCluster: l.platform.ExistingCluster,
		IAM:             l.platform.IAM,
		PreventDestroy:  l.platform.PreventDestroy,
	}
}

func (p Platform) identityMode() eks.IdentityMode {
	switch p.Identity {
	case "irsa":
		return eks.IRSA{}
	case "podIdentity":
		return eks.PodIdentity{}
	}
	return nil
}

func (b Backend) config() stacks.Backend {
	switch {
	case b.S3 != nil:
		return stacks.S3Backend(*b.S3)
	case b.Local != nil:
		return stacks.LocalBackend(*b.Local)
	}
	return nil
}

// access leaves out a kubeconfig that stands beside a cluster, which is reported as that: the rest is checked without it.
func (l *loader) access() stacks.Access {
	access := l.platform.Access
	if l.platform.Cluster != nil {
		access.Kubeconfig = nil
	}
	return access.config()
}

func (a Access) config() stacks.Access {
	switch {
	case a.Kubeconfig != nil:
		return stacks.Kubeconfig(*a.Kubeconfig)
	case a.EKSToken != nil:
		return stacks.EKSToken{}
	case a.EKSExec != nil:
		return stacks.EKSExec(*a.EKSExec)
	}
	return nil
}

// config is the service as the tenant's stack takes it, its texts filled in.
func (s Service) config(name string, texts *strings.Replacer, ingress Ingress, store constructs.SecretStore) stacks.TenantService {
	config := s.ServiceConfig
	config.Name = name
	config.SecretStore = store
	config.Env = replaced(texts, s.Env)
	config.Command, config.Args = replacedList(texts, s.Command), replacedList(texts, s.Args)
	config.FeatureFlags.Prefix = texts.Replace(s.FeatureFlags.Prefix)
	if len(s.Secrets) > 0 {
		config.Secrets = map[string]string{}
	}
	for key, path := range s.Secrets {
		config.Secrets[key] = texts.Replace(string(path))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Sidecars)) {
		config.Sidecars = append(config.Sidecars, s.Sidecars[name].config(name, texts))
	}
	config.Volumes = volumes(s.Volumes)
	switch {
	case s.ALB != nil:
		config.Exposure = ingress.fillIn(*s.ALB, texts)
	case s.NLB != nil:
		config.Exposure = *s.NLB
	}
	return stacks.TenantService{ServiceConfig: config, Role: stacks.Role(s.Role)}
}

func (s Sidecar) config(name string, texts *strings.Replacer) constructs.Sidecar {
	config := s.Sidecar
	config.Name = name
	config.Env = replaced(texts, s.Env)
	config.Command, config.Args = replacedList(texts, s.Command), replacedList(texts, s.Args)
	config.Volumes = volumes(s.Volumes)
	return config
}

// fillIn gives the service's ALB what platform.yaml says of all.
func (i Ingress) fillIn(alb constructs.ALB, texts *strings.Replacer) constructs.ALB {
	alb.Host = texts.Replace(alb.Host)
	for own, shared := range map[*string]string{
		&alb.CertificateARN: i.CertificateARN, &alb.Group: i.Group, &alb.Scheme: i.Scheme, &alb.Class: i.Class, &alb.TLSPolicy: i.TLSPolicy,
	} {
		if *own == "" {
			*own = shared
		}
	}
	alb.RedirectHTTP = alb.RedirectHTTP || i.RedirectHTTP
	return alb
}

func volumes(files []Volume) []constructs.Volume {
	var out []constructs.Volume
	for _, file := range files {
		volume := constructs.Volume{MountPath: file.MountPath, ReadOnly: file.ReadOnly, Source: constructs.EmptyDir{SizeLimit: file.SizeLimit}}
		switch {
		case file.ConfigMap != "":
			volume.Source = constructs.ConfigMap(file.ConfigMap)
		case file.Secret != "":
			volume.Source = constructs.SecretFiles(file.Secret)
		}
		out = append(out, volume)
	}
	return out
}

// exclusive reports what can only be one thing and says that it is several, which no config could hold.
func (s Service) exclusive(p *check.Problems) {
	if s.ALB != nil && s.NLB != nil {
		p.Add("nlb", "stands beside an alb", "expose the service by one of them")
	}
	exclusiveVolumes(p, "volumes", s.Volumes)
	for _, name := range slices.Sorted(maps.Keys(s.Sidecars)) {
		exclusiveVolumes(p, "sidecars."+name+".volumes", s.Sidecars[name].Volumes)
	}
}

func exclusiveVolumes(p *check.Problems, at string, volumes []Volume) {
	for i, volume := range volumes {
		sources := slices.DeleteFunc([]string{volume.ConfigMap, volume.Secret, volume.SizeLimit}, func(s string) bool { return s == "" })
		if len(sources) > 1 {
			p.Add(check.Index(at, i), "is several things at once", "give a volume one of configMap, secret and sizeLimit")
		}
	}
}

func replaced(texts *strings.Replacer, values map[string]string) map[string]string {
	out := maps.Clone(values)
	for key, value := range out {
		out[key] = texts.Replace(value)
	}
	return out
}

func replacedList(texts *strings.Replacer, values []string) []string {
	out := slices.Clone(values)
	for i, value := range out {
		out[i] = texts.Replace(value)
	}
	return out
}
