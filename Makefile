# Everything needs `make setup` first and calls it: a bare machine with Python 3.11 or newer, its pip and
# venv, and make (GNU make 3.81 or newer) is enough. Each target does one thing; `make` lists them.

PYTHON ?= python3
ARGS   ?=

BIN    := .venv/bin
READY  := .venv/.ready
PIP    := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest

# One thread for BLAS: a step is too short to share out, and results must not depend on the cores.
# The two unset variables choose a kernel by hand; the wrong one halves the speed.
MEASURE := env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 \
           MKL_NUM_THREADS=1 VECLIB_MAXIMUM_THREADS=1

# What pytest leaves out by default (see pyproject.toml) needs its marker named.
ON_SCREEN := xvfb-run -a -s "-screen 0 1280x800x24" env QT_QPA_PLATFORM=xcb

# PySide's own Python files are packed into its library, from which they would be compiled anew at every start:
# SBK_EMBED=0 unpacks them, once. Then they are compiled for good, as nnviz is, for the first window to open at once.
COMPILE := SBK_EMBED=0 $(BIN)/python -c 'import shiboken6' && \
           $(BIN)/python -m compileall -q nnviz .venv/lib/python3*/site-packages/shiboken6/files.dir

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow test-screen check format benchmark wheel clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | while read -r target words; do \
	  printf '  make %-12s %s\n' "$$target" "$$words"; done

setup: $(READY)  ## make .venv with nnviz and its tools, and what Qt needs from the system

# A stamp, so that the second call takes no time. pip must be new enough to know dependency groups.
$(READY): pyproject.toml scripts/qt-libraries.sh
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else \
	  "nnviz needs Python 3.11 or newer, this is %d.%d. Name another one: make PYTHON=python3.12 setup" % v[:2])'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Setting up .venv (a minute or two, once)"
	@$(PIP) install --quiet --upgrade "pip>=25.1"
	@$(PIP) install --quiet --editable . --group dev
	@sh scripts/qt-libraries.sh $(BIN)/python
	@$(COMPILE)
	@touch $(READY)

run: $(READY)  ## open the window (ARGS="mnist" for another preset)
	@sh scripts/qt-libraries.sh $(BIN)/python
	$(BIN)/python main.py $(ARGS)

test: $(READY)  ## the tests, without a screen, in a few minutes (ARGS="tests/nn -x")
	QT_QPA_PLATFORM=offscreen $(PYTEST) -n auto --dist worksteal $(ARGS)

test-slow: $(READY)  ## the published accuracies and the wheel: many minutes
	QT_QPA_PLATFORM=offscreen $(PYTEST) -m slow --timeout 1800 $(ARGS)

test-screen: $(READY)  ## the tests that need a real window, on a virtual X screen
	@sh scripts/qt-libraries.sh $(BIN)/python --screen
	$(ON_SCREEN) $(PYTEST) -m screen $(ARGS)

check: $(READY)  ## lint, formatting, types, and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	QT_QPA_PLATFORM=offscreen $(PYTEST) -q tests/test_architecture.py

format: $(READY)  ## put every file in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(READY)  ## measure the engine against its peers, and what the window costs training
	$(PIP) install --quiet --group peers
	$(MEASURE) $(BIN)/python benchmarks/engine.py
	$(MEASURE) $(BIN)/python benchmarks/evaluation.py
	$(MEASURE) $(BIN)/python -m nnviz bench

wheel: $(READY)  ## build dist/nnviz_desktop-*.whl
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:  ## remove .venv, dist and every cache
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
