# Each goal first installs what it needs into this folder: see scripts/bootstrap.py.
PYTHON ?= python3
ARGS ?=
BOOTSTRAP = $(PYTHON) -m scripts.bootstrap
BIN = .venv/bin
# npm's cache and logs stay in this folder too, unless the user names another.
npm_config_cache ?= $(CURDIR)/.tools/cache/npm
export npm_config_cache
CODE = $(wildcard api judge scripts tests bench)

.PHONY: help run test fuzz chaos check format bench bench-scale bench-pages bench-diagnosis compose-test lock clean
.DEFAULT_GOAL := help

help: ## list the goals
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve http://127.0.0.1:8000 (HOST, PORT, NABLA_*)
	@$(BOOTSTRAP) run
	@exec $(BIN)/nabla serve

# The browser's driver runs on the Node that is here: its own needs libraries that may be missing.
test: ## run every test (ARGS for pytest)
	@$(BOOTSTRAP) test
	@status=0; npm --prefix frontend test || status=1; \
	PLAYWRIGHT_NODEJS_PATH="$$(command -v node)" \
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS) || status=1; exit $$status

fuzz: ## odd requests to every call, for longer (NABLA_FUZZ_EXAMPLES, NABLA_FUZZ_SEED)
	@$(BOOTSTRAP) test
	@NABLA_FUZZ_EXAMPLES=$${NABLA_FUZZ_EXAMPLES:-200} $(BIN)/pytest tests/api/test_fuzz.py \
		-o faulthandler_timeout=4000 $(ARGS)

chaos: ## kill one thing after another for longer (ARGS="--seconds 600 --seed 1")
	@$(BOOTSTRAP) test
	@$(BIN)/python -m tests.scale.chaos $(ARGS)

check: ## formatting, lint, types, imports
	@$(BOOTSTRAP) check
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	npm --prefix frontend run check

format: ## format the code and mend what can be mended
	@$(BOOTSTRAP) check
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

bench: ## measure, print a table, write JSON
	@$(BOOTSTRAP) bench
	@$(BIN)/python -m bench $(ARGS)

bench-scale: ## fill a thousand and a million attempts; what costs more then (ARGS)
	@$(BOOTSTRAP) bench
	@$(BIN)/python -m bench.scale $(ARGS)

bench-pages: ## Lighthouse on every kind of page, and how soon the editor takes keys (ARGS)
	@$(BOOTSTRAP) bench
	@$(BIN)/python -m bench.pages $(ARGS)

bench-diagnosis: ## wrong answers of many kinds: how many are named, how many misled
	@$(BOOTSTRAP) bench
	@$(BIN)/python -m bench.diagnosis $(ARGS)

compose-test: ## start the Compose files on an engine of our own and judge against them (root)
	@$(BOOTSTRAP) bench
	@$(BIN)/python -m scripts.stack $(ARGS)

lock: ## choose package versions anew (ARGS=--upgrade for the newest)
	@$(PYTHON) -m scripts.lock $(ARGS)

clean: ## remove all that was installed or built; the data in var/ stays
	rm -rf .venv .cell .tools frontend/node_modules frontend/dist build *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
