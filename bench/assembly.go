package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// types are those of npm packages by their full names, as jsii describes them.
type types map[string]*jsiiType

type jsiiType struct {
	Name        string
	Kind        string // class, interface or enum
	Datatype    bool   // A struct.
	Interfaces  []string
	Properties  []jsiiProperty
	Initializer struct{ Parameters []jsiiProperty }
	SymbolID    string // src/iam-role/index:IamRole
}

type jsiiProperty struct {
	Name string
	Type jsiiRef
}

type jsiiRef struct {
	FQN        string
	Collection *struct {
		Kind        string // array or map
		ElementType jsiiRef
	}
	Union struct{ Types []jsiiRef }
}

// class is the class of the full name, from the package that it is in.
func (t types) class(modules, name string) (*jsiiType, error) {
	if err := t.load(modules, packageOf(name)); err != nil {
		return nil, err
	}
	if class := t[name]; class != nil && class.Kind == "class" {
		return class, nil
	}
	return nil, fmt.Errorf("there is no class %s", name)
}

func packageOf(name string) string {
	name, _, _ = strings.Cut(name, ".")
	return name
}

func (t types) load(modules, name string) error {
	if _, loaded := t[name]; loaded {
		return nil
	}
	content, err := os.ReadFile(filepath.Join(modules, name, ".jsii"))
	if err != nil {
		return fmt.Errorf("%w: bench/peer/package.json has to name the package", err)
	}
	var assembly struct{ Types types }
	if err := json.Unmarshal(content, &assembly); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	maps.Copy(t, assembly.Types)
	t[name] = nil
	return nil
}

// module is what Node loads to get the class: its own file where the package has one for each.
func (j *jsiiType) module(name string) string {
	folder, found := strings.CutPrefix(j.SymbolID, "src/")
	if !found {
		return packageOf(name)
	}
	folder, _, _ = strings.Cut(folder, "/index:")
	return packageOf(name) + "/lib/" + folder
}

// configType is the type of the constructor's last parameter.
func (j *jsiiType) configType() jsiiRef {
	parameters := j.Initializer.Parameters
	return parameters[len(parameters)-1].Type
}

// config turns a value as Terraform has it into one as the class's constructor takes it.
func (t types) config(ref jsiiRef, value any) (any, error) {
	switch value := value.(type) {
	case []any:
		out := make([]any, len(value))
		for i := range value {
			var err error
			if out[i], err = t.config(ref, value[i]); err != nil {
				return nil, fmt.Errorf("[%d]%w", i, err)
			}
		}
		return out, nil
	case map[string]any:
		if name := t.structOf(ref); name != "" {
			return t.fields(name, value)
		}
	case string:
		if t.isElement(ref) {
			return map[string]any{"fqn": value}, nil
		}
	}
	return value, nil
}

func (t types) fields(name string, block map[string]any) (any, error) {
	out := map[string]any{}
	for key, value := range block {
		property := t.property(name, key)
		if property == nil {
			return nil, fmt.Errorf(".%s: %s has no such property", key, name)
		}
		var err error
		if out[property.Name], err = t.config(property.Type, value); err != nil {
			return nil, fmt.Errorf(".%s%w", key, err)
		}
	}
	return out, nil
}

// property finds a property by its name in Terraform: the same, but for capitals and underscores.
func (t types) property(name, key string) *jsiiProperty {
	jsii := t[name]
	if jsii == nil {
		return nil
	}
	same := func(p jsiiProperty) bool { return strings.EqualFold(p.Name, strings.ReplaceAll(key, "_", "")) }
	if i := slices.IndexFunc(jsii.Properties, same); i >= 0 {
		return &jsii.Properties[i]
	}
	for _, parent := range jsii.Interfaces {
		if property := t.property(parent, key); property != nil {
			return property
		}
	}
	return nil
}

// structOf is the struct that the type is, or is a list of; empty when there is none.
func (t types) structOf(ref jsiiRef) string {
	if jsii := t[ref.FQN]; jsii != nil && jsii.Datatype {
		return ref.FQN
	}
	if ref.Collection != nil && ref.Collection.Kind == "array" {
		return t.structOf(ref.Collection.ElementType)
	}
	for _, one := range ref.Union.Types {
		if name := t.structOf(one); name != "" {
			return name
		}
	}
	return ""
}

// isElement tells whether the type is another element of the stack, which is known by its address.
func (t types) isElement(ref jsiiRef) bool {
	if ref.Collection != nil {
		ref = ref.Collection.ElementType
	}
	return ref.FQN == "cdktf.ITerraformDependable" || ref.FQN == "cdktf.TerraformProvider"
}
