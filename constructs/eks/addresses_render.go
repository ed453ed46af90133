package eks

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawssubnet"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsvpc"
)

func renderSubnetLookup(id string) *dataawssubnet.DataAwsSubnetConfig {
	return &dataawssubnet.DataAwsSubnetConfig{Id: jsii.String(id)}
}

func renderVPCLookup(id string) *dataawsvpc.DataAwsVpcConfig {
	return &dataawsvpc.DataAwsVpcConfig{Id: jsii.String(id)}
}
