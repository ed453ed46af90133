package manifest

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/intstr"
)

// renamed are the provider's attributes whose name is not made from the Kubernetes field's.
var renamed = map[string]string{
	"strategy": "updateStrategy", // of a DaemonSet
}

// octal are the provider's attributes that are strings in base 8, where Kubernetes has a number.
var octal = []string{"mode", "default_mode"}

// convert gives a value of a Terraform block the shape of the Go type. What does not fit is left as it is, for the strict
// decoding to refuse.
func convert(value any, to reflect.Type) any {
	if to.Kind() == reflect.Pointer {
		to = to.Elem()
	}
	switch value := value.(type) {
	case block:
		return convertBlock(value, to)
	case []any:
		return convertList(value, to)
	case string:
		return convertString(value, to)
	}
	return value
}

func convertBlock(value block, to reflect.Type) any {
	switch to.Kind() {
	case reflect.Struct:
		return convertStruct(value, to)
	case reflect.Slice:
		return convertList([]any{value}, to)
	case reflect.Map:
		out := block{}
		for key, element := range value {
			out[key] = convert(element, to.Elem())
		}
		return out
	}
	return value
}

func convertList(values []any, to reflect.Type) any {
	switch {
	case to.Kind() == reflect.Slice:
		out := make([]any, len(values))
		for i, value := range values {
			out[i] = convert(value, to.Elem())
		}
		return out
	case to.Kind() == reflect.Struct && len(values) == 1: // Terraform writes a single block either way
		return convert(values[0], to)
	case to.Kind() == reflect.Struct && len(values) == 0:
		return nil
	}
	return values
}

func convertString(value string, to reflect.Type) any {
	switch {
	case to == reflect.TypeFor[intstr.IntOrString]():
		return convertPort(value)
	case to.Kind() == reflect.Int32 || to.Kind() == reflect.Int64:
		return parseNumber(value, 10)
	case to.Kind() == reflect.Bool && (value == "true" || value == "false"):
		return value == "true"
	}
	return value
}

// convertPort is the provider's own rule: a text of digits is a number.
func convertPort(value string) any {
	if port := intstr.Parse(value); port.Type == intstr.Int {
		return int64(port.IntVal)
	}
	return value
}

func parseNumber(value string, base int) any {
	number, err := strconv.ParseInt(value, base, 64)
	if err != nil {
		return value
	}
	return number
}

func convertStruct(attributes block, to reflect.Type) block {
	out := block{}
	for attribute, value := range attributes {
		if text, ok := value.(string); ok && slices.Contains(octal, attribute) {
			value = parseNumber(text, 8)
		}
		name, fieldType, ok := findField(to, attribute)
		if !ok {
			out[attribute] = value
			continue
		}
		if converted := convert(value, fieldType); converted != nil {
			out[name] = converted
		}
	}
	return out
}

// findField finds a struct's field by the provider's name for it: words are joined by underscores, their case is lost
// (cluster_ip is clusterIP), and a repeated block is in the singular (container is containers, policy is policies).
func findField(in reflect.Type, attribute string) (name string, fieldType reflect.Type, ok bool) {
	word := strings.ReplaceAll(attribute, "_", "")
	fields := jsonFields(in)
	for _, candidate := range []string{word, word + "s", strings.TrimSuffix(word, "y") + "ies", renamed[attribute]} {
		for name, fieldType := range fields {
			if strings.EqualFold(name, candidate) {
				return name, fieldType, true
			}
		}
	}
	return "", nil, false
}

// jsonFields are a struct's fields by their name in JSON; those of an inlined struct are its own.
func jsonFields(of reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "" && field.Anonymous:
			maps.Copy(fields, jsonFields(field.Type))
		case name != "" && name != "-":
			fields[name] = field.Type
		}
	}
	return fields
}
