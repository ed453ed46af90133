package constructs

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-kubernetes-go/kubernetes/v11/manifest"

	"github.com/berth-platform/berth/internal/ptr"
)

// renderSecrets maps each key to its parameter. A parameter that is not there fails the sync, and so the apply.
func renderSecrets(c ServiceConfig) *manifest.ManifestConfig {
	data := []any{}
	for _, key := range sortedKeys(c.Secrets) {
		data = append(data, object{
			"secretKey": key,
			"remoteRef": object{
				"key":                c.Secrets[key],
				"conversionStrategy": "Default",
				"decodingStrategy":   "None",
				"metadataPolicy":     "None",
			},
		})
	}
	return renderExternalSecret(c, c.secretName(), "Retain", object{"data": data})
}

// renderFlags finds the direct children of the prefix that are named like a flag: a deeper one would end up under the
// same name. Merge keeps the Secret, empty, while there is no flag, and takes a key out with its flag.
// https://external-secrets.io/latest/guides/ownership-deletion-policy/
func renderFlags(c ServiceConfig) *manifest.ManifestConfig {
	prefix := c.FeatureFlags.Prefix
	below := "^" + regexp.QuoteMeta(prefix) + "/"
	const flag = "FEATURE_FLAG_[A-Za-z0-9_]+"
	return renderExternalSecret(c, c.flagsName(), "Merge", object{
		"dataFrom": []any{object{
			"find": object{
				"path":               prefix,
				"name":               object{"regexp": below + flag + "$"},
				"conversionStrategy": "Default",
				"decodingStrategy":   "None",
			},
			"rewrite": []any{object{"regexp": object{"source": below + "(" + flag + ")$", "target": "$1"}}},
		}},
	})
}

// renderExternalSecret spells out what the operator would fill in: what it adds to the object later is a difference to
// Terraform.
func renderExternalSecret(c ServiceConfig, name, deletionPolicy string, source object) *manifest.ManifestConfig {
	spec := object{
		"refreshInterval": c.RefreshInterval,
		"secretStoreRef":  object{"kind": c.SecretStore.Kind, "name": c.SecretStore.Name},
		"target":          object{"name": name, "creationPolicy": "Owner", "deletionPolicy": deletionPolicy},
	}
	maps.Copy(spec, source)
	return renderReady("ExternalSecret", name, c.Namespace, c.labels(), spec)
}

// renderReady is an object of External Secrets Operator, waited for until it is ready.
func renderReady(kind, name, namespace string, labels map[string]string, spec object) *manifest.ManifestConfig {
	config := renderCustom("external-secrets.io/v1", kind, object{"name": name, "namespace": namespace}, labels, spec)
	config.Wait = &manifest.ManifestWait{
		Condition: []*manifest.ManifestWaitCondition{{Type: jsii.String("Ready"), Status: jsii.String("True")}},
	}
	return config
}

// checksum changes with the mapping of secrets and flags to parameters, not with their values: Reloader sees to those.
func (c ServiceConfig) checksum() string {
	if len(c.Secrets) == 0 && c.FeatureFlags.Disabled {
		return "none"
	}
	mapping, err := json.Marshal([]any{c.Secrets, ptr.NonZero(c.FeatureFlags.Prefix)})
	if err != nil {
		panic(err) // Maps of strings always marshal.
	}
	sum := sha256.Sum256(mapping)
	return hex.EncodeToString(sum[:])
}
