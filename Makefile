.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
WEB := $(shell find web/src web/public web/index.html web/docs.html web/vite.config.ts web/precompress.ts web/package.json 2>/dev/null)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.installed src/dim/webui/index.html ## install what Dim needs to run into .venv; build the web UI

casting: install ## install what casting to Chromecasts and DLNA renderers needs
	@echo "Installing what casting needs ..." >&2
	@PYTHON="$(PYTHON)" scripts/install run build cast

run: install ## start Dim and print its address
	@exec $(BIN)/dim serve

dev: install web/node_modules/.installed ## start Dim and the UI; both reload on changes
	@scripts/dev

test: .venv/.installed-dev install ## everything: lint, types, unit, integration, browser
	@$(MAKE) --no-print-directory -j 3 check-python test-web test-programs
	@$(BIN)/python -m compileall -q src tests
	@scripts/pytest-all

test-web: check-web
	@scripts/npm --prefix web test

test-programs:
	@scripts/chromium
	@scripts/postgresql
	@scripts/fuse

check: .venv/.installed-dev src/dim/webui/index.html ## lint, types, import contracts
	@$(MAKE) --no-print-directory -j 2 check-python check-web

check-python:
	@$(BIN)/ruff check && $(BIN)/ruff format --check -q && $(BIN)/lint-imports && $(BIN)/mypy
	@scripts/api-docs --check

check-web:
	@$(BIN)/dim openapi > web/openapi.json && scripts/npm --prefix web run -s types | cmp - web/src/lib/schema.d.ts
	@scripts/npm --prefix web run -s check

format: .venv/.installed-dev ## format the Python code, regenerate what derives from the API
	@$(BIN)/ruff check -q --fix-only && $(BIN)/ruff format -q
	@$(BIN)/dim openapi > web/openapi.json && scripts/npm --prefix web run -s types > web/src/lib/schema.d.ts
	@scripts/api-docs

fuzz: .venv/.installed-dev install ## schemathesis against a running server for ten minutes
	@cd tests && ../$(BIN)/python -m support.fuzz 600

attack: .venv/.installed-dev install ## attack a running server in every way it is known to withstand; print what held
	@cd tests && ../$(BIN)/python -m support.attack

soak: .venv/.installed-dev install ## change a library for ten minutes per seed, ten seeds; catalog and disk must be equal
	@cd tests && ../$(BIN)/python -m support.soak 600

mutations: .venv/.installed-dev install ## play a thousand mutated files; no crash, no hang, no process over 1 GiB (an hour)
	@DIM_TEST_MUTATED=1000 $(BIN)/pytest -q -s tests/playback/test_mutated_files.py

mutations-games: .venv/.installed-dev ## read ten thousand mutated files of launchers; no crash, no hang, no good entry lost
	@DIM_TEST_MUTATED_GAMES=10000 $(BIN)/pytest -q tests/games/test_mutated_games.py tests/games/test_mutated_launchers.py

matrix: .venv/.installed-dev install ## play every file of the matrix in Chromium (15 minutes); update the table of docs/playback.md
	@cd tests && ../$(BIN)/python -m support.matrix --docs

odd-files: .venv/.installed-dev install ## play files that players stumble over through the API; print what held
	@cd tests && ../$(BIN)/python -m support.odd_files

upnp: .venv/.installed-dev install ## have gupnp-tools, VLC and Kodi find a server, play it and be cast to, on a network of two hosts (as root)
	@scripts/upnp-clients
	@DIM_TEST_UPNP_CLIENTS=1 $(BIN)/pytest -q tests/dlna/test_dlna_network.py tests/cast/test_cast_kodi.py

bench: .venv/.installed-dev install ## measure every figure in the docs (several minutes)
	@$(BIN)/python -m bench

build: src/dim/webui/index.html ## build the web UI

wheel: .venv/.installed-dev build ## build a wheel with the web UI in dist/
	@$(BIN)/python -m build --wheel --no-isolation

lock: .venv/.installed-dev ## update and pin the dependencies
	@scripts/lock

clean: ## remove everything installed or built
	@rm -rf .venv .local dist web/node_modules web/openapi.json src/dim/webui .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/.installed: requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing Dim's Python packages ..." >&2
	@PYTHON="$(PYTHON)" scripts/install run build && touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed
	@PYTHON="$(PYTHON)" scripts/install dev && touch $@

web/node_modules/.installed: web/package-lock.json | .venv/.installed
	@echo "Installing what the web UI is built with ..." >&2
	@scripts/quietly scripts/npm --prefix web ci && touch $@

src/dim/webui/index.html: web/node_modules/.installed $(WEB)
	@echo "Building the web UI ..." >&2
	@scripts/quietly scripts/npm --prefix web run build && touch $@

.PHONY: help install casting run dev test test-web test-programs check check-python check-web format fuzz attack soak mutations mutations-games matrix odd-files upnp bench build wheel lock clean
