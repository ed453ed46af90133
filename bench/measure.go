package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// sample is what one run took.
type sample struct {
	time   time.Duration
	memory int64 // Bytes at the peak; 0 where there is no /proc.
}

// sampleEvery is short beside the shortest run, and costs no more than a hundredth of a core.
const sampleEvery = 10 * time.Millisecond

// measure runs the command to its end.
func measure(command *exec.Cmd) (sample, error) {
	var stderr bytes.Buffer
	command.Stderr = &stderr
	family := newFamily()
	start := time.Now()
	if err := command.Start(); err != nil {
		return sample{}, err
	}
	watching, stop := context.WithCancel(context.Background())
	peak := make(chan int64)
	go func() { peak <- family.peak(watching, command.Process.Pid) }()
	err := command.Wait()
	took := time.Since(start)
	stop()
	memory := <-peak
	if err != nil {
		return sample{}, errors.Join(err, errors.New(strings.TrimSpace(stderr.String())))
	}
	return sample{took, memory}, nil
}

// family tells a process and its descendants from all others. It reads of each process once who its parent is.
type family map[int]int

// newFamily knows the processes that are there as strangers.
func newFamily() family {
	all := family{}
	for _, pid := range processes() {
		all[pid] = 0
	}
	return all
}

// peak is the most memory that the process and its descendants had at one time, until the context is done. A page that
// several of them share is counted for each.
func (f family) peak(ctx context.Context, root int) int64 {
	var most int64
	ticks := time.NewTicker(sampleEvery)
	defer ticks.Stop()
	for {
		most = max(most, f.memory(root))
		select {
		case <-ctx.Done():
			return most
		case <-ticks.C:
		}
	}
}

func (f family) memory(root int) int64 {
	pids := processes()
	for _, pid := range pids {
		if _, known := f[pid]; !known {
			f[pid] = parent(pid)
		}
	}
	var sum int64
	for _, pid := range pids {
		if f.descends(pid, root) {
			sum += resident(pid)
		}
	}
	return sum
}

func (f family) descends(pid, root int) bool {
	for pid != root && pid != 0 {
		pid = f[pid]
	}
	return pid == root
}

func processes() []int {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer func() { _ = proc.Close() }() // It was only read.
	names, _ := proc.Readdirnames(-1)
	var pids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// parent is 0 for a process that has ended.
func parent(pid int) int {
	content, _ := os.ReadFile(procFile(pid, "stat"))
	_, after, _ := bytes.Cut(content, []byte(") ")) // The name before it may hold anything.
	var state string
	var ppid int
	_, _ = fmt.Sscan(string(after), &state, &ppid)
	return ppid
}

func resident(pid int) int64 {
	content, _ := os.ReadFile(procFile(pid, "statm"))
	var size, pages int64
	_, _ = fmt.Sscan(string(content), &size, &pages)
	return pages * int64(os.Getpagesize())
}

func procFile(pid int, name string) string {
	return filepath.Join("/proc", strconv.Itoa(pid), name)
}
