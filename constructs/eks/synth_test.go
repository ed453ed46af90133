package eks_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/stretchr/testify/require"
)

// synthesized is a stack's Terraform.
type synthesized struct {
	t        *testing.T
	text     string
	Data     map[string]map[string]object `json:"data"`
	Resource map[string]map[string]object `json:"resource"`
}

type object = map[string]any

func synth(t *testing.T, build func(stack cdktf.TerraformStack)) synthesized {
	t.Helper()
	stack := cdktf.NewTerraformStack(cdktf.Testing_App(nil), jsii.String("stack"))
	build(stack)
	s := synthesized{t: t, text: *cdktf.Testing_Synth(stack, jsii.Bool(false))}
	require.NoError(t, json.Unmarshal([]byte(s.text), &s))
	return s
}

// one is the only resource of a type.
func (s synthesized) one(kind string) object {
	s.t.Helper()
	require.Len(s.t, s.Resource[kind], 1, kind)
	return slices.Collect(maps.Values(s.Resource[kind]))[0]
}
