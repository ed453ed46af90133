package isolation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// promises are what no tenant can do to another. A tenant that can do it to itself shows that the ways to do it lead
// somewhere; where not even that is so, nobody can.
var promises = []struct {
	name string
	own  bool // A tenant can do it to itself.
	by   func(a, b tenant) []attempt
}{
	{"read its parameters", true, reads},
	{"list parameters", false, lists},
	{"decrypt through SSM", true, decrypts},
	{"decrypt past SSM", false, decryptsDirectly},
	{"take on its roles", true, takesOn},
	{"have its secrets fetched", true, fetches},
	{"connect to its pods", true, connects},
	{"operate its pods", true, operates},
}

// attempt is one of the ways in which it may be done.
type attempt struct {
	what     string
	succeeds bool
}

func TestNoTenantReachesAnother(t *testing.T) {
	for name, site := range sites {
		t.Run(name, func(t *testing.T) {
			t.Log("\n" + matrix(t, tenants(t, site)))
		})
	}
}

// matrix is a row for each two tenants and a column for each promise.
func matrix(t *testing.T, all []tenant) string {
	table := new(strings.Builder)
	rows := tabwriter.NewWriter(table, 0, 0, 2, ' ', 0)
	for _, promise := range promises {
		fmt.Fprintf(rows, "\t%s", strings.ToUpper(promise.name))
	}
	for _, a := range all {
		for _, b := range all {
			if a.name == b.name {
				continue
			}
			fmt.Fprintf(rows, "\n%s → %s", a.name, b.name)
			for _, promise := range promises {
				attempts := promise.by(a, b)
				assert.NotEmpty(t, attempts, "%s, %s: %s", a.name, b.name, promise.name)
				assert.Empty(t, succeeded(attempts), "%s does what it cannot to %s: %s", a.name, b.name, promise.name)
				fmt.Fprintf(rows, "\t%s", verdict(attempts))
			}
		}
	}
	require.NoError(t, rows.Flush())
	return table.String()
}

func succeeded(attempts []attempt) []string {
	var all []string
	for _, attempt := range attempts {
		if attempt.succeeds {
			all = append(all, attempt.what)
		}
	}
	return all
}

func verdict(attempts []attempt) string {
	if len(succeeded(attempts)) > 0 {
		return "ALLOWED"
	}
	return fmt.Sprintf("denied ×%d", len(attempts))
}

func TestATenantReachesItsOwn(t *testing.T) {
	for name, site := range sites {
		t.Run(name, func(t *testing.T) {
			for _, tenant := range tenants(t, site) {
				if !slices.Contains(hostile, tenant.name) {
					continue // It does not ask for all that there is.
				}
				for _, promise := range promises {
					assert.Equal(t, promise.own, len(succeeded(promise.by(tenant, tenant))) > 0, "%s: %s", tenant.name, promise.name)
				}
			}
		})
	}
}
