# A menu over the scripts in .ci/.

.PHONY: help run test bench bench-models shots
.DEFAULT_GOAL := help

help: ## what there is
	@sed -n 's/^\([a-z-]*\): ## \(.*\)/  make \1\t\2/p' Makefile

run: ## build, and serve a demo company at http://127.0.0.1:3000
	@.ci/serve

test: ## the whole test suite: format, lint, unit, both databases, browser
	@.ci/test

bench: ## measure every desk, list and record page on both databases
	@.ci/bench

bench-models: ## measure the models on public data, beside baselines and targets, into app/domain/MODELS.md
	@.ci/bench-models

shots: ## a picture of every page for each role, into shots/
	@.ci/shots
