package addons

import (
	"fmt"
	"regexp"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-helm-go/helm/v10/release"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/namespacev1"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// Identity is what AWS knows an add-on's pods as, such as an eks.PodRole: they start after its policies are there, and
// stop before those are gone.
type Identity interface {
	ServiceAccountAnnotations() map[string]string
	Policies() []cdktf.ITerraformDependable
}

// Addon is a controller in the cluster: a Helm release, and the namespace that it stands in when that is its own.
type Addon struct {
	constructs.Construct

	name      string
	namespace namespacev1.NamespaceV1
	release   release.Release
}

// chart is which Helm chart is installed, and where to.
type chart struct {
	name, repository, version string
	namespace                 string // Its own, which is made for it, unless it is the SystemNamespace.
}

// values are what a chart is told, beside its defaults.
type values = map[string]any

func newAddon(scope constructs.Construct, id string, chart chart, values values, identity Identity) *Addon {
	a := &Addon{name: chart.name}
	constructs.NewConstruct_Override(a, scope, &id)
	namespace := chart.namespace
	if namespace != SystemNamespace {
		a.namespace = namespacev1.NewNamespaceV1(a, new("namespace"), renderNamespace(namespace))
		namespace = *a.namespace.Metadata().Name()
	}
	config := renderRelease(chart, namespace, values)
	if identity != nil {
		config.DependsOn = new(identity.Policies())
	}
	a.release = release.NewRelease(a, new("release"), config)
	return a
}

// After has the add-on installed after another one, and taken away before it.
func (a *Addon) After(other *Addon) {
	var earlier []*string
	if given := a.release.DependsOn(); given != nil {
		earlier = *given
	}
	address := *other.release.TerraformResourceType() + "." + *other.release.FriendlyUniqueId()
	a.release.SetDependsOn(new(append(earlier, &address)))
}

// Name is the add-on's name, which is its release's and its chart's too.
func (a *Addon) Name() string { return a.name }

// Version is the chart's version, as a token that ties whatever uses it to the release.
func (a *Addon) Version() string { return *a.release.Version() }

// HelmRelease is the provider's resource, for what the config does not reach.
func (a *Addon) HelmRelease() release.Release { return a.release }

// NamespaceResource is the provider's resource, for what the config does not reach; nil in the SystemNamespace.
func (a *Addon) NamespaceResource() namespacev1.NamespaceV1 { return a.namespace }

// exactVersion keeps out what Helm takes for a range, whose charts change without a change of the configuration.
var exactVersion = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)

func validateVersion(p *check.Problems, version string) {
	if !exactVersion.MatchString(version) {
		p.Add("version", fmt.Sprintf("%q is no exact version of a chart", version), "write one such as 3.5.0")
	}
}

func validateIdentity(p *check.Problems, identity Identity) {
	if identity == nil {
		p.Add("identity", "is missing", "give an eks.PodRole")
	}
}
