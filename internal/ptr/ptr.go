// Package ptr turns Go values into the pointers that provider structs are made of. An empty value is left out: nil.
package ptr

import "maps"

// NonZero is a pointer to the value, or nil for the zero value.
func NonZero[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// Number is a pointer to the number as providers take it.
func Number[T ~int | ~int64](value T) *float64 { return new(float64(value)) }

// Strings is a list of pointers, or nil for an empty list.
func Strings(values []string) *[]*string {
	if len(values) == 0 {
		return nil
	}
	out := make([]*string, len(values))
	for i := range values {
		out[i] = &values[i]
	}
	return &out
}

// Map is a map of pointers, or nil for an empty map.
func Map(values map[string]string) *map[string]*string {
	if len(values) == 0 {
		return nil
	}
	out := make(map[string]*string, len(values))
	for key, value := range values {
		out[key] = &value
	}
	return &out
}

// Merge is one map of several; a later one wins.
func Merge(layers ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, layer := range layers {
		maps.Copy(out, layer)
	}
	return out
}
