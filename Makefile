# make run: guidance for the shipped city, on screen and as a workbook.  make test: everything that must hold.
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

.PHONY: run test test-deep wheel clean compiler

run: $(VENV)/.ready
	mkdir -p out
	$(PY) cli.py guide -f table
	$(PY) cli.py guide -o out/quanzhou.xlsx

test: $(VENV)/.ready-dev
	$(PY) -m pytest -n 2 -m "not deep"

test-deep: $(VENV)/.ready-dev
	$(PY) -m pytest -n 2 -m deep

wheel: $(VENV)/.ready-dev
	$(PY) -m build --wheel --outdir dist

# durable-rules is compiled at its installation; without a compiler the plain evaluator answers in its place.
compiler:
	@command -v gcc >/dev/null 2>&1 || { \
	  echo "gcc is missing (durable-rules is built from source): trying to install it" >&2; \
	  (apt-get update -qq && apt-get install -y -qq gcc libc6-dev >/dev/null) || \
	  echo "no C compiler to be had: the plain evaluator will answer" >&2; }

$(VENV)/.ready: requirements.txt | compiler
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt || { grep -v '^durable-rules' requirements.txt > $(VENV)/plain.txt && $(PIP) -r $(VENV)/plain.txt; }
	touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	$(PIP) -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) build dist out *.egg-info
