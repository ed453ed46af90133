package eks

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/berth-platform/berth/internal/check"
)

var addOnVersion = regexp.MustCompile(`^v\d+\.\d+\.\d+-eksbuild\.\d+$`)

func (a AddOns) validate(p *check.Problems) {
	known := []string{ebsCSI, coreDNS, podIdentityAgent, kubeProxy, vpcCNI}
	for _, name := range slices.Sorted(maps.Keys(a.Versions)) {
		path, version := "addOns.versions."+name, a.Versions[name]
		switch {
		case !slices.Contains(known, name):
			p.Add(path, "is no add-on that is installed here", check.Nearest(name, known))
		case name == ebsCSI && !a.EBSCSI:
			p.Add(path, "is the version of an add-on that is not asked for", "write ebsCsi: true beside the versions, or leave it out")
		case !addOnVersion.MatchString(version) && !check.IsToken(version):
			p.Add(path, fmt.Sprintf("%q is no version of an add-on", version), "write one such as v1.20.1-eksbuild.1, as `aws eks describe-addon-versions` lists them")
		}
	}
	p.OneOf("addOns.networkPolicy", string(a.NetworkPolicy), string(NetworkPolicyStandard), string(NetworkPolicyStrict), string(NetworkPolicyOff))
}
