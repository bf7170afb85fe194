# Every target sets up what it needs by itself. Wanted on the machine: make, and a Python of at
# least 3.11. The interop target also wants node and npm.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# What was compiled once is kept, so that every later process starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v "$$name" && break; done)
PIP_INSTALL = $(BIN)/python -m pip --disable-pip-version-check --quiet install
# Tests that start a server or a browser wait for it, so there is one more at work than processors.
WORKERS ?= $(shell "$(PYTHON)" -c 'import os; print(min((os.cpu_count() or 1) + 1, 4))')
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)
PYTEST_ARGS ?=
# Where to write what each run of pytest found, as JUnit files; nowhere unless told.
REPORTS ?=
junit = $(if $(REPORTS),--junit-xml=$(REPORTS)/$(1).xml)

# Tests against other people's verifiers run wherever node and npm are found.
NODE := $(and $(shell command -v node),$(shell command -v npm))
INTEROP_OFF = $(if $(NODE),,--ignore=tests/interop)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

# ------------------------------------------------------------------------------------- set-up

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python of at least 3.11 was found. Install one, or say where: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/develop.stamp: requirements/develop.txt pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements/develop.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/docs.stamp: requirements/docs.txt | $(VENV)/develop.stamp
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements/docs.txt
	@touch $@

# Wheels of atheris exist for Linux; of the version that has one for Python 3.11.
$(VENV)/fuzz.stamp: requirements/fuzz.txt | $(VENV)/develop.stamp
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements/fuzz.txt
	@touch $@

.PHONY: venv
venv: $(VENV)/develop.stamp ## make the virtual environment and install the locked versions

$(VENV)/runtime.stamp: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Laurea needs into $(VENV), for about a minute."
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements/build.txt \
		--requirement requirements/runtime.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# --------------------------------------------------------------------------------------- demo

# Further words for `laurea demo`, as in make demo DEMO_ARGS="--port 8080".
DEMO_ARGS ?=

.PHONY: demo
demo: $(VENV)/runtime.stamp ## a living world to look around in, at http://localhost:8000
	$(BIN)/laurea demo $(DEMO_ARGS)

# ------------------------------------------------------------------------------------- checks

.PHONY: static
static: $(VENV)/develop.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: check
check: static ## lint, format, types, import contracts, and the tests of the architecture
	$(PYTEST) tests/architecture

.PHONY: test
test: static ## everything `make check` does, then every test, also on PostgreSQL and in a browser
	$(PYTEST) $(call junit,test) -m "not browser and not reliability" $(INTEROP_OFF)
	@$(MAKE) --no-print-directory test-postgresql browser

# PostgreSQL refuses to run as root, and `runuser` hands it to a user of its own.
.PHONY: test-postgresql
test-postgresql: $(VENV)/develop.stamp ## the tests of the web on a PostgreSQL of their own
	@if scripts/debian_package.sh postgresql "tests on PostgreSQL" pg_ctl '/usr/lib/postgresql/*/bin/pg_ctl'; then \
		echo 'The tests of the web on PostgreSQL:'; \
		LAUREA_TESTS_ON=postgresql $(PYTEST) $(call junit,postgresql) \
			-m "not browser and not reliability and not sqlite" --ignore=tests/web/design tests/web; \
	fi

.PHONY: browser
browser: $(VENV)/develop.stamp ## the pages in a real Chromium, with axe (wants npm)
	@if test -z "$(NODE)"; then \
		echo 'The tests in a browser are left out: install npm, which fetches axe-core.' >&2; \
	elif scripts/debian_package.sh chromium "tests in a browser" chromium; then \
		echo 'The pages in Chromium:'; \
		$(PYTEST) --dist loadfile $(call junit,browser) -m browser tests/web; \
	fi

.PHONY: reliability
reliability: $(VENV)/develop.stamp ## kill the server, race for claim links: minutes, not in make test
	$(BIN)/python -m pytest -p no:randomly -o faulthandler_timeout=0 -s \
		-m reliability tests

