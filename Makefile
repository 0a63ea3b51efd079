PYTHON ?= python3
UV ?= .venv/bin/uv
ARGS ?=

STAMP := .venv/.installed
RIGHT_PYTHON := import sys; assert sys.version_info >= (3, 11)
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate

.PHONY: run install test crashtest fuzz bench check lock clean

run: $(STAMP)
	@exec .venv/bin/python -m bot run

install: $(STAMP)

$(STAMP): requirements-dev.txt
	@if ! .venv/bin/python -c '$(RIGHT_PYTHON); import pip' 2>/dev/null; then \
		if ! $(PYTHON) -c '$(RIGHT_PYTHON)' 2>/dev/null; then \
			echo "Greenlight needs Python 3.11 or newer; $(PYTHON) is not. If you have one: make PYTHON=python3.12"; \
			exit 1; \
		fi; \
		if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; \
			exit 1; \
		fi; \
		$(PYTHON) -m venv --clear .venv; \
	fi
	@echo "Installing into .venv. This takes about a minute, once."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps \
		--require-hashes -r requirements-dev.txt
	@touch $@

test: $(STAMP)
	@.venv/bin/python -m pytest --numprocesses 2 $(ARGS)

crashtest: $(STAMP)
	@GREENLIGHT_CRASHES=500 .venv/bin/python -m pytest tests/test_crash.py $(ARGS)

fuzz: $(STAMP)
	@GREENLIGHT_IMPORTS=100000 .venv/bin/python -m pytest tests/test_fuzz.py $(ARGS)

bench: $(STAMP)
	@.venv/bin/python -m benchmarks $(ARGS)

check: $(STAMP)
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/pyright
	.venv/bin/lint-imports

lock: export UV_CUSTOM_COMPILE_COMMAND := make lock
lock:
	$(COMPILE) --quiet $(if $(UPGRADE),--upgrade) --extra dev --output-file requirements-dev.txt
	$(COMPILE) --quiet --constraint requirements-dev.txt --output-file requirements.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
