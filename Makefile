# Dragoman: `make run` starts everything, `make test` runs every test, `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SPREAD := -n auto --maxprocesses 4 --dist loadgroup  # each worker has a database server of its own

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements/run.txt pyproject.toml
	@sh scripts/need-python $(PYTHON)
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installing packages (once; every one is pinned with its hash) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(STAMP): $(VENV)/.run requirements/dev.txt requirements/extra.txt
	@echo "Installing the tools of the tests ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/extra.txt
	@touch $@

run: $(VENV)/.run ## Start everything with an embedded database, simulators and a demo business; Ctrl-C stops it
	@$(BIN)/dragoman run --demo

setup: $(STAMP) ## Install everything for development and tests
	@sh scripts/set-up-browser

test: setup ## Run every test
	@$(BIN)/python -m pytest $(SPREAD)

test-all: setup ## Run every test with the long matrices
	@$(BIN)/python -m pytest $(SPREAD) -m "slow or not slow"

check: setup ## What continuous integration runs: format, lint, types, imports, tests
	@$(BIN)/ruff format --check dragoman tests
	@$(BIN)/ruff check dragoman tests
	@$(BIN)/mypy
	@$(BIN)/python -m pytest $(SPREAD)

bench: setup ## Print the performance table
	@$(BIN)/python -m bench

format: setup ## Format the code
	@$(BIN)/ruff format dragoman tests bench
	@$(BIN)/ruff check --fix dragoman tests bench

lock: ## Pin requirements anew from the .in files (needs uv)
	@for set in run dev extra; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --quiet requirements/$$set.in -o requirements/$$set.txt; done

css: ## Build the console's style sheet anew (needs Node; only after classes in templates changed)
	@cd styles && npm install --no-package-lock --no-audit --no-fund --silent && npm run --silent css

clean: ## Remove the environment, the demo's database and caches
	@rm -rf $(VENV) .dragoman .pytest_cache .mypy_cache .ruff_cache build *.egg-info

.PHONY: help run setup test test-all check bench format lock css clean
