# make demo [FOLDER=...]     a folder becomes a searchable index: fakes, a full sync, a search
# make test                  every test that needs no network but loopback
# make ftest [NAME=dropbox] [DATA_SIZE=small|medium|large] [ES_URL=http://...]
#                            the built binary against separate processes: the fakes, or a real Elasticsearch
# make chaos [SEEDS=2000] [SEED=1] [HISTORIES=20]
#                            random histories of accounts and syncs with faults anywhere; SIGKILL at random moments
# make bench                 what a sync costs: documents a second, CPU, memory, calls
# make build                 the release binary: .build/release/dropbox-connector
# make image                 the container image: dropbox-connector:latest
# make format                format the sources in place
# make clean

NAME ?= dropbox
DATA_SIZE ?= small
FOLDER ?=
ES_URL ?=
SEED ?= 1
SEEDS ?= 2000
HISTORIES ?= 20
SWIFT ?= swift
RELEASE = .build/release
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)

.PHONY: demo test ftest chaos bench build image image-check format clean

demo: build
	@$(RELEASE)/demo $(if $(FOLDER),--folder "$(FOLDER)")

# The tests of the service last and by themselves, and few at a time where the toolchain can do that: there, time runs
# faster than on the wall, and a machine that is busy with all the others would fall behind it.
FEW = $(if $(shell $(SWIFT) --version 2>/dev/null | grep -E 'version (6\.[3-9]|[7-9])'),--experimental-maximum-parallelization-width 4)

test:
	$(SWIFT) test --skip ConnectorServiceTests
	$(SWIFT) test --skip-build $(FEW) --filter ConnectorServiceTests

ftest: build
	@$(RELEASE)/functional-test --source $(NAME) --data-size $(DATA_SIZE) $(if $(ES_URL),--es-url "$(ES_URL)")

# First all that can be repeated from a seed, in one process; then real processes that are really killed.
chaos: build
	CONVERGENCE_SEED=$(SEED) CONVERGENCE_SEEDS=$(SEEDS) $(SWIFT) test --filter ConvergenceTests
	@$(RELEASE)/functional-test --kills 10 --files 20000 --chaos $(HISTORIES) --seed $(SEED)

bench: build
	@$(RELEASE)/bench

build:
	@DROPBOX_CONNECTOR_COMMIT=$(COMMIT) $(SWIFT) build -c release

image:
	docker build --build-arg COMMIT=$(COMMIT) -t dropbox-connector:latest .

# Built as in the Dockerfile; in a folder of its own, because other flags would rebuild everything in .build.
image-check: build
	@$(SWIFT) build -c release --static-swift-stdlib --product dropbox-connector --scratch-path .build/static
	@fixtures/container/check.sh .build/static/release/dropbox-connector $(RELEASE)/fake-elasticsearch

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources fixtures Tests

clean:
	$(SWIFT) package clean
