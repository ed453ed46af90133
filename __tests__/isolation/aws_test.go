package isolation

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/berth-platform/berth/__tests__/isolation/iam"
)

var (
	// records are resources of AWS that give nobody rights.
	records = []string{"aws_cloudwatch_log_group", "aws_ssm_parameter"}
	// understood are all that are known here: one that gives rights in another way has to be added first.
	understood = append([]string{
		"aws_iam_role", "aws_iam_role_policy", "aws_eks_access_entry",
		"aws_eks_pod_identity_association", // It gives nobody a role who is not trusted with it.
	}, records...)
)

// document is what a stack has of AWS.
type document struct {
	Terraform struct {
		Backend struct{ Local struct{ Path string } }
	}
	Resource map[string]map[string]json.RawMessage
}

type awsRole struct {
	Name             string
	AssumeRolePolicy string `json:"assume_role_policy"`
	Tags             map[string]string
	Metadata         any `json:"//"`
}

type awsAccessEntry struct {
	Groups    []string `json:"kubernetes_groups"`
	Principal string   `json:"principal_arn"`
	Cluster   string   `json:"cluster_name"`
	Metadata  any      `json:"//"`
}

type awsRolePolicy struct {
	Name, Role, Policy string
	Metadata           any `json:"//"`
}

// readAWS reads the tenant's roles, records and people.
func (t *tenant) readAWS(doc document) error {
	var problems []error
	for kind, blocks := range doc.Resource {
		if !strings.HasPrefix(kind, "kubernetes_") && !slices.Contains(understood, kind) {
			problems = append(problems, fmt.Errorf("nothing is known of the rights of %s", kind))
		}
		if slices.Contains(records, kind) {
			names, err := namesOf(blocks)
			t.records, problems = append(t.records, names...), append(problems, err)
		}
	}
	for _, text := range doc.Resource["aws_eks_access_entry"] {
		var entry awsAccessEntry
		problems = append(problems, strictly(text, &entry))
		t.groups = append(t.groups, entry.Groups...)
	}
	for id, text := range doc.Resource["aws_iam_role"] {
		read, err := doc.role(id, text)
		t.roles, problems = append(t.roles, read), append(problems, err)
	}
	return errors.Join(problems...)
}

func namesOf(blocks map[string]json.RawMessage) ([]string, error) {
	var names []string
	for _, block := range blocks {
		var named struct{ Name string }
		if err := json.Unmarshal(block, &named); err != nil {
			return nil, err
		}
		names = append(names, named.Name)
	}
	return names, nil
}

var reference = regexp.MustCompile(`^\$\{aws_iam_role\.([\w-]+)\.(name|id)\}$`)

// role reads a role with the policies that are its own.
func (d document) role(id string, text json.RawMessage) (role, error) {
	var found awsRole
	if err := strictly(text, &found); err != nil {
		return role{}, fmt.Errorf("%s: %w", id, err)
	}
	r := role{name: found.Name}
	trust, err := policy(found.AssumeRolePolicy)
	r.trust = trust
	problems := []error{err}
	for _, text := range d.Resource["aws_iam_role_policy"] {
		var of awsRolePolicy
		if err := strictly(text, &of); err != nil {
			problems = append(problems, err)
		}
		match := reference.FindStringSubmatch(of.Role)
		if match == nil {
			problems = append(problems, fmt.Errorf("%s is the policy of %q, which is no role of the stack", of.Name, of.Role))
		} else if match[1] == id {
			read, err := policy(of.Policy)
			r.rights, problems = append(r.rights, read), append(problems, err)
		}
	}
	return r, errors.Join(problems...)
}

func policy(text string) (iam.Policy, error) {
	resolved, err := resolve(text, known)
	if err != nil {
		return iam.Policy{}, err
	}
	return iam.Parse(resolved)
}

// strictly refuses what the type has no field for: it may be a right.
func strictly(text json.RawMessage, value any) error {
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	return decoder.Decode(value)
}
