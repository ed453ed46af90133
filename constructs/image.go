package constructs

import (
	"fmt"
	"strings"

	"github.com/distribution/reference"
	"github.com/opencontainers/go-digest"

	"github.com/berth-platform/berth/internal/check"
)

// Image is a container image that always names the same bytes, or at least means to: a moving tag is refused.
type Image struct {
	// Where the image is, without tag and digest, such as ghcr.io/acme/apiserver. Required.
	Repository string `json:"repository,omitempty"`
	// The tag: text, not a token, and not `latest`, which can be other bytes on each node, any branch's last push,
	// and nothing that a rollback could name. Required.
	Tag string `json:"tag,omitempty"`
	// Pins the exact bytes beside the tag, such as sha256: and 64 digits. Default: none.
	Digest string `json:"digest,omitempty"`
}

// ParseImage reads a reference such as ghcr.io/acme/apiserver:v1.4.0@sha256:…. It leaves it to [Image.Validate]
// whether the image is pinned. The error is a *FieldError.
func ParseImage(ref string) (Image, error) {
	parsed, err := reference.Parse(ref)
	if err != nil {
		return Image{}, &FieldError{Problem: fmt.Sprintf("%q is not an image reference", ref), Hint: hintRepository}
	}
	var image Image
	if named, ok := parsed.(reference.Named); ok {
		image.Repository = named.Name()
	}
	if tagged, ok := parsed.(reference.Tagged); ok {
		image.Tag = tagged.Tag()
	}
	if digested, ok := parsed.(reference.Digested); ok {
		image.Digest = digested.Digest().String()
	}
	return image, nil
}

// String is the reference that a container runtime pulls: repository:tag, and @digest where there is one.
func (i Image) String() string {
	ref := i.Repository + ":" + i.Tag
	if i.Digest != "" {
		ref += "@" + i.Digest
	}
	return ref
}

const (
	hintRepository = "write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart"
	hintTag        = "pin a tag that never moves, such as main-42, v1.4.0 or a commit"
	hintDigest     = "write sha256: and 64 hexadecimal digits, as `docker buildx imagetools inspect` prints it"
)

// Validate reports every problem of the image as a *FieldError, joined.
func (i Image) Validate() error {
	var p check.Problems
	i.validateRepository(&p)
	i.validateTag(&p)
	if i.Digest != "" {
		if err := digest.Digest(i.Digest).Validate(); err != nil {
			p.Add("digest", fmt.Sprintf("%q is malformed: %s", i.Digest, err), hintDigest)
		}
	}
	return p.Err()
}

func (i Image) validateRepository(p *check.Problems) {
	if !p.Require("repository", i.Repository, hintRepository) {
		return
	}
	if _, err := reference.WithName(i.Repository); err != nil {
		p.Add("repository", fmt.Sprintf("%q is not a repository", i.Repository), hintRepository)
	}
}

func (i Image) validateTag(p *check.Problems) {
	switch {
	case i.Tag == "" && i.Digest == "":
		p.Add("tag", "is missing, which means latest", hintTag)
	case i.Tag == "":
		p.Add("tag", "is missing, and a digest alone tells people nothing", hintTag)
	case strings.EqualFold(i.Tag, "latest"):
		p.Add("tag", fmt.Sprintf("%q is mutable", i.Tag), hintTag)
	case check.IsToken(i.Tag):
		p.Add("tag", "is known only to Terraform, so that it cannot be checked", "write the tag as text, such as main-42")
	case !reference.TagRegexp.MatchString(i.Tag) || reference.TagRegexp.FindString(i.Tag) != i.Tag:
		p.Add("tag", fmt.Sprintf("%q is not a tag", i.Tag), "write up to 128 letters, digits, dots, hyphens and underscores, such as main-42")
	}
}
