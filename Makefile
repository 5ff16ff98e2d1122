# One word each, the same by hand and in CI. Every target sets up what it needs by itself.
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
ARGS   ?=
LESSON_NOTEBOOKS := $(wildcard lessons/*.ipynb lessons/instructor/*.ipynb)

# The newest-named Python on the PATH that is 3.11 or later.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

.PHONY: help setup serve test lint format lessons bench atlas pictures lock clean
.DEFAULT_GOAL := help

help:
	@echo "make serve    the lessons as web pages on this machine"
	@echo "make test     everything CI checks, a real browser included"
	@echo "make setup    .venv from requirements.lock; the others call it"
	@echo "make format   rewrite code in house style     make lint   check it, types and layers"
	@echo "make lessons  run the lessons again and store their outputs"
	@echo "make atlas    generate the atlas meshes again  make pictures its pictures in docs/"
	@echo "make bench    measure                         make lock   resolve the dependencies again"

setup: $(READY)
	@:

# uv is installed by pip from its own lines of the lock; uv then installs all the rest.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later found. Install one, or say which: make setup PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; \
		else echo "$(PYTHON) has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; fi; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock.txt
	@echo "Installing what requirements.lock lists (the first time takes a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)

serve: $(READY)
	$(BIN)/musclekit serve $(ARGS)

# Attempts made by tests go to a folder of their own, never among the user's. A browser wants the machine to itself: what
# needs none runs first, a process to each core. 5 is pytest's word for "none of these".
test: lint
	@set -e; chromium="$$($(BIN)/python tests/machine.py)"; data="$$(mktemp -d)"; trap 'rm -rf "$$data"' EXIT; \
	export MUSCLEKIT_CHROMIUM="$$chromium" MUSCLEKIT_DATA_DIR="$$data"; \
	failed=0; \
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser" --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg tests musclekit lessons $(ARGS) \
		|| [ $$? = 5 ] || failed=1; \
	$(BIN)/python -m pytest -m browser tests $(ARGS) || [ $$? = 5 ] || failed=1; \
	exit $$failed

lint: $(READY)
	$(BIN)/lint-imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lessons: $(READY)
	@test -n "$(LESSON_NOTEBOOKS)" || { echo "No notebooks in lessons/."; exit 1; }
	MUSCLEKIT_DATA_DIR=$$(mktemp -d) $(BIN)/python tests/store_outputs.py $(LESSON_NOTEBOOKS)
	$(BIN)/musclekit check lessons

bench: $(READY)
	@set -e; chromium="$$($(BIN)/python tests/machine.py)"; \
	for script in benchmarks/bench_*.py; do echo "== $$script"; MUSCLEKIT_CHROMIUM="$$chromium" $(BIN)/python $$script $(ARGS); done

atlas: $(READY)
	$(BIN)/python -m anatomy_models.hamstrings.generate $(ARGS)

# The pictures of docs/atlas.md, posing.md, injuries.md, imaging.md, clinic.md and nerve.md.
pictures: $(READY)
	$(BIN)/python -m anatomy_models.hamstrings.pictures
	$(BIN)/python -m anatomy_models.hamstrings.posing_pictures
	$(BIN)/python -m anatomy_models.hamstrings.injury_pictures
	$(BIN)/python -m anatomy_models.hamstrings.slice_pictures
	$(BIN)/python -m anatomy_models.hamstrings.ultrasound_pictures
	$(BIN)/python -m anatomy_models.hamstrings.clinic_pictures
	$(BIN)/python -m anatomy_models.hamstrings.nerve_pictures

# Versions and hashes for every platform, and no addresses; only PyPI is asked, whatever this machine is set to.
lock:
	@test -x $(BIN)/uv || $(MAKE) setup
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-config \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--output-file requirements.lock $(ARGS)

clean:
	rm -rf $(VENV) build dist
