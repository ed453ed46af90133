package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// description is what the peer builds. Stacks that differ in their tenant's name and a few values have one template:
// it has to read no more than a program with a function for a tenant has.
type description struct {
	Templates []any   `json:"templates"`
	Stacks    []stack `json:"stacks"`

	shapes map[string]int // Templates by what they are without their values.
}

// stack fills in a template: {tenant} in its texts, and "{value0}" for a value of its own.
type stack struct {
	Name     string `json:"name"`
	Template int    `json:"template"`
	Tenant   string `json:"tenant"`
	Values   []any  `json:"values"` // All of them, until cut leaves out the ones that are in the template.
}

func (d *description) add(name string, built *built) error {
	text, err := json.Marshal(built)
	if err != nil {
		return err
	}
	added := stack{Name: name}
	if tenant, found := strings.CutPrefix(name, "tenant-"); found {
		added.Tenant = tenant
		text = []byte(strings.ReplaceAll(string(text), tenant, "{tenant}"))
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return err
	}
	blank := mapLeaves(tree, func(leaf any) any {
		added.Values = append(added.Values, leaf)
		return nil
	})
	shape, err := json.Marshal(blank)
	if err != nil {
		return err
	}
	index, found := d.shapes[string(shape)]
	if !found {
		if d.shapes == nil {
			d.shapes = map[string]int{}
		}
		index = len(d.Templates)
		d.shapes[string(shape)] = index
		d.Templates = append(d.Templates, tree)
	}
	added.Template = index
	d.Stacks = append(d.Stacks, added)
	return nil
}

// cut leaves each stack the values that are not the same in all stacks of its template.
func (d *description) cut() {
	for index, template := range d.Templates {
		var of []*stack
		for i := range d.Stacks {
			if d.Stacks[i].Template == index {
				of = append(of, &d.Stacks[i])
			}
		}
		kept := make([][]any, len(of))
		leaf := -1
		d.Templates[index] = mapLeaves(template, func(value any) any {
			leaf++
			if !slices.ContainsFunc(of, func(s *stack) bool { return s.Values[leaf] != value }) {
				return value
			}
			for i, stack := range of {
				kept[i] = append(kept[i], stack.Values[leaf])
			}
			return fmt.Sprintf("{value%d}", len(kept[0])-1)
		})
		for i, stack := range of {
			stack.Values = kept[i]
		}
	}
}

// mapLeaves gives the tree with each leaf replaced, in an order that is always the same.
func mapLeaves(tree any, replace func(any) any) any {
	switch tree := tree.(type) {
	case map[string]any:
		out := make(map[string]any, len(tree))
		for _, key := range slices.Sorted(maps.Keys(tree)) {
			out[key] = mapLeaves(tree[key], replace)
		}
		return out
	case []any:
		out := make([]any, len(tree))
		for i := range tree {
			out[i] = mapLeaves(tree[i], replace)
		}
		return out
	default:
		return replace(tree)
	}
}
