package platform

import (
	"cmp"
	"hash/fnv"
	"slices"
)

// The places in a group.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#group.order
const (
	firstOrder = -1000
	orders     = 2001
)

// order gives each Ingress of a group a place of its own: a tenant's stand side by side, the longer paths of a host first.
// Where they stand is of the tenant's name, so that the others stay when one comes or goes.
func order(group []*ingress) {
	tenants := map[*tenant][]*ingress{}
	for _, one := range group {
		tenants[one.tenant] = append(tenants[one.tenant], one)
	}
	taken := map[int]bool{}
	for _, first := range group { // By tenant, as they were read.
		own := tenants[first.tenant]
		delete(tenants, first.tenant)
		place := freePlace(taken, first.tenant.Tenant.Tenant, len(own))
		for i, one := range longestFirst(own) {
			one.alb.GroupOrder = place + i
			one.config.Exposure = one.alb
			taken[place+i] = true
		}
	}
}

// freePlace is the first of n places in a row that nobody has. A group that has no such places left has more rules than a
// load balancer may have, and is reported as that.
func freePlace(taken map[int]bool, name string, n int) int {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(name)) // It never fails.
	places := max(orders-n+1, 1)
	start := int(hash.Sum32() % uint32(places)) //nolint:gosec // There are no more places than orders.
	for i := range places {
		place := firstOrder + (start+i)%places
		if free(taken, place, n) {
			return place
		}
	}
	return firstOrder
}

func free(taken map[int]bool, place, n int) bool {
	for i := range n {
		if taken[place+i] {
			return false
		}
	}
	return true
}

// longestFirst puts one tenant's Ingresses in an order in which none takes a path that a later one of its host has, as far
// as there is one.
func longestFirst(own []*ingress) []*ingress {
	left := slices.SortedFunc(slices.Values(own), func(a, b *ingress) int { return cmp.Compare(a.service, b.service) })
	var ordered []*ingress
	for len(left) > 0 {
		next := max(slices.IndexFunc(left, func(one *ingress) bool {
			return !slices.ContainsFunc(left, func(other *ingress) bool { return one != other && one.shadows(other) })
		}), 0)
		ordered = append(ordered, left[next])
		left = slices.Delete(left, next, next+1)
	}
	return ordered
}

// shadows says whether the Ingress would take a path of the other's, if it stood before it.
func (i *ingress) shadows(other *ingress) bool {
	return i.alb.Host == other.alb.Host && slices.ContainsFunc(i.paths, func(prefix string) bool {
		return slices.ContainsFunc(other.paths, func(path string) bool { return covers(prefix, path) })
	})
}
