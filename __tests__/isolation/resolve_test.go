package isolation

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	expression = regexp.MustCompile(`\$\{[^}]*\}`)
	// logicalID is the part of a data source's address that its stack chose.
	logicalID = regexp.MustCompile(`\b(data\.\w+)\.[\w-]+\.`)
)

// resolve fills in what Terraform will know: each expression's value, by the expression with no logical id in it, such
// as data.aws_partition.partition. One that has no value is an error.
func resolve(text string, values map[string]string) (string, error) {
	var unknown error
	resolved := expression.ReplaceAllStringFunc(text, func(found string) string {
		key := logicalID.ReplaceAllString(found[2:len(found)-1], "$1.")
		value, known := values[key]
		if !known {
			unknown = fmt.Errorf("no value for %s", key)
		}
		return value
	})
	return resolved, unknown
}

func TestExpressionsAreResolvedOrRefused(t *testing.T) {
	known := map[string]string{
		"data.aws_partition.partition":                                            "aws-us-gov",
		`trimprefix(data.aws_eks_cluster.identity[0].oidc[0].issuer, "https://")`: "oidc.example",
	}
	resolved, err := resolve(`arn:${data.aws_partition.role_api_partition_0AF1.partition}:x ${trimprefix(data.aws_eks_cluster.c-1.identity[0].oidc[0].issuer, "https://")}:sub`, known)
	require.NoError(t, err)
	require.Equal(t, "arn:aws-us-gov:x oidc.example:sub", resolved)

	_, err = resolve("${data.aws_region.here.name}", known)
	require.EqualError(t, err, "no value for data.aws_region.name")
	_, err = resolve("$${aws:username}", known)
	require.Error(t, err)
}
