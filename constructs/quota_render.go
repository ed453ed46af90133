package constructs

import (
	"strconv"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/limitrangev1"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/resourcequotav1"

	"github.com/berth-platform/berth/internal/ptr"
)

func renderQuota(c TenantConfig, namespace string) *resourcequotav1.ResourceQuotaV1Config {
	return &resourcequotav1.ResourceQuotaV1Config{
		Metadata: &resourcequotav1.ResourceQuotaV1Metadata{
			Name: jsii.String("tenant"), Namespace: jsii.String(namespace), Labels: ptr.Map(c.labels()),
		},
		Spec: &resourcequotav1.ResourceQuotaV1Spec{Hard: ptr.Map(map[string]string{
			"requests.cpu":    c.Quota.CPU,
			"requests.memory": c.Quota.Memory,
			"limits.memory":   c.Quota.MemoryLimit,
			"pods":            strconv.Itoa(c.Quota.Pods),
		})},
	}
}

// renderLimits gives a container that says nothing what the quota wants it to say, so that an injected one starts too. It
// gives none a limit of cores, as a service may have chosen to have none.
func renderLimits(c TenantConfig, namespace string) *limitrangev1.LimitRangeV1Config {
	return &limitrangev1.LimitRangeV1Config{
		Metadata: &limitrangev1.LimitRangeV1Metadata{
			Name: jsii.String("tenant"), Namespace: jsii.String(namespace), Labels: ptr.Map(c.labels()),
		},
		Spec: &limitrangev1.LimitRangeV1Spec{Limit: []*limitrangev1.LimitRangeV1SpecLimit{{
			Type:           jsii.String("Container"),
			DefaultRequest: ptr.Map(map[string]string{"cpu": defaultCPURequest, "memory": defaultMemoryRequest}),
			Default:        ptr.Map(map[string]string{"memory": defaultMemoryLimit}),
			Max:            ptr.Map(map[string]string{"memory": c.Quota.ContainerMemory}),
		}}},
	}
}
