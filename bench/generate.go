package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// environment is the one that all generated platforms are made like, and their own.
const environment = "environments/dev"

// tenantName is the name of one of a generated platform's tenants. All are as long, and no text holds one by chance.
func tenantName(index int) string { return fmt.Sprintf("bench%04d", index) }

// perLoadBalancer is how many of the example's tenants share one: each has four rules and target groups, of 100, and
// from 80 on the program warns.
const perLoadBalancer = 19

// generate writes a project with the environment's platform and as many tenants, each like the environment's first. It
// has the repository's generated files, which the program looks for where it runs.
func generate(repository, project string, tenants int) error {
	platform, err := os.ReadFile(filepath.Join(repository, environment, "platform.yaml"))
	if err != nil {
		return err
	}
	first, tenant, err := firstTenant(filepath.Join(repository, environment, "tenants"))
	if err != nil {
		return err
	}
	folder := filepath.Join(project, environment, "tenants")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(project, environment, "platform.yaml"), platform, 0o600); err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join(repository, ".gen"), filepath.Join(project, ".gen")); err != nil {
		return err
	}
	for i := range tenants {
		text := strings.ReplaceAll(tenant, first, tenantName(i)) + fmt.Sprintf("shard: %d\n", 1+i/perLoadBalancer)
		if err := os.WriteFile(filepath.Join(folder, tenantName(i)+".yaml"), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func firstTenant(folder string) (name, text string, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		return "", "", fmt.Errorf("%s has no tenants: %w", folder, err)
	}
	content, err := os.ReadFile(files[0])
	return strings.TrimSuffix(filepath.Base(files[0]), ".yaml"), string(content), err
}
