package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// element is one call of a constructor, with its config as JavaScript has it.
type element struct {
	Module string `json:"module"`
	Name   string `json:"name"`
	Path   string `json:"path"` // Of its scope, below the stack.
	ID     string `json:"id,omitempty"`
	Config any    `json:"config"`
}

// describer knows the classes of the npm packages in a folder.
type describer struct {
	modules string
	types   types
}

// describe says how the stacks of an output folder are built with the packages' own classes.
func (d describer) describe(folder string) (*description, error) {
	if err := d.types.load(d.modules, "cdktf"); err != nil { // Its structs are in those of the others.
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(folder, "stacks", "*", "cdk.tf.json"))
	if err != nil {
		return nil, err
	}
	var all description
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		stack := filepath.Base(filepath.Dir(file))
		built, err := d.stack(stack, content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if err := all.add(stack, built); err != nil {
			return nil, err
		}
	}
	all.cut()
	return &all, nil
}

// synthesized is a cdk.tf.json.
type synthesized struct {
	Metadata       any `json:"//"`
	Terraform      map[string]any
	Provider       map[string][]map[string]any
	Data, Resource map[string]map[string]map[string]any
	Output         map[string]map[string]any
}

// built is a stack as the peer builds it.
type built struct {
	Overrides map[string]any `json:"overrides"`
	Elements  []element      `json:"elements"`
}

func (d describer) stack(name string, content []byte) (*built, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	var from synthesized
	if err := decoder.Decode(&from); err != nil {
		return nil, err
	}
	to := &built{Overrides: map[string]any{}}
	for _, add := range []func(string, *synthesized, *built) error{d.addTerraform, d.addProviders, d.addResources, d.addOutputs} {
		if err := add(name, &from, to); err != nil {
			return nil, err
		}
	}
	return to, nil
}

// addTerraform leaves out what the providers' classes write themselves.
func (d describer) addTerraform(_ string, from *synthesized, to *built) error {
	for _, key := range slices.Sorted(maps.Keys(from.Terraform)) {
		switch value := from.Terraform[key].(type) {
		case map[string]any:
			if key == "required_providers" {
				continue
			}
			for kind, config := range value {
				if err := d.add(to, "cdktf."+pascal(kind)+pascal(key), "", "", config); err != nil {
					return err
				}
			}
		default:
			to.Overrides["terraform."+key] = value
		}
	}
	return nil
}

func (d describer) addProviders(_ string, from *synthesized, to *built) error {
	for _, provider := range slices.Sorted(maps.Keys(from.Provider)) {
		for i, config := range from.Provider[provider] {
			class := packagePrefix + provider + ".provider." + pascal(provider) + "Provider"
			if err := d.add(to, class, "", fmt.Sprint(provider, i), config); err != nil {
				return err
			}
		}
	}
	return nil
}

// addResources builds each where it stands, so that it gets the same id.
func (d describer) addResources(stack string, from *synthesized, to *built) error {
	for prefix, kinds := range map[string]map[string]map[string]map[string]any{"": from.Resource, "data_": from.Data} {
		for kind, resources := range kinds {
			for _, config := range resources {
				path, id := place(stack, config)
				if err := d.add(to, resourceClass(prefix, kind), path, id, config); err != nil {
					return err
				}
			}
		}
	}
	slices.SortStableFunc(to.Elements, func(a, b element) int {
		return strings.Compare(a.Path+"/"+a.ID, b.Path+"/"+b.ID)
	})
	return nil
}

func (d describer) addOutputs(_ string, from *synthesized, to *built) error {
	for _, output := range slices.Sorted(maps.Keys(from.Output)) {
		if err := d.add(to, "cdktf.TerraformOutput", "", output, from.Output[output]); err != nil {
			return err
		}
	}
	return nil
}

func (d describer) add(to *built, class, path, id string, config any) error {
	jsii, err := d.types.class(d.modules, class)
	if err != nil {
		return err
	}
	config, err = d.types.config(jsii.configType(), config)
	if err != nil {
		return fmt.Errorf("%s %s/%s%w", class, path, id, err)
	}
	_, name := cutLast(class, ".")
	to.Elements = append(to.Elements, element{jsii.module(class), name, path, id, config})
	return nil
}

// place takes the path and the id out of what cdktf notes in a resource.
func place(stack string, config map[string]any) (path, id string) {
	note, _ := config["//"].(map[string]any)
	delete(config, "//")
	metadata, _ := note["metadata"].(map[string]any)
	whole, _ := metadata["path"].(string)
	return cutLast(strings.TrimPrefix(whole, stack+"/"), "/")
}

// packagePrefix is what the providers' packages are named with.
const packagePrefix = "@cdktf/provider-"

// resourceClass is the class of a kind such as kubernetes_deployment_v1.
func resourceClass(prefix, kind string) string {
	provider, name, _ := strings.Cut(kind, "_")
	if prefix != "" {
		name = prefix + kind
	}
	class := pascal(name)
	return packagePrefix + provider + "." + strings.ToLower(class[:1]) + class[1:] + "." + class
}

func pascal(snake string) string {
	var out strings.Builder
	for word := range strings.SplitSeq(snake, "_") {
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}

// cutLast cuts around the last separator; what comes before is empty when there is none.
func cutLast(text, separator string) (before, after string) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return "", text
	}
	return text[:i], text[i+len(separator):]
}
