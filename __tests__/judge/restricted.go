package judge

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/berth-platform/berth/internal/manifest"
)

var restricted = api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}

// Restricted are the pods and pod templates that the level restricted of Pod Security Admission would refuse, and the
// containers that can write to their image's file system, which the level allows.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
func Restricted(objects []manifest.Object) []string {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		panic(err)
	}
	var violations []string
	for _, object := range objects {
		metadata, pod, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object.Value)
		if err != nil { // the object makes no pods
			continue
		}
		for _, result := range evaluator.EvaluatePod(restricted, metadata, pod) {
			if !result.Allowed {
				violations = append(violations, violation(object, result.ForbiddenReason+": "+result.ForbiddenDetail))
			}
		}
		for _, name := range writable(pod) {
			violations = append(violations, violation(object, fmt.Sprintf("container %q must set securityContext.readOnlyRootFilesystem=true", name)))
		}
	}
	return violations
}

func writable(pod *corev1.PodSpec) []string {
	var names []string
	for _, container := range slices.Concat(pod.InitContainers, pod.Containers) {
		context := container.SecurityContext
		if context == nil || context.ReadOnlyRootFilesystem == nil || !*context.ReadOnlyRootFilesystem {
			names = append(names, container.Name)
		}
	}
	return names
}
