# `make` prints the command card. Every target does its own set-up, once.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# jsii prints a banner on a Node that has reached its end of life, and cdktf shows it as errors.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 18,20,22,24
export CHECKPOINT_DISABLE := 1
export DISABLE_VERSION_CHECK := 1

# What is generated is known by the content of the lock file, so that a change of branch is seen and a fresh clone is not rebuilt twice.
lock := $(shell cksum <package-lock.json | tr ' ' '-')
peer_lock := $(shell cksum <bench/peer/package-lock.json | tr ' ' '-')

golangci_version := v2.15.0
golangci := $(CURDIR)/bin/golangci-lint-$(golangci_version)

.PHONY: help
help:
	@cat help

# What the program makes

.PHONY: synth
synth: build
	@bin/berth

# What cdktf.json has cdktf run: the same without the table.
.PHONY: app
app: build
	@bin/berth --quiet

.PHONY: app-%
app-%: gen
	@go -C examples/$* run .

.PHONY: manifests
manifests: build
	@bin/berth manifests $(STACK)

ifeq ($(filter manifests,$(MAKECMDGOALS))$(STACK),manifests)
$(error name a stack: make manifests STACK=tenant-momcorp)
endif

# What checks it

.PHONY: ci
ci:
	@.ci/run

# The judges' module asks of files outside itself, which Go's cache of test results does not know of.
.PHONY: test
test: gen
	go test ./...
	go -C __tests__ test -count=1 ./...

.PHONY: validate
validate: gen
	@scripts/require terraform
	@scripts/terraform-env scripts/validate

.PHONY: e2e
e2e: gen
	@scripts/require terraform
	@scripts/terraform-env go -C __tests__ test -tags e2e -count=1 -timeout 90m -v ./e2e

# BENCH_FLAGS are those of `go run ./bench -help`.
.PHONY: bench
bench: build bench/peer/node_modules/.made-from-$(peer_lock)
	@go run ./bench $(BENCH_FLAGS)

.PHONY: lint
lint: check-format check-vet check-lint check-tidy

.PHONY: check-format
check-format:
	@unformatted=$$(gofmt -s -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "not as \`make fmt\` leaves it:" $$unformatted >&2; exit 1; }

.PHONY: check-vet
check-vet: gen
	go vet ./...
	go -C __tests__ vet -tags e2e ./...

.PHONY: check-lint
check-lint: gen $(golangci)
	$(golangci) run ./...
	cd __tests__ && $(golangci) run ./...

.PHONY: check-tidy
check-tidy: gen
	go mod tidy -diff
	go -C __tests__ mod tidy -diff

# What rewrites files

.PHONY: fmt
fmt: $(golangci)
	$(golangci) fmt ./...
	cd __tests__ && $(golangci) fmt ./...

.PHONY: schema
schema: gen
	go test ./platform -run TestTheSchemasAreThoseOfTheTypes -update

.PHONY: golden
golden: gen
	go -C __tests__ test . -run Golden -update

# Set-up

$(golangci):
	@scripts/require go
	GOBIN=$(@D) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(golangci_version)
	@mv $(@D)/golangci-lint $@

.PHONY: build
build: gen
	@scripts/require go node
	@go build -o bin/berth .

.PHONY: gen
gen: .gen/fastsynth/manifest.json

bindings := .gen/kubernetes/.made-from-$(lock) .gen/helm/.made-from-$(lock)

# Any Go file may link another part of a provider. What links the same as before is not trimmed anew.
.gen/fastsynth/manifest.json: $(bindings) go.mod go.sum $(shell find . \( -name .gen -o -name node_modules \) -prune -o -name '*.go' -print)
	@go run ./internal/cmd/trim
	@touch $@

node_modules/.made-from-$(lock):
	@scripts/require go node npm
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

bench/peer/node_modules/.made-from-$(peer_lock):
	@scripts/require node npm
	npm ci --prefix bench/peer --ignore-scripts --no-audit --no-fund
	@touch $@

.gen/%/.made-from-$(lock): node_modules/.made-from-$(lock)
	rm -rf .gen/$* .gen/work-$*
	npx --no-install jsii-pacmak --targets go --code-only --outdir .gen/work-$* node_modules/@cdktf/provider-$*
	mv .gen/work-$*/go/$* .gen/$*
	@rm -rf .gen/work-$*
	@touch $@
