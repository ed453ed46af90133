package fastsynth

import (
	"reflect"
	"testing"

	_ "github.com/aws/constructs-go/constructs/v10" // A type that is registered.
	_jsii_ "github.com/aws/jsii-runtime-go/runtime"
	"github.com/stretchr/testify/require"
)

func TestATypeThatIsNotLinkedIsNotRegistered(t *testing.T) {
	require.NoError(t, registryAnswers())
	for range 2 {
		found, err := registered("@cdktf/provider-aws.s3Bucket.S3Bucket")
		require.NoError(t, err)
		require.False(t, found)
	}
}

type color string

func TestTheQuestionLeavesTheRegistryAsItWas(t *testing.T) {
	const fqn = "fastsynth.Color"
	found, err := registered(fqn)
	require.NoError(t, err)
	require.False(t, found)
	_jsii_.RegisterEnum(fqn, reflect.TypeFor[color](), map[string]any{"RED": color("RED")})
	found, err = registered(fqn)
	require.NoError(t, err)
	require.True(t, found)
}

func TestAProgramOfGoTestKnowsItsModules(t *testing.T) {
	program, err := linked(".")
	require.NoError(t, err)
	require.Regexp(t, `^v0\.\d+\.\d+$`, program.versions["github.com/hashicorp/terraform-cdk-go/cdktf"])
	require.Empty(t, program.providers, "go.mod names providers that the program may not link")

	t.Chdir(t.TempDir())
	_, err = linked(".")
	require.EqualError(t, err, "the program does not tell the versions of its modules")
}
