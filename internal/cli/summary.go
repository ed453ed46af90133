package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/berth-platform/berth/internal/manifest"
)

// summary is what a person wants to know of each stack.
type summary []stackSummary

type stackSummary struct {
	name      string
	resources []string // "3 deployment", by kind.
	images    []string
	hosts     []string
}

// summarize reads a synthesized folder.
func summarize(folder string) (summary, error) {
	var index struct {
		Stacks map[string]struct{ Name string }
	}
	if err := readJSON(filepath.Join(folder, "manifest.json"), &index); err != nil {
		return nil, err
	}
	var all summary
	for _, name := range slices.SortedFunc(maps.Keys(index.Stacks), before) {
		one, err := summarizeStack(name, stackFile(folder, name))
		if err != nil {
			return nil, fmt.Errorf("stack %s: %w", name, err)
		}
		all = append(all, one)
	}
	return all, nil
}

func summarizeStack(name, file string) (stackSummary, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return stackSummary{}, err
	}
	objects, err := manifest.Objects(content)
	if err != nil {
		return stackSummary{}, err
	}
	resources, err := countResources(content)
	if err != nil {
		return stackSummary{}, err
	}
	one := stackSummary{name: name, resources: resources}
	for _, object := range objects {
		switch object := object.Value.(type) {
		case *appsv1.Deployment:
			one.images = append(one.images, images(object.Spec.Template.Spec)...)
		case *networkingv1.Ingress:
			for _, rule := range object.Spec.Rules {
				one.hosts = append(one.hosts, rule.Host)
			}
		}
	}
	for _, list := range []*[]string{&one.images, &one.hosts} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return one, nil
}

// digest is one that is cut for the eye: twelve digits tell images apart.
var digest = regexp.MustCompile(`(@sha256:[0-9a-f]{12})[0-9a-f]+$`)

func images(pod corev1.PodSpec) []string {
	var out []string
	for _, container := range slices.Concat(pod.InitContainers, pod.Containers) {
		out = append(out, digest.ReplaceAllString(container.Image, "$1…"))
	}
	return out
}

// countResources counts by kind: iam_role for aws_iam_role, deployment for kubernetes_deployment_v1, and what a
// kubernetes_manifest holds by its own kind.
func countResources(stack []byte) ([]string, error) {
	var content struct {
		Resource map[string]map[string]struct {
			Manifest struct{ Kind string }
		}
	}
	if err := json.Unmarshal(stack, &content); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for typ, resources := range content.Resource {
		_, kind, _ := strings.Cut(strings.TrimSuffix(typ, "_v1"), "_")
		for _, resource := range resources {
			counts[cmp.Or(resource.Manifest.Kind, kind)]++
		}
	}
	var out []string
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, fmt.Sprintf("%d %s", counts[kind], kind))
	}
	return out, nil
}

func readJSON(file string, into any) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}

// print writes a table with as many lines to a stack as its longest column has.
func (s summary) print(out io.Writer) error {
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "STACK\tRESOURCES\tIMAGES\tHOSTS")
	for _, stack := range s {
		for i := range max(1, len(stack.resources), len(stack.images), len(stack.hosts)) {
			fmt.Fprintln(table, strings.Join([]string{at([]string{stack.name}, i), at(stack.resources, i), at(stack.images, i), at(stack.hosts, i)}, "\t"))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(out, trailingSpace.ReplaceAllString(text.String(), ""))
	return err
}

var trailingSpace = regexp.MustCompile(`(?m) +$`)

func at(column []string, i int) string {
	if i < len(column) {
		return column[i]
	}
	return ""
}
