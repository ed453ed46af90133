// Command trim makes what package fastsynth loads, for the programs of the working directory's module.
//
//	go tool trim [-out .gen/fastsynth] [packages]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/berth-platform/berth/fastsynth/trim"
)

func main() {
	out := flag.String("out", ".gen/fastsynth", "the `folder` that is written")
	flag.Parse()
	err := trim.Programs(context.Background(), trim.Options{Packages: flag.Args(), Out: *out, Log: os.Stdout})
	if err != nil {
		fmt.Fprintln(os.Stderr, "trim:", err)
		os.Exit(1)
	}
}
