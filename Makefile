# The two commands of a newcomer: make demo, make test. Everything is kept inside this folder.

PYTHON ?= python3
PORT ?= 8000
SIMULATOR_PORT ?= 8001
# Processes of the tests; they would meet in one Redis.
WORKERS ?= $(if $(REDIS_URL),0,auto)
VENV := .venv
BIN := $(VENV)/bin
# The files name everything with its hash, so there is nothing to resolve.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
LOCALES := $(wildcard locale/*/LC_MESSAGES/django.po)

# The demo is a house of its own: nothing in .env can make it touch other data.
DEMO_ENV := WEB_PORT=$(PORT) SIMULATOR_PORT=$(SIMULATOR_PORT) SITE_URL=http://localhost:$(PORT) \
	PARLEY_DATA_DIR=$(CURDIR)/var/demo DATABASE_URL=sqlite:///$(CURDIR)/var/demo/parley.sqlite3 REDIS_URL= S3_BUCKET= \
	ALLEGRO_ENVIRONMENT=simulator ALLEGRO_CLIENT_ID=parley-demo ALLEGRO_CLIENT_SECRET=parley-demo-secret \
	ALLEGRO_AUTH_URL= ALLEGRO_API_URL= ALLEGRO_WEB_URL= QUICK_SWEEP_SECONDS=5

.PHONY: help demo demo-reset test check bench nightly crashes mutants contract format messages lock screenshots clean

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.base $(VENV)/.messages  ## Run Parley with a simulated Allegro (PORT=8000 SIMULATOR_PORT=8001)
	@env $(DEMO_ENV) $(BIN)/python manage.py demo

demo-reset:  ## Forget the demo's data; the next make demo starts afresh
	rm -rf var/demo

test: $(VENV)/.dev $(VENV)/.messages  ## Run the tests (ARGS="-k words" chooses some, ARGS="-m 'not browser'" leaves the browser out)
	@echo "Browser tests take half of the time and may be left out: make test ARGS=\"-m 'not browser'\""
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist loadscope --no-loadscope-reorder $(ARGS)

check: $(VENV)/.dev $(VENV)/.messages  ## Format, lint, types, imports, templates, translations, migrations, deployment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	env -u DATABASE_URL DEBUG=false SITE_URL=https://parley.example.com SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev  ## Put code and templates into shape
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat templates || true

nightly: $(VENV)/.dev $(VENV)/.messages  ## What takes long: 200 new stories, crashes, mutants (an hour; before an issue closes)
	PARLEY_STORIES=200 PARLEY_SEED=$${PARLEY_SEED:-$$(date +%s)} $(BIN)/python -m pytest tests/reliability
	$(MAKE) crashes
	$(MAKE) mutants

crashes: $(VENV)/.dev $(VENV)/.messages  ## Kill real processes at every step of their work (about ten minutes)
	PARLEY_CRASHES=1 $(BIN)/python -m pytest tests/crashes

mutants: $(VENV)/.dev $(VENV)/.messages  ## Change the code and see whether the tests notice (MODULE=tickets/delivery.py; all: half an hour)
	$(BIN)/python -m tests.mutants $(MODULE)

contract: $(VENV)/.dev  ## Check against Allegro's own description of its API (URL=a file, or an address to fetch it from)
	@test -n "$(URL)" || { echo "Name the description: make contract URL=openapi.yaml"; exit 1; }
	@case "$(URL)" in http*) mkdir -p var && $(BIN)/python -c 'import pathlib, sys, requests; answer = requests.get(sys.argv[1], timeout=60); answer.raise_for_status(); pathlib.Path("var/openapi.yaml").write_bytes(answer.content)' "$(URL)";; \
		*) mkdir -p var && cp "$(URL)" var/openapi.yaml;; esac
	ALLEGRO_OPENAPI=$(CURDIR)/var/openapi.yaml $(BIN)/python -m pytest tests/contract tests/simulator/test_contract.py

messages: $(VENV)/.dev  ## Collect the texts to translate (needs GNU gettext)
	$(BIN)/python manage.py makemessages --locale pl --no-location --no-obsolete --ignore .venv --ignore var --ignore simulator --ignore tests

lock: $(VENV)/.dev  ## Pin the dependencies named in pyproject.toml anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --output-file requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --group dev --constraint requirements/base.txt --output-file requirements/dev.txt

screenshots: $(VENV)/.dev $(VENV)/.messages  ## Take the pictures of the guide anew (needs Chromium)
	$(BIN)/python -m docs.screenshots

bench: $(VENV)/.dev $(VENV)/.messages  ## Measure pages, import and sweeps (needs PostgreSQL and Redis; half an hour; docs/performance.md)
	$(BIN)/python -m bench.desk 10000
	$(BIN)/python -m bench.desk 1000000
	$(BIN)/python -m bench.pages 10000 1000000
	$(BIN)/python -m bench.first_import
	$(BIN)/python -m bench.sweeps quiet
	$(BIN)/python -m bench.sweeps runs
	$(BIN)/python -m bench.sweeps fleet
	$(BIN)/python -m bench.decided
	$(BIN)/python -m bench.memory

clean:  ## Remove everything that was installed or made
	rm -rf $(VENV) var staticfiles

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Parley needs Python 3.11 or newer; name one with make PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment here (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing…"
	@$(PIP) -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing…"
	@$(PIP) -r requirements/dev.txt
	@touch $@ $(VENV)/.base

$(VENV)/.messages: $(LOCALES) | $(VENV)/bin/python
	@if [ -n "$(LOCALES)" ]; then $(BIN)/pybabel --quiet compile --directory locale --domain django; fi
	@touch $@
