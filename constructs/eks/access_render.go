package eks

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccessentry"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccesspolicyassociation"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"

	"github.com/berth-platform/berth/internal/check"
	"github.com/berth-platform/berth/internal/ptr"
)

func renderAccess(a ClusterAccess) *ekscluster.EksClusterAccessConfig {
	return &ekscluster.EksClusterAccessConfig{
		AuthenticationMode:                      jsii.String("API"),
		BootstrapClusterCreatorAdminPermissions: jsii.Bool(a.CreatorIsAdmin),
	}
}

// accessID is made of the principal's account and name, so that a list with one less leaves the others as they are. A
// token has neither yet and goes by its place.
func accessID(i int, principal string) string {
	if check.IsToken(principal) {
		return strconv.Itoa(i)
	}
	_, name, _ := strings.Cut(principal, "::")
	return name
}

func renderAccessEntry(e AccessEntry, cluster string, tags map[string]string) *eksaccessentry.EksAccessEntryConfig {
	return &eksaccessentry.EksAccessEntryConfig{
		ClusterName:      jsii.String(cluster),
		PrincipalArn:     jsii.String(e.Principal),
		KubernetesGroups: ptr.Strings(e.Groups),
		Tags:             ptr.Map(tags),
	}
}

// accessPolicies are the names that EKS has for its policies.
var accessPolicies = map[AccessPolicy]string{
	AccessView:         "AmazonEKSViewPolicy",
	AccessEdit:         "AmazonEKSEditPolicy",
	AccessAdmin:        "AmazonEKSAdminPolicy",
	AccessClusterAdmin: "AmazonEKSClusterAdminPolicy",
}

func renderAccessPolicy(e AccessEntry, entry accessTarget) *eksaccesspolicyassociation.EksAccessPolicyAssociationConfig {
	scope := &eksaccesspolicyassociation.EksAccessPolicyAssociationAccessScope{Type: jsii.String("cluster")}
	if len(e.Namespaces) > 0 {
		scope.Type, scope.Namespaces = jsii.String("namespace"), ptr.Strings(e.Namespaces)
	}
	return &eksaccesspolicyassociation.EksAccessPolicyAssociationConfig{
		ClusterName:  jsii.String(entry.cluster),
		PrincipalArn: jsii.String(entry.principal),
		PolicyArn:    jsii.String(fmt.Sprintf("arn:%s:eks::aws:cluster-access-policy/%s", entry.partition, accessPolicies[e.Policy])),
		AccessScope:  scope,
	}
}

// accessTarget is what a policy is given to: tokens.
type accessTarget struct{ partition, cluster, principal string }
