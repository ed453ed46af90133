// Command berth is the CDKTF app of a platform: it synthesizes the stacks of an environment's files.
package main

import (
	"os"

	"github.com/berth-platform/berth/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
