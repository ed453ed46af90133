package cli

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/platform"
	"github.com/berth-platform/berth/stacks"
)

// What every tenant's stack needs to be there, in order.
const (
	clusterStack = "cluster"
	addonsStack  = "addons"
)

// stack is one of an environment's stacks, and how it is built.
type stack struct {
	name   string
	config any // All that it is built of.
	build  func(cdktf.App) cdktf.TerraformStack
}

func stacksOf(environment *platform.Environment) []stack {
	var all []stack
	if environment.Cluster != nil {
		all = append(all, stack{clusterStack, environment.Cluster, func(app cdktf.App) cdktf.TerraformStack {
			return stacks.NewClusterStack(app, clusterStack, environment.Cluster)
		}})
	}
	if environment.Addons != nil {
		all = append(all, stack{addonsStack, environment.Addons, func(app cdktf.App) cdktf.TerraformStack {
			return stacks.NewAddonsStack(app, addonsStack, environment.Addons)
		}})
	}
	for _, tenant := range environment.Tenants {
		name := "tenant-" + tenant.Tenant
		all = append(all, stack{name, tenant, func(app cdktf.App) cdktf.TerraformStack {
			return stacks.NewTenantStack(app, name, tenant)
		}})
	}
	return all
}

// choose gives the stacks that one of the patterns names, in the order of all of them; all of them when there is no pattern.
func choose(all []stack, patterns []string) ([]stack, error) {
	if len(patterns) == 0 {
		return all, nil
	}
	chosen := make([]bool, len(all))
	for _, pattern := range patterns {
		found := false
		for i, stack := range all {
			matches, err := path.Match(pattern, stack.name)
			if err != nil {
				return nil, fmt.Errorf("%q is no pattern of stacks; write names, or globs such as tenant-a*", pattern)
			}
			chosen[i] = chosen[i] || matches
			found = found || matches
		}
		if !found {
			return nil, fmt.Errorf("there is no stack %q; %s", pattern, check.Nearest(pattern, names(all)))
		}
	}
	var out []stack
	for i, stack := range all {
		if chosen[i] {
			out = append(out, stack)
		}
	}
	return out, nil
}

// before orders stacks as they are deployed: what tenants need, then the tenants by name.
func before(a, b string) int {
	needed := []string{clusterStack, addonsStack}
	rank := func(name string) int {
		if i := slices.Index(needed, name); i >= 0 {
			return i
		}
		return len(needed)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

func names(all []stack) []string {
	out := make([]string, len(all))
	for i, stack := range all {
		out[i] = stack.name
	}
	return out
}

// patterns reads a list such as cluster,tenant-a*.
func patterns(list string) []string {
	return slices.DeleteFunc(strings.Split(strings.ReplaceAll(list, " ", ""), ","), func(p string) bool { return p == "" })
}
