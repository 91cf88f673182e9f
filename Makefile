# Everything a newcomer types. `make demo` and `make test` need nothing done by hand before them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PREFIX ?= /usr/local
# The archive of libstdc++, which Swift's runtime needs: loading it as a library costs a fifth of a short command's time.
# It stands alone in a folder that is searched first, for the linker prefers a library in the same folder.
STATIC := .build/static
LIBSTDCXX = $(shell clang -print-file-name=libstdc++.a 2>/dev/null)
RELEASE = mkdir -p $(STATIC) && { [ ! -f "$(LIBSTDCXX)" ] || ln -sf "$(LIBSTDCXX)" $(STATIC); } && \
    swift build -c release --static-swift-stdlib -Xlinker -s -Xlinker -L$(CURDIR)/$(STATIC) --product
VENV := .build/venv
DOUBLE_VENV := .build/double-venv
SEEDS ?= 5000
EXAMPLE := $(wildcard $(addprefix Examples/PromptBackend/,Package.swift Sources Tests migrations))

.PHONY: help
help: ## what can be typed
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: packages
packages: # the Debian packages that are missing; on other systems they are only named
	@missing=""; \
	for package in libsqlite3-dev libcurl4-openssl-dev pkg-config sqlite3; do \
	    dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	    if ! command -v apt-get >/dev/null; then echo "please install:$$missing" >&2; exit 0; fi; \
	    sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    echo "installing$$missing"; \
	    $$sudo apt-get update -q >/dev/null && $$sudo apt-get install -qy $$missing >/dev/null; \
	fi

.PHONY: build
build: packages ## the release binary, .build/release/migrate, with the Swift runtime inside
	@$(RELEASE) migrate

.PHONY: double
double: build # the double of a libSQL server, as a release: beside other timings, its own must not count
	@$(RELEASE) libsql-test-server

.PHONY: demo
demo: double ## builds, then applies this repository's migrations/ to a SQLite file and, over HTTP, to a libSQL server's double
	@bin="$$(swift build -c release --show-bin-path)"; Examples/demo.sh "$$bin/migrate" "$$bin/libsql-test-server"

.PHONY: test
test: packages ## every test
	swift build --build-tests
	swift test --skip-build

.PHONY: check-embedding
check-embedding: packages ## a package made from scratch embeds its revisions and migrates at its start
	@Tests/Dependent/embed.sh

.PHONY: example
example: packages ## builds the example backend and starts it for real, eight replicas at once too
	cd Examples/PromptBackend && swift build --build-tests && swift test --skip-build

.PHONY: docs
docs: packages ## the libraries' documentation as web pages in .build/docs, warnings as errors
	@docs/build.sh

.PHONY: lint
lint: ## format lint
	swift format lint --strict --recursive Package.swift Plugins Sources Tests $(EXAMPLE)

.PHONY: format
format: ## formats the sources in place
	swift format --in-place --recursive Package.swift Plugins Sources Tests $(EXAMPLE)

.PHONY: check
check: lint packages ## what a change must pass: lint, warnings as errors, explicit imports, tests in debug and release
	swift build --build-tests -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
	swift test --skip-build
	swift build --build-tests -c release -Xswiftc -enable-testing --scratch-path .build/check-release
	swift test --skip-build -c release -Xswiftc -enable-testing --scratch-path .build/check-release

.PHONY: check-alembic
check-alembic: build $(VENV)/alembic ## hands databases over between this tool and the real Alembic, both ways
	@$(VENV)/bin/python Tests/Alembic/handover.py "$$(swift build -c release --show-bin-path)/migrate" $(VENV)/bin/alembic

.PHONY: check-double
check-double: packages $(DOUBLE_VENV)/ready ## holds the double of a libSQL server against clients that others wrote
	swift build --product libsql-test-server
	@$(DOUBLE_VENV)/bin/python Tests/Double/clients.py "$$(swift build --show-bin-path)/libsql-test-server" \
	    $(DOUBLE_VENV)/bin/alembic

.PHONY: bench
bench: double $(VENV)/alembic ## timings beside sqlite3 and Alembic, as ratios of medians from one run
	@$(MAKE) -s $(DOUBLE_VENV)/ready || echo "without Alembic over HTTP: its packages can't be had" >&2
	@bin="$$(swift build -c release --show-bin-path)"; $(VENV)/bin/python Benchmarks/bench.py "$$bin/migrate" \
	    $(VENV)/bin/alembic --double "$$bin/libsql-test-server" --double-alembic $(DOUBLE_VENV)/bin/alembic

.PHONY: fuzz
fuzz: packages ## random schemas and texts, SEEDS of them (default 5000)
	swift build --build-tests -c release -Xswiftc -enable-testing --scratch-path .build/check-release
	MIGRATE_FUZZ_SEEDS=$(SEEDS) MIGRATE_FUZZ_KEEP=$(CURDIR)/Tests/MigrationCoreTests/Fixtures/schema/own.jsonl swift test --skip-build -c release -Xswiftc -enable-testing --scratch-path .build/check-release --filter Fuzz

.PHONY: install
install: build ## the binary and its completions under PREFIX (default /usr/local)
	@binary="$$(swift build -c release --show-bin-path)/migrate"; \
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	    "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"; \
	install -m 755 "$$binary" "$(DESTDIR)$(PREFIX)/bin/migrate"; \
	"$$binary" --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/migrate"; \
	"$$binary" --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_migrate"; \
	"$$binary" --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/migrate.fish"; \
	echo "installed $(DESTDIR)$(PREFIX)/bin/migrate, and completions for bash, zsh and fish"

# A virtual environment with the real Alembic; where pip or PyPI is missing, the benchmarks go without it.
$(VENV)/alembic: | packages
	@command -v python3 >/dev/null || { echo "python3 is needed for this" >&2; exit 1; }
	@python3 -m venv $(VENV) && $(VENV)/bin/pip install -q --disable-pip-version-check 'alembic==1.20.1' && touch $@

# Another one with clients of libSQL; sqlalchemy-libsql would change what the benchmarks measure.
$(DOUBLE_VENV)/ready: | packages
	@command -v python3 >/dev/null || { echo "python3 is needed for this" >&2; exit 1; }
	@python3 -m venv $(DOUBLE_VENV) && $(DOUBLE_VENV)/bin/pip install -q --disable-pip-version-check \
	    'libsql==0.1.11' 'libsql-client==0.3.1' 'alembic==1.20.1' 'sqlalchemy-libsql==0.2.0' && touch $@
