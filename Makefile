# The commands of this repository. `make` alone lists them.
#
# Maven does the Java, npm the console, and packaging/scripts the rest; this file finds the tools and keeps track of what
# has to be made again.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test java-test console-test dist image format clean tools-build tools-test

VERSION := $(shell sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -n 1)
NAME := bourse-$(VERSION)-linux-x64
OUT := packaging/target
TOOLS := $(CURDIR)/target/tools
SCRIPTS := packaging/scripts
JDK = $(shell $(SCRIPTS)/find-jdk.sh 2>/dev/null)
# Spotless runs in Maven's own JVM, so Maven too gets the JDK 25.
MVN = JAVA_HOME="$(JDK)" mvn -B -ntp
CONSOLE := $(wildcard web-console/package.json)

help: ## Lists these commands.
	@echo "Bourse $(VERSION)"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo

test: tools-test java-test console-test ## Runs every test, and installs what the tests need.

tools-build:
	@$(SCRIPTS)/find-jdk.sh >/dev/null
	@$(SCRIPTS)/check-build-tools.sh $(if $(CONSOLE),--node)

tools-test: tools-build
	@$(SCRIPTS)/test-tools.sh "$(TOOLS)/redis"

java-test: tools-test
	PATH="$$PATH:$(TOOLS)/redis/bin" $(MVN) verify

console-test: tools-build
ifneq ($(CONSOLE),)
	cd web-console && npm ci --no-audit --no-fund && npm run lint && npm test && npm run build
endif

format: tools-build ## Formats the Java sources.
	$(MVN) -q spotless:apply

clean: ## Removes everything that was built.
	rm -rf target core/target core/*/target cli/target $(OUT) web-console/dist
