# make report: the comparison of data/ as HTML and PDF in reports/.   make test: the tests.   make help: the rest.
PYTHON ?= python3
CORPUS ?= data
BIN := .venv/bin
READY := .venv/.ready

.PHONY: report test lint lab pin lock clean help
.DEFAULT_GOAL := help

report: $(READY)  ## run the notebooks on CORPUS (default data/) and write reports/
	$(BIN)/python -m analysis report "$(CORPUS)" --out reports

test: $(READY)  ## run all tests, the notebooks and the browser included
	$(BIN)/python -m pytest

lint: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: $(READY)  ## open JupyterLab in notebooks/
	$(BIN)/jupyter lab --notebook-dir=. notebooks/00-the-corpus.ipynb

PIN := uv pip compile -q --universal --python-version 3.11 --extra test --generate-hashes pyproject.toml \
	-o requirements.lock --no-header --no-annotate --no-emit-index-url --no-emit-find-links

pin:  ## pin what is new in pyproject.toml, with hashes; all else stays (needs uv)
	$(PIN)

lock:  ## pin all dependencies of pyproject.toml anew, with hashes (needs uv)
	$(PIN) --upgrade

clean:  ## remove the environment, caches and generated reports
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find reports -mindepth 1 ! -name README.md -delete

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up .venv from requirements.lock (once, a minute or two) …"
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@
