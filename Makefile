# Everything runs in the virtual environment .venv; PYTHON sets its interpreter (>= 3.10).
#   make demo        install, build vectors from the bundled text, show some results
#   make test        install with the dependency group `test`, run all tests
#   make test-quick  the same without the tests that are marked as slow, with fewer random examples
#   make fuzz        damaged files for every reader, FUZZ_OPTIONS="--seconds 600 --seed 0", and all
#                    commands killed at 20 points
#   make failures    every system call on the files of every command fails once
#   make lint        ruff and mypy
#   make bench       run the benchmarks
#   make docs        build the documentation in docs/_build; docs-links: check links to other sites
#   make page        bundle the scripts and styles of the page of reports; needs node
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS := -n logical --dist worksteal
SOURCES := $(shell find simpler_glove nlpzero cli -name '*.py')

.PHONY: demo test test-quick fuzz failures lint bench clean

demo: $(VENV)/installed
	$(BIN)/nlpzero demo $(DEMO_OPTIONS)

test: $(VENV)/installed-test
	$(BIN)/python -m pytest $(WORKERS) $(PYTEST_OPTIONS)

test-quick: $(VENV)/installed-test
	$(BIN)/python -m pytest -m "not slow" --hypothesis-profile quick $(WORKERS) $(PYTEST_OPTIONS)

fuzz: $(VENV)/installed-test
	$(BIN)/python -m tests.fuzz $(FUZZ_OPTIONS)
	FURTHER_KILLS=20 $(BIN)/python -m pytest -q tests/crashes/test_killed.py

failures: $(VENV)/installed-test
	$(BIN)/python -m pytest tests/crashes/test_failing_calls.py --all-calls $(WORKERS) $(PYTEST_OPTIONS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks $(BENCH_OPTIONS)

clean:
	rm -rf $(VENV) build dist docs/_build docs/generated *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis nlpzero-demo
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# Where ensurepip is missing (Debian without python3-venv), use the interpreter's own pip.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
		&& $(PYTHON) -m pip --python $@ install pip; }
	$@ -m pip install --quiet --upgrade 'pip>=25.1'  # the first that installs dependency groups

# `make demo` installs a copy, again whenever a source file has changed. The editable installation
# of the tests replaces it, and is repeated only when the requirements change. build/ is removed
# because it may contain modules that no longer exist.
$(VENV)/installed: $(BIN)/python setup.py pyproject.toml $(SOURCES)
	rm -rf build $(VENV)/installed-test $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet .
	touch $@

$(VENV)/installed-test: $(BIN)/python setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet -e . --group test
	touch $(VENV)/installed $@

$(VENV)/installed-dev: $(BIN)/python setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet -e . --group dev
	touch $(VENV)/installed $(VENV)/installed-test $@

# The page of reports. The bundles are committed, so that neither installing nor tests need node;
# npm's lock file would contain the address of the registry that was used.
PAGE := nlpzero/report/page

.PHONY: page
page: $(PAGE)/node_modules
	cd $(PAGE) && npm run --silent build

$(PAGE)/node_modules: $(PAGE)/package.json
	cd $(PAGE) && npm install --no-package-lock --no-audit --no-fund --ignore-scripts
	touch $@

# The site of the documentation, in docs/_build; warnings are errors. `docs-links` also requests the
# addresses of other sites.
.PHONY: docs docs-links
docs docs-links: $(VENV)/installed-docs
	$(BIN)/sphinx-build -q -W --keep-going -b $(if $(filter docs-links,$@),linkcheck,html) docs docs/_build

$(VENV)/installed-docs: $(BIN)/python setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet -e . --group docs
	touch $@
