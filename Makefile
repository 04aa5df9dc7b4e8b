# `make demo` and `make test` set everything up on their own, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test format check-format lint types contracts tests schema requirements clean
.DELETE_ON_ERROR:

demo: $(VENV)/.run
	$(BIN)/storyboard render examples/noir/storyboard.yaml

test: check-format lint types contracts tests

check-format: $(VENV)/.dev
	$(BIN)/ruff format --check .

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

tests: $(VENV)/.dev
	$(BIN)/pytest -n auto

# What nobody should do to it: kills, storms, bad bytes. Takes minutes.
faults: $(VENV)/.dev
	$(BIN)/pytest -n auto -m "faults and not long" tests/faults

# The rest of it: an hour and more.
faults-long: $(VENV)/.dev
	$(BIN)/pytest -n auto -m "faults and long" tests/faults

schema: $(VENV)/.run
	$(BIN)/storyboard schema > schemas/storyboard.schema.json
	$(BIN)/storyboard schema --library > schemas/library.schema.json

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# Pins anew; needs uv. --universal: one file for every platform and Python.
requirements:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
	  pyproject.toml requirements/run.in -o requirements/run.txt
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
	  -c requirements/run.txt requirements/dev.in -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache
