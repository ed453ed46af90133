// Command bench times the program beside a peer that does the same work, and writes bench/results.md. The peer is
// JavaScript CDKTF: see bench/peer. It runs in the project's folder, and `make bench` sets up what it needs.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	sizes := flag.String("sizes", "1,10,100,1000", "how many tenants the generated platforms have")
	beside := flag.String("beside", "plain,peer,selected,changed", "what is run beside the program itself")
	rounds := flag.Int("rounds", 5, "how often each is run; 0 only compares what they write")
	results := flag.String("results", "bench/results.md", "the file that is written; empty for none")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *sizes, *beside, *rounds, *results); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1) //nolint:gocritic // Nothing is left to stop.
	}
}

func run(ctx context.Context, sizes, beside string, rounds int, results string) error {
	b, err := newBench()
	if err != nil {
		return err
	}
	defer b.remove()
	if b.sizes, err = numbers(sizes); err != nil {
		return err
	}
	if b.programs, err = programs(beside); err != nil {
		return err
	}
	b.rounds = rounds
	if err := b.check(ctx); err != nil {
		return err
	}
	if rounds == 0 {
		return nil
	}
	if err := b.time(ctx); err != nil {
		return err
	}
	fmt.Printf("%s\n%s", b.table(), b.judge())
	if results == "" {
		return nil
	}
	text, err := b.report()
	if err != nil {
		return err
	}
	return os.WriteFile(results, []byte(text), 0o600)
}

// numbers reads a list such as 1,10,100, and gives it from the smallest to the largest.
func numbers(list string) ([]int, error) {
	var all []int
	for text := range strings.SplitSeq(list, ",") {
		number, err := strconv.Atoi(text)
		if err != nil || number < 1 {
			return nil, fmt.Errorf("%q is no number of tenants", text)
		}
		all = append(all, number)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
