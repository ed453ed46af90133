package eks

import (
	"fmt"
	"regexp"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsiamopenidconnectprovider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"

	"github.com/berth-platform/berth/internal/check"
)

// ClusterRef is what others need of a cluster: [LookupCluster] finds it by name, and [Cluster.Ref] has it at hand.
type ClusterRef struct {
	name            string
	endpoint        string
	certificate     string // In base64.
	issuer          string
	oidcProviderARN string
	vpcID           string
	arn             string

	lookup        dataawsekscluster.DataAwsEksCluster // Nil in the cluster's own stack.
	postcondition []*cdktf.Postcondition
}

// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$`)

// ValidateClusterName reports a text that is no name of a cluster as a *FieldError.
func ValidateClusterName(name string) error {
	var p check.Problems
	if !clusterName.MatchString(name) {
		p.Add("", fmt.Sprintf("%q is no name of a cluster", name), "write one such as acme-dev-cluster")
	}
	return p.Err()
}

// LookupCluster finds a cluster that another stack has made, with its OIDC provider. The name is text, not a token, as
// other names are built of it. It panics with a *ConfigError when it is no cluster's name.
func LookupCluster(scope constructs.Construct, id, name string) *ClusterRef {
	var p check.Problems
	p.Within("name", ValidateClusterName(name))
	check.MustIn(scope, id, p.Err())

	lookup := constructs.NewConstruct(scope, &id)
	cluster := dataawsekscluster.NewDataAwsEksCluster(lookup, new("cluster"), renderClusterLookup(name))
	issuer := *cluster.Identity().Get(new(0.0)).Oidc().Get(new(0.0)).Issuer()
	provider := dataawsiamopenidconnectprovider.NewDataAwsIamOpenidConnectProvider(lookup, new("oidc-provider"),
		renderOIDCProviderLookup(issuer))
	return &ClusterRef{
		name:            name,
		endpoint:        *cluster.Endpoint(),
		certificate:     *cluster.CertificateAuthority().Get(new(0.0)).Data(),
		issuer:          issuer,
		oidcProviderARN: *provider.Arn(),
		vpcID:           *cluster.VpcConfig().Get(new(0.0)).VpcId(),
		arn:             *cluster.Arn(),
		lookup:          cluster,
	}
}

// Require has the look-up of the cluster fail with the message unless the condition holds, a token that is true or false.
// Nothing else is then planned of what needs the cluster, so that the message stands alone. A stack that is destroyed is
// only warned. In the cluster's own stack nothing is looked up, and nothing required.
func (r *ClusterRef) Require(condition any, message string) {
	if r.lookup == nil {
		return
	}
	r.postcondition = append(r.postcondition, &cdktf.Postcondition{Condition: condition, ErrorMessage: &message})
	r.lookup.SetLifecycle(&cdktf.TerraformResourceLifecycle{Postcondition: &r.postcondition})
}

// Name is the cluster's name: text, not a token.
func (r *ClusterRef) Name() string { return r.name }

// ARN is the cluster's ARN, as a token.
func (r *ClusterRef) ARN() string { return r.arn }

// Endpoint is the URL of the cluster's API server, as a token.
func (r *ClusterRef) Endpoint() string { return r.endpoint }

// CertificateAuthority is the PEM certificate that the API server is known by, as a token.
func (r *ClusterRef) CertificateAuthority() string { return *cdktf.Fn_Base64decode(&r.certificate) }

// Issuer is the URL that the cluster's service account tokens are issued by, as a token.
func (r *ClusterRef) Issuer() string { return r.issuer }

// OIDCProviderARN is the ARN by which IAM policies name the issuer, as a token.
func (r *ClusterRef) OIDCProviderARN() string { return r.oidcProviderARN }

// VPCID is the id of the VPC that the cluster stands in, as a token.
func (r *ClusterRef) VPCID() string { return r.vpcID }

// issuerHost is the issuer as IAM's condition keys have it, without https://.
func (r *ClusterRef) issuerHost() string { return *cdktf.Fn_Trimprefix(&r.issuer, new("https://")) }
