// Package platform reads an environment's files into the configs of its stacks.
//
// environments/<env>/platform.yaml says what all tenants share, the catalog of services among it, and
// environments/<env>/tenants/<tenant>.yaml which services a tenant runs, with which image, and what differs for it.
// Reading is strict: every problem of every file is reported at once, each with its file, line and column.
package platform
