// Package doctest holds the comments of config types against what their code does: each field says that it is
// required, or what it is by default.
package doctest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Configs checks every exported field of the types in the folder's source. Each value is the zero value of its type with
// the defaults filled in.
func Configs(t testing.TB, folder string, filled ...any) {
	t.Helper()
	comments := readComments(t, folder)
	for _, value := range filled {
		checkStruct(t, comments, reflect.ValueOf(value))
	}
}

func checkStruct(t testing.TB, comments map[string]string, value reflect.Value) {
	t.Helper()
	for field, content := range value.Fields() {
		name := value.Type().Name() + "." + field.Name
		switch {
		case !field.IsExported():
		case field.Type.Kind() == reflect.Struct: // Its own fields say it.
			if field.Type.PkgPath() == value.Type().PkgPath() {
				checkStruct(t, comments, content)
			}
		default:
			if problem := contradiction(comments[name], content); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
		}
	}
}

var ending = regexp.MustCompile(`(?:^|[.;] )(Required|Default: )([^.]*(?:\.[^ .][^.]*)*)\.$`)

// contradiction says how a comment and a default do not go together.
func contradiction(comment string, content reflect.Value) string {
	found := ending.FindStringSubmatch(strings.Join(strings.Fields(comment), " "))
	if found == nil {
		return fmt.Sprintf("its comment ends neither with \"Required.\" nor with \"Default: x.\": %q", comment)
	}
	for content.Kind() == reflect.Pointer && !content.IsNil() {
		content = content.Elem()
	}
	have := fmt.Sprint(content)
	words := strings.FieldsFunc(found[2], func(r rune) bool { return strings.ContainsRune(" ,;", r) })
	if content.Kind() == reflect.Slice && content.Len() > 0 {
		have = fmt.Sprint(content.Index(0))
	}
	comparable := !content.IsZero() && content.Kind() != reflect.Interface && found[1] != "Required"
	if comparable && !slices.Contains(words, have) {
		return fmt.Sprintf("its comment says %q, and its default is %s", found[2], have)
	}
	if content.IsZero() && regexp.MustCompile(`^([1-9]\d*|true)$`).MatchString(found[2]) {
		return fmt.Sprintf("its comment says %q, and it has no default", found[2])
	}
	return ""
}

// readComments gives the comment of each field, by type and name.
func readComments(t testing.TB, folder string) map[string]string {
	t.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), folder, func(file fs.FileInfo) bool { //nolint:staticcheck // Build tags make no difference here.
		return !strings.HasSuffix(file.Name(), "_test.go")
	}, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	comments := map[string]string{}
	for _, pkg := range packages {
		ast.Inspect(pkg, func(node ast.Node) bool {
			spec, ok := node.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if structure, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range structure.Fields.List {
					for _, name := range field.Names {
						comments[spec.Name.Name+"."+name.Name] = field.Doc.Text()
					}
				}
			}
			return false
		})
	}
	return comments
}
