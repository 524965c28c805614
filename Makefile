# Everything runs in a virtual environment of its own; PYTHON chooses the interpreter (>= 3.10).
#   make demo     install, train on the bundled text, show what the vectors know
#   make test     install with the test extras, run the whole suite
#   make test-quick  the same without the tests that are marked as slow
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := $(shell find simpler_glove nlpzero cli -name '*.py')

.PHONY: demo test test-quick lint bench clean

demo: $(VENV)/installed
	$(BIN)/nlpzero demo $(DEMO_OPTIONS)

test: $(VENV)/installed-test
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

test-quick: $(VENV)/installed-test
	$(BIN)/python -m pytest -m "not slow" $(PYTEST_OPTIONS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks $(BENCH_OPTIONS)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis nlpzero-demo
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# A Python without ensurepip (Debian without python3-venv) lends the environment its own pip.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
		&& $(PYTHON) -m pip --python $@ install pip; }

# An ordinary installation is a copy: it is made again when a source has changed. An editable one
# takes its place and needs that only when the requirements change. build/ would keep old modules.
$(VENV)/installed: $(BIN)/python setup.py pyproject.toml $(SOURCES)
	rm -rf build $(VENV)/installed-test $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet .
	touch $@

$(VENV)/installed-test: $(BIN)/python setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet -e '.[test]'
	touch $(VENV)/installed $@

$(VENV)/installed-dev: $(BIN)/python setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $(VENV)/installed $(VENV)/installed-test $@
