# `make run` starts the portal, `make test` tests it; both make what they need.
.PHONY: help environment run test lint format bench proof lock clean
PY := .venv/bin/python

help:
	@echo "make run     start the portal on http://127.0.0.1:$${PORT:-8000}/ (Ctrl-C stops it)"
	@echo "make test    every test, browser tests included (SKIP_BROWSER=1 leaves those out)"
	@echo "make bench   the tables of speed and weight"
	@echo "make proof   the drills in full"
	@echo "make format  write the code in one style;  make lint  look only"
	@echo "make lock    requirements*.txt from requirements/*.in"
	@echo "make clean   take away .venv and var with the data in it"

environment:
	@.ci/environment
	@$(PY) -m hoaip.catalogues > /dev/null

run: environment
	@$(PY) manage.py up

test: environment
	@.ci/test

lint: environment
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

format: environment
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .

bench: environment
	@$(PY) -m tests.bench

proof: environment
	@$(PY) -m tests.drills

lock: environment
	@.ci/lock

clean:
	@.ci/clean
