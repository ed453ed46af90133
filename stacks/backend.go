package stacks

import (
	"cmp"
	"path"

	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/ptr"
)

// Backend is where Terraform keeps a stack's state: a [LocalBackend] or an [S3Backend].
type Backend interface {
	add(stack cdktf.TerraformStack, id string, environment Environment)
	validate(p *check.Problems, environment Environment)
}

// LocalBackend keeps states on this machine, as <folder>/<environment>/<stack>.tfstate.
type LocalBackend struct {
	// A folder below the one that cdktf runs in. Default: state.
	Folder string
}

// S3Backend keeps states encrypted in a bucket, as <platform>/<environment>/<stack>.tfstate, each with a lock beside it.
type S3Backend struct {
	// A bucket that is there. Required.
	Bucket string
	// The bucket's region. Default: the environment's.
	Region string
	// The ARN of the KMS key that encrypts the states. Default: the bucket's own encryption.
	KMSKeyARN string
}

func (LocalBackend) validate(*check.Problems, Environment) {}

func (b S3Backend) validate(p *check.Problems, environment Environment) {
	p.Require("backend.s3.bucket", b.Bucket, "write the name of a bucket that is there")
	p.Require("backend.s3.region", cmp.Or(b.Region, environment.Region), "write the bucket's region, such as us-east-1")
}

// add gives a path relative to cdktf.out/stacks/<stack>, where cdktf runs Terraform: an absolute one would make each
// machine's output its own.
func (b LocalBackend) add(stack cdktf.TerraformStack, id string, environment Environment) {
	folder := cmp.Or(b.Folder, "state")
	cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{
		Path: jsii.String(path.Join("../../..", folder, environment.Name, id+".tfstate")),
	})
}

func (b S3Backend) add(stack cdktf.TerraformStack, id string, environment Environment) {
	cdktf.NewS3Backend(stack, &cdktf.S3BackendConfig{
		Bucket:   jsii.String(b.Bucket),
		Key:      jsii.String(path.Join(environment.Platform, environment.Name, id+".tfstate")),
		Region:   ptr.NonZero(cmp.Or(b.Region, environment.Region)),
		Encrypt:  jsii.Bool(true),
		KmsKeyId: ptr.NonZero(b.KMSKeyARN),
	})
	stack.AddOverride(jsii.String("terraform.backend.s3.use_lockfile"), true)
}
