# On a machine with Python and make, and nothing else, two commands do everything:
#
#     make workshop     the chart pack of the sample deal
#     make test         all tests
#
# Another Python:   make test PYTHON=python3.13
# Your own deal:    make workshop DEAL=my_deal.toml OUT=my_pack
# A few tests:      make test PYTEST_ARGS="tests/solve -k grim"

PYTHON ?= python3
VENV ?= .venv
DEAL ?= deals/consulting.toml
OUT ?= pack
PYTEST_ARGS ?=

BIN := $(VENV)/bin
# Each worker compiles or loads the kernels for itself, so many of them do not pay.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile
INPUTS := pyproject.toml $(wildcard src/trustgame/_version.py)
PIP := PIP_USER=0 $(BIN)/python -m pip --disable-pip-version-check
# The tests of every room that has compiled kernels (all tests if there is none).
KERNEL_ROOMS := $(patsubst src/trustgame/%/_kernels.py,tests/%,$(wildcard src/trustgame/*/_kernels.py))
UNCOMPILED ?= $(wildcard $(KERNEL_ROOMS))
UNCOMPILED_PYTEST = NUMBA_DISABLE_JIT=1 $(PYTEST) $(UNCOMPILED) -m "not slow and not compiled"

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help workshop test uncompiled coverage package bench experiments gallery clean distclean
.PHONY: check check-format check-style check-types check-floors check-docstrings

help: ## list what can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

workshop: $(VENV)/.installed ## make the chart pack of DEAL (deals/consulting.toml) in OUT (pack)
	@echo "Making the chart pack of $(DEAL) in $(OUT)/ ..."
	@$(BIN)/trustgame workshop "$(DEAL)" --out "$(OUT)"

test: $(VENV)/.installed-test ## run all tests
	@echo "Running the tests ..."
	@$(PYTEST) $(PYTEST_ARGS)

uncompiled: $(VENV)/.installed-test ## run the tests of the kernels as plain Python
	@echo "Running the tests of the kernels without compilation ..."
	@$(UNCOMPILED_PYTEST) $(PYTEST_ARGS)

coverage: $(VENV)/.installed-test ## the same, and list the lines that no test reaches
	@echo "Measuring which lines the tests reach, without compilation ..."
	@NUMBA_DISABLE_JIT=1 $(PYTEST) -m "not slow and not compiled" --cov $(PYTEST_ARGS)

check: check-format check-style check-types check-floors check-docstrings ## formatting, style, types, floors, docstrings

check-format: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .

check-style: $(VENV)/.installed-dev
	$(BIN)/ruff check .

check-types: $(VENV)/.installed-dev
	$(BIN)/mypy

check-floors: $(VENV)/.installed-dev
	$(BIN)/lint-imports --no-logo

check-docstrings: $(VENV)/.installed-dev
	$(BIN)/interrogate --fail-under 100 src

package: ## build the package, install it elsewhere, and use it there
	@PYTHON="$(PYTHON)" bash .ci/package

bench: $(VENV)/.installed-bench ## measure speed beside Axelrod and EGTtools, into benchmarks/RESULTS.md
	@echo "Measuring; this takes some minutes ..."
	@$(BIN)/python benchmarks/run.py

experiments: $(VENV)/.installed ## run all experiments again and report every number that moved
	@echo "Running all experiments; this takes some minutes ..."
	@$(BIN)/python experiments/rerun.py

gallery: $(VENV)/.installed ## draw every kind of chart again, into docs/gallery
	@$(BIN)/python docs/gallery/make.py

clean: ## remove what tools leave behind (not .venv, not your packs)
	rm -rf build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache
	rm -rf .hypothesis .import_linter_cache
	@for room in src tests benchmarks experiments notebooks; do \
		if [ -d "$$room" ]; then find "$$room" -name __pycache__ -prune -exec rm -rf {} +; fi; \
	done

distclean: clean ## the same, and .venv
	rm -rf $(VENV)

# --- installation: repeated only when pyproject.toml or the version changes ---------------

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { \
		echo "trustgame needs Python 3.11 to 3.14, and '$(PYTHON)' is not that." >&2; \
		echo "Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -f $@; \
		echo "'$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; }

define install
@echo "Installing trustgame$(1) into $(VENV) (a minute or two, and not every time) ..."
@$(PIP) install -qq --editable '.$(1)'
@touch $@
endef

$(VENV)/.installed: $(INPUTS) | $(VENV)/pyvenv.cfg
	$(call install,)

$(VENV)/.installed-test: $(INPUTS) | $(VENV)/pyvenv.cfg
	$(call install,[test])

$(VENV)/.installed-bench: $(INPUTS) | $(VENV)/pyvenv.cfg
	$(call install,[bench])

$(VENV)/.installed-dev: $(INPUTS) | $(VENV)/pyvenv.cfg
	$(call install,[dev])
