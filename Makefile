# Each target does its own set-up: from a fresh clone, Python 3.11+ and make are enough.

# The first of these that is new enough; say make PYTHON=/path/to/python for another.
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?= $(shell for each in $(PYTHONS); do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUNS := $(VENV)/.runs
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo doctor run backup sandbox test storm coverage check format texts pictures audit bench clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# pip takes what a build needs past the constraints, so that is installed first and the build not isolated.
$(RUNS): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer; say make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@test -f $(VENV)/pyvenv.cfg && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing into $(VENV) …"
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation --editable '.[charts,postgres]'
	@$(BIN)/python -m compileall -q bot
	@touch $@

# What tests and checks need is most of the download, and no part of a bot that runs.
$(STAMP): $(RUNS)
	@$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@

doctor: $(RUNS) ## try the token, the key and the database of .env
	$(BIN)/python -m bot check

demo: $(RUNS) ## try it in a browser, with no token and no key
	$(BIN)/python -m bot demo

run: $(RUNS) ## start the bot with the settings from .env
	$(BIN)/python -m bot run

backup: $(RUNS) ## copy the database, also while the bot runs: make backup FILE=copy.db
	@test -n "$(FILE)" || { echo "say where: make backup FILE=copy.db" >&2; exit 1; }
	$(BIN)/python -m bot backup "$(FILE)"

sandbox: $(RUNS) ## serve a panel to try clients against, on port 9000
	$(BIN)/python -m bot sandbox --port 9000

test: $(STAMP) ## run every test, on all cores; those that measure time by themselves
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m 'not timed'
	$(BIN)/python -m pytest -m timed

storm: $(STAMP) ## kill, cut and drop while fifty people order, for 5 minutes; STORM_SECONDS=60 STORM_SEED=7 change that
	STORM_SECONDS=$${STORM_SECONDS:-300} $(BIN)/python -m pytest tests/e2e/test_storm.py

# Not of `make test`: a program that is measured takes twice the time, and the end-to-end tests, which start it some
# hundred times, run into their time limits then. What they alone would reach, tests/integration/test_app.py does in this
# process. The test bed (bot/demo) is measured and has no floor, for no operator runs it.
MEASURED := tests/unit tests/contract tests/integration
coverage: $(STAMP) ## measure which branches the tests go through, and hold the floor
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses auto --dist worksteal -m 'not timed' $(MEASURED)
	$(BIN)/coverage combine --quiet
	@echo "The test bed, bot/demo: $$($(BIN)/coverage report --include='bot/demo/*' --fail-under=0 --format=total) %"
	$(BIN)/coverage report --omit='bot/demo/*'

check: $(STAMP) ## lint, types, architecture, pins, Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	@! grep -nvE '^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$$' constraints.txt || \
		{ echo "constraints.txt: a line is name==version and nothing else, an address least of all" >&2; exit 1; }
	$(BIN)/hadolint Dockerfile

format: $(STAMP) ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# What translators work from. It has no dates and no line numbers, so that it changes only when the words do; the
# compiled catalogues are committed, so that the bot speaks wherever it is installed with no step of its own.
LOCALES := bot/chat/locales
EXTRACT := --no-default-keywords --keywords=say --keywords=plain --keywords=many:1,2 --keywords=mark \
	--add-comments=Translators: --add-location=file --sort-output --omit-header
texts: $(STAMP) ## gather the chat's words and compile their translations; LANGUAGE=xx begins one
	$(BIN)/pybabel --quiet extract $(EXTRACT) --output-file=$(LOCALES)/bot.pot bot/chat
	$(if $(LANGUAGE),@test -f $(LOCALES)/$(LANGUAGE)/LC_MESSAGES/bot.po || \
		$(BIN)/pybabel --quiet init -D bot -i $(LOCALES)/bot.pot -d $(LOCALES) -l $(LANGUAGE))
	@for po in $(LOCALES)/*/LC_MESSAGES/bot.po; do \
		test -f "$$po" || continue; language=$${po#$(LOCALES)/}; language=$${language%%/*}; \
		$(BIN)/pybabel --quiet update -D bot -i $(LOCALES)/bot.pot -o "$$po" -l "$$language" \
			--no-fuzzy-matching --ignore-pot-creation-date && \
		$(BIN)/pybabel --quiet compile -i "$$po" -o "$${po%po}mo" -l "$$language" && echo "$$po" || exit 1; done

pictures: $(STAMP) ## take the pictures in docs/pictures from the demo, in Chromium
	$(BIN)/python -m tools.take_pictures

# The auditor brings thirty packages of its own along, so that it lives apart; what it asks is no part of check or test,
# for it needs a service on the network and its answer changes by itself.
AUDIT_VERSION := 2.10.1
AUDITOR := .venv-audit/.pip-audit-$(AUDIT_VERSION)
$(AUDITOR):
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check install --quiet pip-audit==$(AUDIT_VERSION)
	@touch $@

audit: $(AUDITOR) ## ask whether a pinned package has a known vulnerability
	@$(PYTHON) -m tools.audit $(<D)/bin/pip-audit

bench: $(STAMP) ## measure answers and memory with 10,000 services
	$(BIN)/python -m bench.catalogue

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .venv-audit .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
