# One folder holds everything that is installed: .venv. The models go to the user's cache.
# Another Python: make PYTHON=python3.12 run

PYTHON ?= python3
VENV ?= .venv
BIN ?= $(VENV)/bin
ROOMS := scene tools agent ui evals
TREE := build/tree/scenewright
PROJECT := pyproject.toml setup.py
RUN_STAMP := $(VENV)/.run-stamp
TEST_STAMP := $(VENV)/.test-stamp
# Named exactly: a bare `torch` may bring gigabytes for CUDA. On a machine with a GPU: make TORCH="torch torchvision" setup
TORCH ?= torch==2.13.0 torchvision==0.28.0
GROUNDINGDINO := groundingdino-py==0.4.0
# Processes that run the tests; each comes to hold all models (up to 3.5 GB). The page's tests wait more than they compute,
# so a third one pays where there is room for it.
JOBS ?= $(shell awk '/MemTotal/ {print ($$2 > 14000000) ? 3 : 2}' /proc/meminfo 2>/dev/null || echo 2)

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check lint style format types layers link-tree sweep bench gallery film coverage clean

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do printf '  make %-16s %s\n' "$$name" "$$what"; done

run: demo  ## install, fetch the models, edit a photo in three turns, then serve the page on 127.0.0.1:7860
	$(BIN)/scenewright ui

demo: $(RUN_STAMP)  ## the same, but stop after the pictures (in out/)
	$(BIN)/python -m scenewright.tools.weights
	$(BIN)/scenewright demo

setup: $(TEST_STAMP)  ## .venv with everything the tests need, the models, free photos, and a browser
	$(BIN)/python -m scenewright.tools.weights
	$(BIN)/python -m scenewright.evals
	$(BIN)/python -m scenewright.evals.browser

test: setup  ## set up, then all tests but the long runs
	$(BIN)/pytest -q -m "not slow" -n $(JOBS) --dist worksteal

sweep: setup  ## the long runs whose figures the documents state
	$(BIN)/pytest -q -s -m slow

coverage: setup  ## the tests again, with a report for each folder
	$(BIN)/pytest -q -m "not slow" -n $(JOBS) --dist worksteal --cov --cov-report=term

bench: setup  ## benchmarks: make bench ARGS="NAME …"
	$(BIN)/scenewright bench $(ARGS)

gallery: setup  ## docs/gallery.md and its pictures: every action on free photos, best and worst
	$(BIN)/python -m scenewright.evals.gallery $(ARGS)

film: setup  ## docs/conversation.gif: a conversation on the page with the real toolset
	$(BIN)/python -m scenewright.evals.conversation

check: $(TEST_STAMP)  ## lint, format, types, layers
	@$(MAKE) --no-print-directory lint style types layers

lint:
	$(BIN)/ruff check .

style:
	$(BIN)/ruff format --check .

format: $(TEST_STAMP)  ## put the code into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: link-tree
	MYPYPATH=build/tree $(BIN)/mypy -p scenewright

layers: link-tree
	cd build/tree && $(abspath $(BIN))/lint-imports --config $(CURDIR)/pyproject.toml --no-cache

# mypy, pyright and import-linter do not follow setuptools' mapping of the folders; this tree shows it to them.
link-tree:  ## build/tree/scenewright, the package as type checkers should see it
	@rm -rf $(TREE) && mkdir -p $(TREE)
	@ln -s $(CURDIR)/scenewright/* $(TREE)/
	@for room in $(ROOMS); do ln -s $(CURDIR)/$$room $(TREE)/$$room; done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "scenewright needs Python 3.11 or newer, this is %d.%d: make PYTHON=python3.11 …" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "no virtual environment: on Debian and Ubuntu, apt install python3-venv"; exit 1; }

$(RUN_STAMP): $(PROJECT) | $(VENV)/bin/python
	@echo "installing into $(VENV) (a minute or two)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[ui]'
	@touch $@

$(TEST_STAMP): $(PROJECT) | $(VENV)/bin/python
	@echo "installing into $(VENV), with what the tests need (a minute or two)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH) -e '.[ui,dev,foundation,groundingdino,eval]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(GROUNDINGDINO)
	@touch $(RUN_STAMP) $@

clean:  ## remove what the build and the checks made; .venv, models and pictures stay
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find $(ROOMS) scenewright tests -name __pycache__ -type d -prune -exec rm -rf {} +
