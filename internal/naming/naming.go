// Package naming makes names that are safe where they are used: within a limit of length, and never two alike.
package naming

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

const (
	// RoleLimit is the longest name of an IAM role.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
	RoleLimit = 64
	// LabelLimit is the longest value of a Kubernetes label.
	// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
	LabelLimit = 63
)

const hashLength = 8

// Role is an IAM role's name made of its parts. A dot stands between them, which no part has, so that
// (acme, eu-api) and (acme-eu, api) get two names.
func Role(parts ...string) string { return Fit(strings.Join(parts, "."), RoleLimit) }

// Fit cuts a name that is over the limit, and marks the cut with a hash of the whole, so that two long names stay two.
func Fit(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	return name[:limit-hashLength-1] + "-" + hash(name)
}

var notInLabel = regexp.MustCompile(`[^A-Za-z0-9_.-]`)

// Label is a text as a label value: cut at its limit, other characters replaced, a letter or digit at both ends.
func Label(text string) string {
	label := notInLabel.ReplaceAllString(text, "_")
	if len(label) > LabelLimit {
		label = label[:LabelLimit]
	}
	return strings.Trim(label, "-_.")
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:hashLength]
}
