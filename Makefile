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

.PHONY: help
help:
	@cat help

.PHONY: synth
synth: gen
	@go run .

.PHONY: gen
gen: .gen/kubernetes/.made-from-$(lock)

node_modules/.made-from-$(lock):
	@scripts/require go node npm
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

.gen/%/.made-from-$(lock): node_modules/.made-from-$(lock)
	rm -rf .gen/$* .gen/work-$*
	npx --no-install jsii-pacmak --targets go --code-only --outdir .gen/work-$* node_modules/@cdktf/provider-$*
	mv .gen/work-$*/go/$* .gen/$*
	@rm -rf .gen/work-$*
	@touch $@
