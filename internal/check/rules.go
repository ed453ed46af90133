package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9-]*[a-z0-9]$`)

// ID checks the name of a tenant, a service or another part that resource names are built of:
// 2 to 30 lower case letters, digits and inner hyphens, a letter first.
func (p *Problems) ID(path, value string) { p.id(path, value, 30, "apiserver") }

// Prefix checks what the names of an environment's resources start with: an ID, but long enough for two of them,
// 61 characters.
func (p *Problems) Prefix(path, value string) { p.id(path, value, 61, "acme-dev") }

func (p *Problems) id(path, value string, limit int, example string) {
	hint := fmt.Sprintf("write 2 to %d lower case letters, digits and hyphens, a letter first, no hyphen last, such as %s", limit, example)
	if p.Require(path, value, hint) && (len(value) > limit || !idPattern.MatchString(value)) {
		p.Add(path, fmt.Sprintf("%q is not a valid name", value), hint)
	}
}

// TCPPort checks a port.
func (p *Problems) TCPPort(path string, value int) {
	if value < 1 || value > 65535 {
		p.Add(path, fmt.Sprintf("%d is not a port", value), "write a number from 1 to 65535")
	}
}

// OneOf checks that a value is one of a list.
func (p *Problems) OneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		p.Add(path, fmt.Sprintf("%q is not known", value), "write one of "+strings.Join(allowed, ", "))
	}
}

// Nearest is a hint at the known word that was probably meant, or at all of them.
func Nearest(word string, known []string) string {
	best, distance := "", 1+max(1, len(word)/3)
	for _, candidate := range known {
		a, b := strings.ToLower(word), strings.ToLower(candidate)
		d := levenshtein.Distance(a, b, nil)
		if sortedLetters(a) == sortedLetters(b) {
			d = min(d, 1) // Letters that changed places are one slip.
		}
		if d < distance {
			best, distance = candidate, d
		}
	}
	switch {
	case best != "":
		return "did you mean " + best + "?"
	case len(known) == 0:
		return "leave it out"
	}
	return "write one of " + strings.Join(known, ", ")
}

func sortedLetters(word string) string {
	letters := []rune(word)
	slices.Sort(letters)
	return string(letters)
}
