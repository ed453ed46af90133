package platform

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/berth-platform/berth/internal/check"
)

// Problem is one thing that is wrong in an environment's files.
type Problem struct {
	File             string // The file's path, as it was opened.
	Line, Column     int    // Where in the file, from 1.
	Tenant, Service  string // Whose it is; empty when it is everyone's.
	check.FieldError        // What is wrong, and what to write instead.
}

// Error is the problem in one line.
func (p Problem) Error() string {
	var whose []string
	if p.Tenant != "" {
		whose = append(whose, "tenant "+p.Tenant)
	}
	if p.Service != "" {
		whose = append(whose, "service "+p.Service)
	}
	text := fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
	if len(whose) > 0 {
		text += strings.Join(whose, ", ") + ": "
	}
	return text + p.FieldError.Error()
}

// Problems is every problem of an environment, as an error: one in a line, by file and place.
type Problems []Problem

// Error lists the problems.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].Error()
	}
	return strings.Join(lines, "\n")
}

// sorted puts the problems in the order of their places, and says once what is found twice.
func (p Problems) sorted() Problems {
	slices.SortFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Error(), b.Error()))
	})
	return slices.Compact(p)
}
