package cli

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/term"
)

// progress counts the stacks whose files are written, for who waits at a terminal.
type progress struct {
	terminal io.Writer // Nil where there is none.
	total    int
	done     atomic.Int64
}

func newProgress(out io.Writer, total int) *progress {
	p := &progress{total: total}
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.terminal = out
	}
	return p
}

// show writes the count in one line, once a second has passed, and wipes it when it is stopped.
func (p *progress) show() (stop func()) {
	if p.terminal == nil {
		return func() {}
	}
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for wait := time.Second; ; wait = 200 * time.Millisecond {
			select {
			case <-time.After(wait):
				fmt.Fprintf(p.terminal, "\r%d of %d stacks", p.done.Load(), p.total)
			case <-quit:
				if wait < time.Second {
					fmt.Fprint(p.terminal, "\r\x1b[K")
				}
				return
			}
		}
	}()
	return func() { close(quit); <-gone }
}