.PHONY: interop
interop: $(VENV)/develop.stamp ## what is made here before other people's verifiers, and the page about it
	@test -n "$(NODE)" || { echo "make interop needs node and npm on the PATH." >&2; exit 1; }
	$(PYTEST) tests/interop
	$(BIN)/python scripts/interop.py docs/interop.md

# How long each target is fuzzed, and which ones (all, where none is named).
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?=

.PHONY: fuzz
fuzz: $(VENV)/fuzz.stamp ## look for inputs that break a reader: make fuzz FUZZ_SECONDS=600
	$(BIN)/python scripts/fuzz.py --seconds $(FUZZ_SECONDS) $(FUZZ_TARGETS)

.PHONY: conformance
conformance: $(VENV)/develop.stamp ## judge the published vectors in LAUREA_VECTORS, and write the report
	$(BIN)/python -m scripts.conformance docs/reference/conformance.md

.PHONY: corpus
corpus: $(VENV)/develop.stamp ## judge the hostile documents in LAUREA_VECTORS, and write the report
	@test -n "$$LAUREA_VECTORS" || { echo "LAUREA_VECTORS must name a folder." >&2; exit 64; }
	@mkdir -p build
	$(BIN)/python "$$LAUREA_VECTORS/corpus/harness/run_corpus.py" --out build/corpus.json \
		--adapter "$(abspath $(BIN))/python -m laurea.examine" | tee build/corpus.txt

.PHONY: bench
bench: $(VENV)/develop.stamp ## measure this program against its limits and its peers
	$(BIN)/laurea bench
	$(BIN)/python bench/processes.py

.PHONY: smoke
smoke: $(BIN)/python ## install as a user would, in an environment of its own, and run the program
	scripts/smoke.sh $(BIN)/python

.PHONY: docs
docs: $(VENV)/docs.stamp ## build the documentation into site/, strictly
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# -------------------------------------------------------------------------------------- tools

.PHONY: fmt
fmt: $(VENV)/develop.stamp ## format the code and mend what can be mended without thought
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: reference
reference: $(VENV)/develop.stamp ## write the references of command line, Python and API anew, and the client
	$(BIN)/python scripts/cli_reference.py docs/reference/cli.md
	$(BIN)/python scripts/python_reference.py docs/reference/python.md
	$(BIN)/python scripts/api_reference.py docs/reference/openapi.json docs/reference/api.md
	$(BIN)/python scripts/client_from_openapi.py docs/reference/openapi.json src/laurea/client

.PHONY: picture
picture: $(VENV)/develop.stamp ## draw docs/images/badges.svg anew
	$(BIN)/python scripts/draw_picture.py docs/images/badges.svg

.PHONY: photographs
photographs: $(VENV)/develop.stamp ## photograph the pages for the documentation (wants chromium)
	$(BIN)/python scripts/photograph.py docs/images

COMPILE = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: lock
lock: $(VENV)/develop.stamp ## write requirements/ anew (all to their newest: make lock UPGRADE=--upgrade)
	$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements/runtime.txt >/dev/null
	$(COMPILE) $(UPGRADE) pyproject.toml --constraint requirements/runtime.txt --group build \
		--group interop --group lint --group lock --group test \
		--output-file requirements/develop.txt >/dev/null
	$(COMPILE) $(UPGRADE) --group pyproject.toml:build --constraint requirements/develop.txt \
		--output-file requirements/build.txt >/dev/null
	$(COMPILE) $(UPGRADE) --group pyproject.toml:docs --constraint requirements/develop.txt \
		--output-file requirements/docs.txt >/dev/null
	$(COMPILE) $(UPGRADE) --group pyproject.toml:fuzz --constraint requirements/develop.txt \
		--output-file requirements/fuzz.txt >/dev/null

.PHONY: clean
clean: ## remove what the other targets made, the virtual environment included
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
