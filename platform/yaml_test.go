package platform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFileThatIsNotOnePlainYAMLDocumentIsRefused(t *testing.T) {
	mistakes{
		"a bracket that is not closed":  {with(momcorp, "{tag: v1}", "{tag: v1"), `tenants/momcorp.yaml:4:12: is not YAML; could not find flow mapping end token '}'`},
		"a line between two levels":     {with(planet, "  web:", "   web:"), `tenants/planetexpress.yaml:5:4: is not YAML: value is not allowed in this context; check the indentation`},
		"a tab":                         {with(momcorp, "    image: {tag: v1}", "\timage: {tag: v1}"), `tenants/momcorp.yaml:4:1: is not YAML; indent with spaces, not with tabs`},
		"two mappings in a line":        {with(momcorp, "tenant: momcorp", "tenant: name: momcorp"), `tenants/momcorp.yaml:1:9: is not YAML; mapping value is not allowed in this context`},
		"a key twice":                   {with(platformFile, "  web:\n", "  api:\n    port: 80\n  web:\n"), `platform.yaml:19:3: services.api: is there twice, in line 9 too; keep one of them`},
		"a key twice, once as a number": {with(platformFile, "{MODE: production}", `{1: a, "1": b}`), `platform.yaml:11:17: services.api.env.1: is there twice, in line 11 too; keep one of them`},
		"an empty file":                 {files{platformFile: valid()[platformFile], momcorp: "\n"}, `tenants/momcorp.yaml:1:1: is empty; write tenant and services`},
		"only a comment":                {files{platformFile: "# to do\n"}, `platform.yaml:1:1: is empty; write platform and services`},
		"two documents":                 {with(momcorp, "services:", "---\nservices:"), `tenants/momcorp.yaml:1:1: holds several YAML documents, or a directive; write one document`},
		"a directive":                   {with(momcorp, "tenant: momcorp", "%YAML 1.2\n---\ntenant: momcorp"), `tenants/momcorp.yaml:1:1: holds several YAML documents, or a directive; write one document`},
		"a list":                        {files{platformFile: valid()[platformFile], momcorp: "- tenant: momcorp\n"}, `tenants/momcorp.yaml:1:1: is a list, not a mapping of keys; write a mapping of keys`},
		"a text":                        {files{platformFile: "ramparts\n"}, `platform.yaml:1:1: is text, not a mapping of keys; write a mapping of keys`},
		"no UTF-8":                      {with(momcorp, "v1", "v\xff1"), `tenants/momcorp.yaml:1:1: is not UTF-8 text; save it in that encoding`},
		"UTF-16":                        {with(momcorp, "v1", "v\x001"), `tenants/momcorp.yaml:1:1: is not UTF-8 text; save it in that encoding`},
		"an alias": {with(planet, "image: {tag: v2}\n  web:\n    image: {tag: v3}", "image: &image {tag: v2}\n  web:\n    image: *image"), `tenants/planetexpress.yaml:4:12: services.api.image: holds an anchor, an alias or a tag of YAML; write the value itself` + "\n" +
			`tenants/planetexpress.yaml:6:12: services.web.image: holds an anchor, an alias or a tag of YAML; write the value itself`},
		"a merge key":          {with(platformFile, "  web:\n", "  web:\n    <<: {port: 3000}\n"), `platform.yaml:20:5: services.web: has a key that is no plain text; write out its keys, without << and ?`},
		"a key that is a list": {with(momcorp, "tenant: momcorp", "? [tenant]\n: momcorp"), `tenants/momcorp.yaml:2:1: is not YAML; found an invalid key for this map`},
		"a tag of YAML":        {with(momcorp, "v1", "!!str 42"), `tenants/momcorp.yaml:4:18: services.api.image.tag: holds an anchor, an alias or a tag of YAML; write the value itself`},
		"fifty brackets":       {with(momcorp, "v1", strings.Repeat("[", 51)+strings.Repeat("]", 51)), `tenants/momcorp.yaml:4:67: is nested too deeply; write fewer levels`},
		"fifty dashes":         {with(momcorp, "tenant: momcorp", strings.Repeat("- ", 51)), `tenants/momcorp.yaml:1:101: is nested too deeply; write fewer levels`},
		"a file of 300 KB":     {with(momcorp, "tenant: momcorp", "# "+strings.Repeat("x", 300_000)+"\ntenant: momcorp"), `tenants/momcorp.yaml:1:1: is larger than 256 KiB; share more in the catalog, or make it several environments`},
		"a value of CDKTF":     {with(platformFile, "production", `"${TfToken[TOKEN.0]}"`), `platform.yaml:11:17: services.api.env.MODE: holds TfToken[, by which CDKTF marks its own values; write other text`},
		"a key of CDKTF":       {with(platformFile, "{MODE: production}", `{"#{TfToken[TOKEN.0]}": x}`), `platform.yaml:11:11: services.api.env.#{TfToken[TOKEN.0]}: holds TfToken[, by which CDKTF marks its own values; write other text`},
	}.run(t)
}

