package constructs

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/manifest"
)

// object is a part of a Kubernetes object as the provider's manifest takes it.
type object = map[string]any

// renderCustom is a custom resource. Its labels go to its metadata.
func renderCustom(apiVersion, kind string, metadata object, labels map[string]string, spec object) *manifest.ManifestConfig {
	all := object{}
	for key, value := range labels {
		all[key] = value
	}
	metadata["labels"] = all
	return &manifest.ManifestConfig{
		Manifest:     &object{"apiVersion": apiVersion, "kind": kind, "metadata": metadata, "spec": spec},
		FieldManager: &manifest.ManifestFieldManager{Name: jsii.String("berth"), ForceConflicts: true},
		Timeouts: &manifest.ManifestTimeouts{
			Create: jsii.String("5m"), Update: jsii.String("5m"), Delete: jsii.String("5m"),
		},
	}
}
