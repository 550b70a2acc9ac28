# Two commands do everything: `make demo` and `make test`. `make help` names the others.
#
# They need python3 (3.11 or later) with pip, and make. pip puts uv into .tools, uv puts the locked
# dependencies into .venv, both checked by hash; nothing outside this folder is touched. Each step
# is done again only when what it is made from has changed, and two makes at once wait for each other.

PYTHON ?= python3
UV     := .tools/bin/uv
TELEGRAMS ?= 1000000
export UV_PYTHON_DOWNLOADS := never
# Trust whom the machine trusts, as pip does.
export UV_SYSTEM_CERTS := true
unexport VIRTUAL_ENV
unexport PYTHONPATH
unexport PYTHONHOME
PYTEST := .venv/bin/python -m pytest -q --numprocesses 2 --dist loadfile --no-loadscope-reorder

demo: ready ## tell the story of telegram 26044 with three real stations
	@.venv/bin/depesha demo

test: ready corpora browser ## every quick test
	@$(PYTEST)

quick: ready corpora ## the quick part of it: the units, but those of stations, stores and commands
	@$(PYTEST) $(addprefix tests/unit/,archive evidence export keybook links office paper \
		reading_room seal web) tests/unit/test_*.py

slow: ready corpora browser ## long histories and stress
	@.venv/bin/python -m pytest -q -m slow
	@DEPESHA_LOADED_ANEW=1 $(PYTEST) tests/scripts  # every command by a process from its beginning

check: check-format check-lint check-types check-floors check-docs ## format, lint, types, floors, docs
check-format: ready
	@.venv/bin/ruff format --check --quiet .
check-lint: ready
	@.venv/bin/ruff check --quiet .
check-types: ready
	@.venv/bin/mypy src tests tools $(wildcard bench)
check-floors: ready
	@.venv/bin/python tools/floors.py
check-docs: ready
	@.venv/bin/python tools/docs_check.py

cover: ready corpora browser ## which branches no quick test has taken
	@.venv/bin/coverage run -m pytest -q
	@.venv/bin/coverage report

simulate: ready ## 1,000 stations in one process, in bad weather
	@.venv/bin/python -m tests.network.simulate --stations 1000 --telegrams 3000 --seed 1

planted: ready ## plant each bug in turn, and see which law catches it
	@.venv/bin/python -m tests.network.planted

bench: ready ## measure everything, with floor, peers and reach beside it (--full: python -m bench --full)
	@.venv/bin/python -m bench

bench-archive: ready ## the archive's search among TELEGRAMS=1000000 made-up ones, and what its words find
	@$(UV) pip install --quiet --require-hashes --target .cache/words -r requirements/words.txt
	@PYTHONPATH=.cache/words .venv/bin/python -m bench.words
	@.venv/bin/python -m bench.archive --telegrams $(TELEGRAMS)

wheel: ready ## dist/depesha-*.whl, with everything that the desk shows
	@$(UV) build --quiet --wheel --no-build-isolation --no-create-gitignore --python .venv/bin/python --out-dir dist

words: ready ## what the desk says, and whether it is said in Russian
	@.venv/bin/python tools/words.py

format: ready ## put the code into its format
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up ---------------------------------------------------------------------------------------

ready: ## .venv with everything locked, depesha itself, and what its desk shows
	@flock Makefile $(MAKE) --silent --no-print-directory .venv/.ok .venv/.assets

assets: ready ## htmx for the desk (a Python package, by hash; no npm), and its words in Russian

corpora: ready ## the foreign test vectors, in .cache/corpora
	@flock Makefile $(MAKE) --silent --no-print-directory .cache/corpora/.ok

# Debian bars pip from the system's Python and has no venv by default; --target needs neither.
.tools/.ok: requirements/tools.txt
	@echo "setting up: uv" >&2
	@$(PYTHON) -m pip install --quiet --no-input --disable-pip-version-check \
		--root-user-action=ignore --upgrade --require-hashes --target .tools -r $<
	@touch $@

# The back end is among the locked dependencies, so building depesha asks the network for nothing.
.venv/.ok: pyproject.toml requirements/dev.txt .tools/.ok
	@echo "setting up: .venv" >&2
	@test -x .venv/bin/python || $(UV) venv --quiet --clear --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --require-hashes requirements/dev.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# htmx is another project's script: it comes from a package, and stands in no commit.
CATALOGUES := $(wildcard src/depesha/*/locale/*/*.po)

.venv/.assets: requirements/assets.txt tools/assets.py tools/land.py $(CATALOGUES) .venv/.ok
	@echo "setting up: assets" >&2
	@$(UV) pip install --quiet --no-deps --require-hashes --target .cache/assets -r $<
	@.venv/bin/python tools/assets.py .cache/assets src/depesha
	@touch $@

# --- a browser for the tests: Debian's -------------------------------------------------------------

browser: ## Debian's Chromium and pdftoppm, which the tests need; installed only as root
	@tools/browser.sh

.cache/corpora/.ok: tests/corpora.txt tools/corpora.py | .venv/.ok
	@echo "setting up: test corpora" >&2
	@.venv/bin/python tools/corpora.py tests/corpora.txt .cache/corpora
	@touch $@

# --- the lock: pinned and hashed, without addresses -----------------------------------------------

COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate --upgrade

lock: .tools/.ok ## take newer versions of what we depend on
	@$(COMPILE) pyproject.toml --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.txt
	@$(COMPILE) --group pyproject.toml:tools --output-file requirements/tools.txt
	@$(COMPILE) --group pyproject.toml:words --output-file requirements/words.txt
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-deps \
		--group pyproject.toml:assets --output-file requirements/assets.txt

.PHONY: demo test quick slow check check-format check-lint check-types check-floors check-docs cover \
	simulate planted bench wheel words format help ready assets browser corpora lock
