package main

import (
	"fmt"
	"strings"
)

// target holds one row against another.
type target struct {
	text   string // With most to be filled in.
	of, to key
	memory bool // And not time.
	most   float64
}

// targets are for two cores.
var targets = []target{
	{"warm, 1 tenant: at most %.3g times the peer's time", key{1, warm, berth}, key{1, warm, peer}, false, 1.5},
	{"warm, 10 tenants: at most %.3g times the peer's time", key{10, warm, berth}, key{10, warm, peer}, false, 1},
	{"warm, 100 tenants: at most %.3g times the peer's time", key{100, warm, berth}, key{100, warm, peer}, false, 1},
	{"warm, 1000 tenants: at most %.3g times the peer's time", key{1000, warm, berth}, key{1000, warm, peer}, false, 0.7},
	{"cold, 1 tenant: at most %.3g times the peer's time", key{1, cold, berth}, key{1, cold, peer}, false, 3},
	{"cold, 1 tenant: at most %.3g times its time with trimming and shards off", key{1, cold, berth}, key{1, cold, plain}, false, 1.0 / 6},
	{"warm, one tenant selected of 1000: at most %.3g times the time of a platform with one", key{1000, warm, selected}, key{1, warm, berth}, false, 1.5},
	{"warm, 1000 tenants: at most %.3g times the memory of 10", key{1000, warm, berth}, key{10, warm, berth}, true, 4},
}

// judge says of each target whether it is reached, one in a line.
func (b *bench) judge() string {
	var out strings.Builder
	for _, target := range targets {
		verdict := "not measured"
		if ratio, found := b.ratio(target); found {
			verdict = fmt.Sprintf("it takes %.2f, **not reached**", ratio)
			if ratio <= target.most {
				verdict = fmt.Sprintf("it takes %.2f, reached", ratio)
			}
		}
		fmt.Fprintf(&out, "- "+target.text+": %s\n", target.most, verdict)
	}
	return out.String()
}

func (b *bench) ratio(target target) (ratio float64, found bool) {
	of, ofFound := b.median(target.of)
	to, toFound := b.median(target.to)
	if target.memory {
		return float64(of.memory) / float64(to.memory), ofFound && toFound && to.memory > 0
	}
	return of.time.Seconds() / to.time.Seconds(), ofFound && toFound
}
