# Two commands for everybody: `make run` and `make test`. Each recipe is one program in tools/.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run test quick faults ci lint format locks audit bench messages clean

help:      ## show these commands
	@sed -n 's/^\([a-z]*\):[^#]*##/make \1 /p' Makefile

run:       ## start Landfall on this machine; Ctrl-C stops it
	@exec $(PYTHON) -m tools.run

test:      ## run every test, on PostgreSQL with Redis, on SQLite, and in a browser
	@exec $(PYTHON) -m tools.test $(ARGS)

quick:     ## run the quick tests, on SQLite
	@exec $(PYTHON) -m tools.test --quick $(ARGS)

faults:    ## let every fault happen to real processes and print what came of it; ten minutes
	@exec $(PYTHON) -m tools.faults $(ARGS)

ci:        ## run what a change must pass: lint, contracts, migrations, locks, every test, the short run of faults
	@exec $(PYTHON) -m tools.ci

lint:      ## check style, layers and types
	@exec $(PYTHON) -m tools.ci --lint

format:    ## format Python and templates
	@exec $(PYTHON) -m tools.ci --format

locks:     ## pin the packages again; `make locks ARGS=--upgrade` takes newer ones
	@exec $(PYTHON) -m tools.locks $(ARGS)

audit:     ## ask whether a locked package is known to have a hole; needs the internet
	@exec $(PYTHON) -m tools.audit

bench:     ## measure what has a limit, on servers of its own; `make bench ARGS="api"` measures some
	@exec $(PYTHON) -m tools.bench $(ARGS)

messages:  ## collect the texts to translate, and compile the translations
	@exec $(PYTHON) -m tools.messages

clean:     ## remove what the commands above have made; data stay in var/
	@rm -rf .venv node_modules .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