func TestAColumnCountsCharacters(t *testing.T) {
	with(momcorp, "services:", "services: # für Zoë 🚀").with(momcorp, "{tag: v1}", `{repository: "é/ü", tagg: v1}`).requireProblems(t,
		`tenants/momcorp.yaml:4:25: tenant momcorp, service api: image.repository: "é/ü" is not a repository; write it in lower case as registry/path, such as ghcr.io/acme/apiserver, and its tag apart`,
		`tenants/momcorp.yaml:4:32: tenant momcorp, service api: image.tagg: is not known; did you mean tag?`)
}

func TestWindowsLineEndsAndAByteOrderMarkChangeNoPlace(t *testing.T) {
	f := with(momcorp, "tenant: momcorp", "tennant: momcorp").with(momcorp, "v1", "latest")
	f[momcorp] = "\ufeff" + strings.ReplaceAll(f[momcorp], "\n", "\r\n")
	f.requireProblems(t, `tenants/momcorp.yaml:1:1: tenant: is missing; add it`,
		`tenants/momcorp.yaml:1:1: tennant: is not known; did you mean tenant?`)
}

func TestAWindowsLineEndInQuotesIsOneLine(t *testing.T) {
	own("    env: {TEXT: \"one\r\n      two\"}").with(momcorp, "v1", "latest").requireProblems(t, `tenants/momcorp.yaml:6:18: tenant momcorp, service api: image.tag: "latest" is mutable`+pinATag)
}

func TestAMissingPlatformFileIsToldWithTheTenantsProblems(t *testing.T) {
	with(momcorp, "tag: v1", "tagg: v1").with(platformFile, valid()[platformFile], "").requireProblems(t, `platform.yaml:1:1: is not there; make it`,
		`tenants/momcorp.yaml:4:13: tenant momcorp, service api: image.tagg: is not known; did you mean tag?`)
}

func TestAFileThatIsNotYAMLHidesNoMistakeOfAnother(t *testing.T) {
	with(momcorp, "{tag: v1}", "{tag: v1").with(planet, "v3", "latest").with(platformFile, "max: 4", "max: 1").requireProblems(t,
		`platform.yaml:4:16: cluster.nodes.min: 2 is above max, which is 1; write a max that is no smaller`,
		`tenants/momcorp.yaml:4:12: is not YAML; could not find flow mapping end token '}'`,
		`tenants/planetexpress.yaml:6:18: tenant planetexpress, service web: image.tag: "latest" is mutable`+pinATag)
}

func TestAFileThatCannotBeReadIsTold(t *testing.T) {
	root := valid().write(t)
	file := filepath.Join(root, "environments/dev", platformFile)
	require.NoError(t, os.Remove(file))
	require.NoError(t, os.Mkdir(file, 0o700))
	_, err := Load(root, "dev")
	require.EqualError(t, err, file+":1:1: cannot be read; is a directory")
}

func TestAFileBesideTheTenantsIsRefused(t *testing.T) {
	for _, name := range []string{"tenants/acme.yml", "tenants/acme.yaml~", "tenants/README.md"} {
		t.Run(name, func(t *testing.T) {
			f := valid()
			f[name] = valid()[momcorp]
			f.requireProblems(t, name+":1:1: is no tenant's file; name it <tenant>.yaml, or keep it elsewhere")
		})
	}
}

func TestAHiddenFileBesideTheTenantsIsLeftAlone(t *testing.T) {
	f := valid()
	f["tenants/.momcorp.yaml.swp"] = "x"
	_, err := f.load(t)
	require.NoError(t, err)
}

func TestAnUnknownEnvironmentIsToldWithTheNearest(t *testing.T) {
	_, err := Load(valid().write(t), "dve")
	require.EqualError(t, err, `there is no environment "dve"; did you mean dev?`)
}

func TestAnEnvironmentIsNoPath(t *testing.T) {
	_, err := Load(valid().write(t), "../environments/dev")
	require.EqualError(t, err, `environment: "../environments/dev" is not a valid name; write 2 to 30 lower case letters, digits and hyphens, a letter first, no hyphen last, such as apiserver`)
}
