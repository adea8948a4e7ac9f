# Kafka Dojo. `make` alone lists what there is.
# PORT, HOST and all other settings are environment variables: `PORT=3005 make run` or `make run PORT=3005`.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run dev build test format clean packages test-packages toolchain

help:  ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

# `exec`, so that Ctrl-C and SIGTERM reach the supervisor itself; it stops everything else.
run: toolchain packages  ## Build it all and start it: http://127.0.0.1:3001
	@swift build -c release
	@exec .build/release/dojo up $(ARGS)

dev: toolchain packages  ## The same as a debug build; a saved file is live within seconds
	@swift build
	@exec .build/debug/dojo up --watch $(ARGS)

build: toolchain packages  ## Build both programs, `dojo` and `gateway`, into .build/release
	@swift build -c release

test: toolchain test-packages  ## Run every test, those in a browser too
	@scripts/run-tests

format:  ## Format all Swift sources in place
	@swift format --in-place --recursive --parallel Package.swift Sources Tests

clean:  ## Delete what was built
	@rm -rf .build

packages:
	@scripts/install-packages run

test-packages:
	@scripts/install-packages test

toolchain:
	@scripts/check-toolchain
