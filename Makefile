# cairn: everything a person or CI runs. Each target does its own set-up and is quick when that is done.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export SWIFT_BACKTRACE ?= enable=no

PREFIX ?= /usr/local
ROW ?=
QUICK ?=
SECONDS ?= 60
# bash has a variable of that name too.
SECONDS_EACH := $(SECONDS)
RELEASE := swift build -c release --static-swift-stdlib --product cairn

.PHONY: help setup peer stores release demo test crashtest simulate powercut fuzz sanitize bench install reference format lint

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: ## install missing system packages (apt)
	@Scripts/setup.sh

peer: setup ## put the real dvc, which the tests compare with, into the user's cache folder
	@Scripts/python.sh peer >/dev/null

release: setup ## build the optimised, statically linked program
	@Scripts/static-libraries.sh
	$(RELEASE)

demo: release ## the main job on real data, from an empty folder to a reproduced model
	@Scripts/demo.sh

stores: setup ## put the object store that the tests talk to into the user's cache folder
	@Scripts/python.sh s3 >/dev/null

test: setup ## build and run every test
	CAIRN_PEER="$$(Scripts/python.sh peer)/bin/dvc" CAIRN_S3="$$(Scripts/python.sh s3)/bin" \
	  swift test --disable-xctest

crashtest: setup ## errors and signals at the system calls of every command (hours; CAIRN_CRASH=name for one)
	CAIRN_CRASH_POINTS=$${CAIRN_CRASH_POINTS:-all} CAIRN_ROOMS=TrustTests swift test --disable-xctest --filter CrashTests

simulate: setup ## random work in one process with a fault at every call, SECONDS=60
	CAIRN_SIMULATE=$(SECONDS_EACH) CAIRN_SIMULATE_SEED=$${CAIRN_SIMULATE_SEED:-$$RANDOM} CAIRN_ROOMS=TrustTests \
	  swift test --disable-xctest --filter SimulationTests

powercut: setup ## cuts the power of a loop-mounted ext4 under running commands (needs root)
	swift build --product cairn
	Scripts/powercut.py .build/debug/cairn --seed $${SEED:-$$RANDOM}
	Scripts/powercut.py .build/debug/cairn --seed $${SEED:-$$RANDOM} --mount loop,data=writeback,commit=1
	Scripts/powercut.py .build/debug/cairn --seed $${SEED:-$$RANDOM} --durability full

fuzz: setup ## mutated input for every reader, led by the branches it takes, SECONDS=60 for each
	CAIRN_FUZZ_SECONDS=$(SECONDS_EACH) CAIRN_FUZZ_SEED=$${CAIRN_FUZZ_SEED:-$$RANDOM} CAIRN_ROOMS=TrustTests \
	  ASAN_OPTIONS=detect_leaks=0 swift test --disable-xctest --filter FuzzTests --sanitize=address \
	  -Xswiftc -sanitize-coverage=edge,trace-pc-guard --scratch-path .build-fuzz

sanitize: setup ## tests with the address and the thread sanitizer; the most telling ones with QUICK=--quick
	@CAIRN_PEER="$$(Scripts/python.sh peer)/bin/dvc" CAIRN_S3="$$(Scripts/python.sh s3)/bin" \
	  Scripts/sanitize.sh $(QUICK)

bench: release ## measure beside a limit and the real dvc; one row or group with ROW=name (data, web, pipelines, million)
	@Scripts/bench.sh $(ROW)

install: release ## binary, man pages and completions under PREFIX
	@Scripts/install.sh "$(DESTDIR)$(PREFIX)"

reference: release ## rewrite docs/commands.md from the program's help
	@.build/release/cairn --generate-reference docs/commands.md

format: ## rewrite the sources in the house style
	swift format --in-place --parallel --recursive Package.swift Sources Tests

lint: ## style and house rules
	@Scripts/lint.sh
