package constructs

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const someDigest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func TestAnImageThatCouldBeLatestIsRefused(t *testing.T) {
	const pin = "pin a tag that never moves, such as main-42, v1.4.0 or a commit"
	tests := map[string]string{
		"nginx":                                 `tag: is missing, which means latest; ` + pin,
		"localhost:5000/nginx":                  `tag: is missing, which means latest; ` + pin,
		"nginx:latest":                          `tag: "latest" is mutable; ` + pin,
		"nginx:LATEST":                          `tag: "LATEST" is mutable; ` + pin,
		"localhost:5000/nginx:latest":           `tag: "latest" is mutable; ` + pin,
		"ghcr.io/acme/api:latest@" + someDigest: `tag: "latest" is mutable; ` + pin,
		"ghcr.io/acme/api@" + someDigest:        `tag: is missing, and a digest alone tells people nothing; ` + pin,
	}
	for ref, want := range tests {
		t.Run(ref, func(t *testing.T) {
			image, err := ParseImage(ref)
			require.NoError(t, err)
			requireProblems(t, image.Validate(), want)
		})
	}
}

func TestAReferenceOutsideTheRegistryGrammarIsRefused(t *testing.T) {
	for _, ref := range []string{"", "ghcr.io/Acme/API:v1", "ghcr.io/acme/api:v1@sha256:12", "https://ghcr.io/acme/api:v1", "api:-v1", "api:" + strings.Repeat("a", 129)} {
		t.Run(ref, func(t *testing.T) {
			_, err := ParseImage(ref)
			require.ErrorContains(t, err, "is not an image reference")
		})
	}
}

func TestAnImagesPartsAreChecked(t *testing.T) {
	tests := map[string]struct {
		image Image
		want  []string
	}{
		"nothing at all": {Image{}, []string{
			"repository: is missing; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart",
			"tag: is missing, which means latest; pin a tag that never moves, such as main-42, v1.4.0 or a commit",
		}},
		"a repository in capitals": {Image{Repository: "ghcr.io/Acme/api", Tag: "v1"}, []string{
			`repository: "ghcr.io/Acme/api" is not a repository; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart`,
		}},
		"a tag in the repository": {Image{Repository: "ghcr.io/acme/api:latest", Tag: "v1"}, []string{
			`repository: "ghcr.io/acme/api:latest" is not a repository; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart`,
		}},
		"a tag with a digest in it": {Image{Repository: "api", Tag: "v1@" + someDigest}, []string{
			`tag: "v1@` + someDigest + `" is not a tag; write up to 128 letters, digits, dots, hyphens and underscores, such as main-42`,
		}},
		"a tag that Terraform knows": {Image{Repository: "api", Tag: "${var.tag}"}, []string{
			`tag: is known only to Terraform, so that it cannot be checked; write the tag as text, such as main-42`,
		}},
		"a short digest": {Image{Repository: "api", Tag: "v1", Digest: "sha256:12"}, []string{
			`digest: "sha256:12" is malformed: invalid checksum digest length; write sha256: and 64 hexadecimal digits, as ` + "`docker buildx imagetools inspect`" + ` prints it`,
		}},
		"a digest without its algorithm": {Image{Repository: "api", Tag: "v1", Digest: strings.TrimPrefix(someDigest, "sha256:")}, []string{
			`digest: "` + strings.TrimPrefix(someDigest, "sha256:") + `" is malformed: invalid checksum digest format; write sha256: and 64 hexadecimal digits, as ` + "`docker buildx imagetools inspect`" + ` prints it`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { requireProblems(t, test.image.Validate(), test.want...) })
	}
}

func TestTagAndDigestPinTheBytesTogether(t *testing.T) {
	const ref = "ghcr.io/acme/api:v1@" + someDigest
	image, err := ParseImage(ref)
	require.NoError(t, err)
	require.Equal(t, Image{Repository: "ghcr.io/acme/api", Tag: "v1", Digest: someDigest}, image)
	require.NoError(t, image.Validate())
	require.Equal(t, ref, image.String())
}
