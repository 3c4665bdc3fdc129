.DEFAULT_GOAL := help
.PHONY: run serve quick test browser lint format docs venv clean help

# More settings for the comparison: make run ARGS="language=sv n_replications=10"
ARGS ?=

run: ## set up what is needed and run the headline comparison (ARGS="language=sv" adds settings)
	@tools/make_venv.sh run
	.venv/bin/tilltro compare $(ARGS)

serve: ## set up what is needed and open Tilltro in the browser (ARGS="port=9000" adds settings)
	@tools/make_venv.sh run
	.venv/bin/tilltro serve $(ARGS)

quick: ## the tests of base, model and study, in under a minute: for everyday work
	@tools/make_venv.sh dev
	tools/check.sh quick

test: ## all checks but the browser's: style, types, layers of imports, tests with coverage
	@tools/make_venv.sh dev
	tools/check.sh

browser: ## every page opened in Chromium, in each width
	@tools/make_venv.sh dev
	tools/check.sh browser

lint: ## style, types and layers of imports, without the tests
	@tools/make_venv.sh dev
	tools/check.sh lint

format: ## put the code into its usual form
	@tools/make_venv.sh dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

docs: ## the documentation as a site, in site/, from docs/ and the code; needs no connection
	@tools/make_venv.sh docs
	NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --quiet --clean
	@echo "Open site/index.html"

venv: ## only set up .venv, with everything for development
	@tools/make_venv.sh dev

clean: ## remove what the tools leave behind; keeps .venv and outputs
	rm -rf build dist site *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find . -name __pycache__ -type d -not -path "./.venv/*" -prune -exec rm -rf {} +

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
