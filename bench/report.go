package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"text/template"
)

const megabyte = 1 << 20

//go:embed results.md.tmpl
var results string

// report is the whole of results.md.
func (b *bench) report() (string, error) {
	node, err := exec.Command("node", "--version").Output()
	if err != nil {
		return "", err
	}
	page, err := template.New("results").Parse(results)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"Table":    b.table(),
		"Targets":  b.judge(),
		"Rounds":   b.rounds,
		"Every":    sampleEvery,
		"OnceFrom": onceFrom,
		"Command":  strings.Join(append([]string{"go run ./bench"}, os.Args[1:]...), " "),
		"Cores":    runtime.NumCPU(),
		"CPU":      cmp.Or(first("/proc/cpuinfo", `model name\s*: (.*)`), runtime.GOARCH),
		"Memory":   cmp.Or(gigabytes(first("/proc/meminfo", `MemTotal:\s*(\d+) kB`)), "unknown"),
		"System":   runtime.GOOS,
		"Go":       strings.TrimPrefix(runtime.Version(), "go"),
		"Node":     strings.TrimPrefix(strings.TrimSpace(string(node)), "v"),
	})
	return out.String(), err
}

// table has a row for each program at each size, cold and warm.
func (b *bench) table() string {
	var out strings.Builder
	const row = "| %7s | %-5s | %-37s | %8s | %8s | %8s | %8s |\n"
	fmt.Fprintf(&out, row, "tenants", "cache", "program", "time", "of peer", "memory", "of peer")
	out.WriteString("|--------:|-------|---------------------------------------|---------:|---------:|---------:|---------:|\n")
	for _, size := range b.sizes {
		for _, cache := range []string{cold, warm} {
			for _, program := range b.programsOf(size, cache) {
				took, _ := b.median(key{size, cache, program})
				time, memory := "", ""
				if beside, found := b.median(key{size, cache, peer}); found && program != peer && program != selected {
					time = quotient(took.time.Seconds(), beside.time.Seconds())
					memory = quotient(float64(took.memory), float64(beside.memory))
				}
				fmt.Fprintf(&out, row, strconv.Itoa(size), cache, inWords[program],
					fmt.Sprintf("%.2f s", took.time.Seconds()), time, fmt.Sprintf("%d MB", took.memory/megabyte), memory)
			}
		}
	}
	return out.String()
}

func quotient(a, b float64) string { return fmt.Sprintf("%.2f", a/b) }

// first is what the expression's group finds first in a file; empty when the file is not there.
func first(file, expression string) string {
	content, _ := os.ReadFile(file)
	found := regexp.MustCompile(expression).FindSubmatch(content)
	if found == nil {
		return ""
	}
	return string(found[1])
}

func gigabytes(kilobytes string) string {
	number, err := strconv.Atoi(kilobytes)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%.0f GB", float64(number)/(1<<20))
}
