package platform

import "testing"

func TestAnUnknownKeyIsToldWithTheNearestKnownOne(t *testing.T) {
	mistakes{
		"in platform.yaml": {with(platformFile, "region:", "regoin:"), `platform.yaml:2:1: regoin: is not known; did you mean region?`},
		"in a tenant's file": {with(momcorp, "tenant:", "tennant:"), `tenants/momcorp.yaml:1:1: tenant: is missing; add it` + "\n" +
			`tenants/momcorp.yaml:1:1: tennant: is not known; did you mean tenant?`},
		"in a service":                     {with(momcorp, "image:", "imagge:"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: imagge: is not known; did you mean image?`},
		"in a sidecar":                     {with(platformFile, "ingressPath:", "ingres_path:"), `platform.yaml:18:9: service api: sidecars.runtime.ingres_path: is not known; did you mean ingressPath?`},
		"in a probe":                       {own("    probes: {startup: {failureTreshold: 12}}"), `tenants/momcorp.yaml:4:24: tenant momcorp, service api: probes.startup.failureTreshold: is not known; did you mean failureThreshold?`},
		"with letters that changed places": {with(platformFile, "port: 3000", "prot: 3000"), `platform.yaml:17:9: service api: sidecars.runtime.prot: is not known; did you mean port?`},
		"with another case":                {with(platformFile, "certificateArn:", "certificateARN:"), `platform.yaml:7:3: ingress.certificateARN: is not known; did you mean certificateArn?`},
		"that is like no other":            {with(momcorp, "{tag: v1}", "{tag: v1, pullSecret: x}"), `tenants/momcorp.yaml:4:22: tenant momcorp, service api: image.pullSecret: is not known; write one of digest, repository, tag`},
		"where there is none to write":     {with(platformFile, "region:", "access: {eksToken: {role: x}}\nregion:"), `platform.yaml:2:21: access.eksToken.role: is not known; leave it out`},
	}.run(t)
}

func TestAValueOfTheWrongTypeIsToldWithWhatToWrite(t *testing.T) {
	mistakes{
		"a number for a tag":             {with(momcorp, "v1", "42"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: is a number, not text; put it in quotes: "42"`},
		"a number that loses its zero":   {with(momcorp, "v1", "1.10"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: is a number, not text; put it in quotes: "1.10"`},
		"a number with an underscore":    {with(momcorp, "v1", "1_000"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: is a number, not text; put it in quotes: "1_000"`},
		"a hexadecimal number for a tag": {with(momcorp, "v1", "0x1F"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: is a number, not text; put it in quotes: "0x1F"`},
		"infinity for a tag":             {with(momcorp, "v1", ".inf"), `tenants/momcorp.yaml:4:18: tenant momcorp, service api: image.tag: is a number, not text; put it in quotes: ".inf"`},
		"a number for a version":         {with(platformFile, "  nodes:", "  version: 1.35\n  nodes:"), `platform.yaml:4:12: cluster.version: is a number, not text; put it in quotes: "1.35"`},
		"a number for a variable":        {with(platformFile, "production", "4"), `platform.yaml:11:17: service api: env.MODE: is a number, not text; put it in quotes: "4"`},
		"a boolean for a variable":       {with(platformFile, "production", "true"), `platform.yaml:11:17: service api: env.MODE: is a boolean, not text; put it in quotes: "true"`},
		"a number for a secret":          {with(platformFile, "DATABASE_URL: }", "DATABASE_URL: 5}"), `platform.yaml:12:29: service api: secrets.DATABASE_URL: is a number, not text; put it in quotes: "5"`},
		"text for a number":              {with(platformFile, "port: 3000", "port: http"), `platform.yaml:17:15: service api: sidecars.runtime.port: is text, not a whole number; write a whole number`},
		"a number in quotes":             {with(platformFile, "port: 3000", `port: "3000"`), `platform.yaml:17:15: service api: sidecars.runtime.port: is text, not a whole number; take it out of its quotes: 3000`},
		"a boolean in quotes":            {with(platformFile, "ingress:", "ingress:\n  redirectHttp: \"true\""), `platform.yaml:7:17: ingress.redirectHttp: is text, not a boolean; take it out of its quotes: true`},
		"a fraction for a number":        {with(platformFile, "port: 3000", "port: 3000.5"), `platform.yaml:17:15: service api: sidecars.runtime.port: 3000.5 is not a whole number in plain digits; write one such as 8000`},
		"not a number for a number":      {with(platformFile, "port: 3000", "port: .nan"), `platform.yaml:17:15: service api: sidecars.runtime.port: .nan is not a whole number in plain digits; write one such as 8000`},
		"a number in base eight":         {with(platformFile, "port: 3000", "port: 010"), `platform.yaml:17:15: service api: sidecars.runtime.port: 010 is not a whole number in plain digits; write one such as 8000`},
		"a number with a zero first":     {with(platformFile, "port: 3000", "port: 08080"), `platform.yaml:17:15: service api: sidecars.runtime.port: is text, not a whole number; write a whole number`},
		"a number with a point":          {with(platformFile, "port: 3000", "port: 3000.0"), `platform.yaml:17:15: service api: sidecars.runtime.port: 3000.0 is not a whole number in plain digits; write one such as 8000`},
		"a number beyond all":            {with(platformFile, "port: 3000", "port: 99999999999999999999"), `platform.yaml:17:15: service api: sidecars.runtime.port: is text, not a whole number; write a whole number`},
		"a number beyond what Go holds":  {with(platformFile, "min: 2", "min: 5000000000"), `platform.yaml:4:16: cluster.nodes.min: 5000000000 is too large; write 2147483647 or less`},
		"a float beyond what Go holds":   {with(platformFile, "min: 2", "min: 1.0e30"), `platform.yaml:4:16: cluster.nodes.min: 1.0e30 is not a whole number in plain digits; write one such as 8000`},
		"a list for a mapping":           {with(momcorp, "{tag: v1}", "[v1]"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: image: is a list, not a mapping of keys; write a mapping of keys`},
		"a text for a mapping":           {with(momcorp, "{tag: v1}", "ghcr.io/acme/api:v1"), `tenants/momcorp.yaml:4:12: tenant momcorp, service api: image: is text, not a mapping of keys; write a mapping of keys`},
		"a mapping for a list":           {with(platformFile, "{MODE: production}", "{MODE: production}\n    args: {a: b}"), `platform.yaml:12:5: service api: args: is a mapping of keys, not a list; write a list`},
		"a mapping for text":             {with(platformFile, "production", "{a: b}"), `platform.yaml:11:11: service api: env.MODE: is a mapping of keys, not text; write text`},
		"nothing for a mapping":          {with(momcorp, "{tag: v1}", ""), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: image: is empty; write a mapping of keys, or {} to leave all to its defaults`},
		"nothing for a text":             {with(momcorp, "{tag: v1}", "{tag: }"), `tenants/momcorp.yaml:4:13: tenant momcorp, service api: image.tag: is empty; write text, or leave the key out`},
		"null for a text":                {with(momcorp, "v1", "null"), `tenants/momcorp.yaml:4:13: tenant momcorp, service api: image.tag: is empty; write text, or leave the key out`},
		"null for what the catalog has":  {own("    alb: ~"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: alb: is empty; write a mapping of keys, or {} to leave all to its defaults`},
		"nothing for a service":          {with(planet, "    image: {tag: v3}\n", ""), `tenants/planetexpress.yaml:5:3: tenant planetexpress, service web: is empty; write a mapping of keys, or {} to leave all to its defaults`},
	}.run(t)
}

func TestAMissingValueIsToldWhereItBelongs(t *testing.T) {
	mistakes{
		"the platform's name":   {with(platformFile, "platform: ramparts\n", ""), `platform.yaml:1:1: platform: is missing; add it`},
		"the catalog":           {files{platformFile: "platform: ramparts\nregion: us-east-1\n"}, `platform.yaml:1:1: services: is missing; add it`},
		"the tenant's name":     {with(momcorp, "tenant: momcorp\n", ""), `tenants/momcorp.yaml:1:1: tenant: is missing; add it`},
		"the tenant's services": {with(momcorp, "services:\n  api:\n    image: {tag: v1}\n", ""), `tenants/momcorp.yaml:1:1: services: is missing; add it`},
		"the bucket":            {with(platformFile, "region:", "backend: {s3: {}}\nregion:"), `platform.yaml:2:11: backend.s3.bucket: is missing; add it`},
		"a volume's path":       {catalog("    volumes: [{sizeLimit: 1Mi}]"), `platform.yaml:11:15: service api: volumes[0].mountPath: is missing; add it`},
	}.run(t)
}

func TestAValueOutOfItsBoundsIsRefused(t *testing.T) {
	mistakes{
		"a port of zero":              {with(platformFile, "port: 3000", "port: 0"), `platform.yaml:17:15: service api: sidecars.runtime.port: 0 is too small; write 1 or more`},
		"a port above 65535":          {with(platformFile, "port: 3000", "port: 65536"), `platform.yaml:17:15: service api: sidecars.runtime.port: 65536 is too large; write 65535 or less`},
		"a probe that never runs":     {own("    probes: {liveness: {periodSeconds: 0}}"), `tenants/momcorp.yaml:4:40: tenant momcorp, service api: probes.liveness.periodSeconds: 0 is too small; write 1 or more`},
		"fewer pods than none":        {own("    replicas: -1"), `tenants/momcorp.yaml:4:15: tenant momcorp, service api: replicas: -1 is too small; write 0 or more`},
		"no nodes":                    {with(platformFile, "min: 2", "min: 0"), `platform.yaml:4:16: cluster.nodes.min: 0 is too small; write 1 or more`},
		"an empty text":               {own("    healthPath: \"\""), `tenants/momcorp.yaml:4:17: tenant momcorp, service api: healthPath: is empty; write a value, or leave the key out`},
		"an unknown scheme":           {with(platformFile, "ingress:", "ingress:\n  scheme: public"), `platform.yaml:7:11: ingress.scheme: "public" is not known; write one of internet-facing, internal`},
		"an unknown store":            {with(platformFile, "ingress:", "secretStore: {kind: Vault}\ningress:"), `platform.yaml:6:21: secretStore.kind: "Vault" is not known; write one of ClusterSecretStore, SecretStore`},
		"an unknown policy":           {with(platformFile, "  nodes:", "  registryPolicy: PowerUser\n  nodes:"), `platform.yaml:4:19: cluster.registryPolicy: "PowerUser" is not known; write one of AmazonEC2ContainerRegistryReadOnly, AmazonEC2ContainerRegistryPullOnly`},
		"a region that is none":       {with(platformFile, "us-east-1\n", "useast1\n"), `platform.yaml:2:9: region: "useast1" is malformed; write one such as us-east-1`},
		"a folder that leads out":     {with(platformFile, "region:", "backend: {local: {folder: ../state}}\nregion:"), `platform.yaml:2:27: backend.local.folder: "../state" is malformed; write one such as state`},
		"a bucket with an expression": {with(platformFile, "region:", "backend: {s3: {bucket: \"${x}\"}}\nregion:"), `platform.yaml:2:24: backend.s3.bucket: "${x}" is malformed; write one such as acme-terraform-states`},
		"a tag that AWS refuses": {with(platformFile, "region:", "tags: {owner: \"a&b\", \"${x}\": y}\nregion:"), `platform.yaml:2:15: tags.owner: "a&b" is malformed; write what matches ^[A-Za-z0-9 _.:/=+@-]{0,256}$` + "\n" +
			`platform.yaml:2:22: tags.${x}: "${x}" is malformed; write what matches ^[A-Za-z0-9 _.:/=+@-]{1,128}$`},
	}.run(t)
}

func TestANameOutOfTheRuleIsRefused(t *testing.T) {
	mistakes{
		"a platform":                    {with(platformFile, "ramparts", "Ramparts"), `platform.yaml:1:11: platform: "Ramparts" is not a valid name` + writeAName},
		"a tenant":                      {with(momcorp, "tenant: momcorp", "tenant: mom_corp"), `tenants/momcorp.yaml:1:9: tenant: "mom_corp" is not a valid name` + writeAName},
		"a tenant of one letter":        {with(momcorp, "tenant: momcorp", "tenant: m"), `tenants/momcorp.yaml:1:9: tenant: "m" is not a valid name` + writeAName},
		"a tenant of 31 letters":        {with(momcorp, "tenant: momcorp", "tenant: momcorp-momcorp-momcorp-momcorp"), `tenants/momcorp.yaml:1:9: tenant: "momcorp-momcorp-momcorp-momcorp" is not a valid name` + writeAName},
		"a service that no tenant runs": {with(platformFile, "  web:\n", "  Web-:\n    port: 80\n  web:\n"), `platform.yaml:19:3: services.Web-: "Web-" is not a valid name` + writeAName},
		"a sidecar":                     {with(platformFile, "      runtime:", "      -runtime:"), `platform.yaml:15:7: service api: sidecars.-runtime: "-runtime" is not a valid name` + writeAName},
	}.run(t)
}

func TestOneOfSeveralKindsIsAllThatASectionCanBe(t *testing.T) {
	mistakes{
		"two backends":               {with(platformFile, "region:", "backend: {local: {}, s3: {bucket: acme-states}}\nregion:"), `platform.yaml:2:1: backend: is several things at once: local and s3; keep one of them`},
		"two ways to sign in":        {with(platformFile, "region:", "access:\n  eksToken: {}\n  eksExec: {}\nregion:"), `platform.yaml:2:1: access: is several things at once: eksExec and eksToken; keep one of them`},
		"two networks":               {with(platformFile, "  nodes:", "  network:\n    vpc: {}\n    subnets: [subnet-1, subnet-2]\n  nodes:"), `platform.yaml:4:3: cluster.network: is several things at once: subnets and vpc; keep one of them`},
		"a cluster and a kubeconfig": {with(platformFile, "region:", "access:\n  kubeconfig: {}\nregion:"), `platform.yaml:3:3: access.kubeconfig: leads tenants away from the cluster of this file, and their roles with them; take out the kubeconfig, or the cluster`},
		"an alb and an nlb":          {with(platformFile, "    alb:", "    nlb: {}\n    alb:"), `platform.yaml:13:5: service api: nlb: stands beside an alb; expose the service by one of them`},
		"an nlb for one tenant":      {own("    nlb: {port: 443}"), `tenants/momcorp.yaml:4:5: tenant momcorp, service api: nlb: stands beside an alb; expose the service by one of them`},
		"a volume":                   {catalog("    volumes:\n      - mountPath: /run\n      - {mountPath: /data, configMap: x, sizeLimit: 1Mi}"), `platform.yaml:13:9: service api: volumes[1]: is several things at once; give a volume one of configMap, secret and sizeLimit`},
		"a sidecar's volume":         {own("    sidecars: {runtime: {volumes: [{mountPath: /data, configMap: x, secret: y}]}}"), `tenants/momcorp.yaml:4:36: tenant momcorp, service api: sidecars.runtime.volumes[0]: is several things at once; give a volume one of configMap, secret and sizeLimit`},
	}.run(t)
}
