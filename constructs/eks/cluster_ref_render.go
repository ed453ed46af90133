package eks

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsiamopenidconnectprovider"
)

// Neither data source depends on a resource: one that did would be read only at apply, and a provider that is
// configured by it could not plan.

func renderClusterLookup(name string) *dataawsekscluster.DataAwsEksClusterConfig {
	return &dataawsekscluster.DataAwsEksClusterConfig{Name: jsii.String(name)}
}

func renderOIDCProviderLookup(issuer string) *dataawsiamopenidconnectprovider.DataAwsIamOpenidConnectProviderConfig {
	return &dataawsiamopenidconnectprovider.DataAwsIamOpenidConnectProviderConfig{Url: jsii.String(issuer)}
}
