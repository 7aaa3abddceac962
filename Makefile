# The commands of this repository. `make` alone lists them.
#
# Maven does the Java, npm the console, and packaging/scripts the rest; this file finds the tools and keeps track of what
# has to be made again.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test faults timing dist format reference bench simulate simulator-build planted clean image java-test console-test package-test package-test-and-sast appliance-test sast dast waf-test tools-build tools-test

VERSION := $(shell sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -n 1)
NAME := bourse-$(VERSION)-linux-x64
OUT := packaging/target
TOOLS := $(CURDIR)/target/tools
SCRIPTS := packaging/scripts
JDK = $(shell $(SCRIPTS)/find-jdk.sh 2>/dev/null)
# Spotless runs in Maven's own JVM, so Maven too gets the JDK 25; which warns of what older Mavens' libraries do.
MVN = JAVA_HOME="$(JDK)" MAVEN_OPTS="$$MAVEN_OPTS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" mvn -B -ntp

help: ## Lists these commands.
	@echo "Bourse $(VERSION)"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo

test: tools-test java-test console-test package-test-and-sast appliance-test ## Runs every test, and installs what the tests need.

tools-build:
	@$(SCRIPTS)/find-jdk.sh >/dev/null
	@$(SCRIPTS)/check-build-tools.sh

tools-test: tools-build
	@$(SCRIPTS)/test-tools.sh "$(TOOLS)/redis"

# Leaves the jars of the image too, which it has made anyway. Two modules at a time: the tests of one wait for what those of
# another can use.
java-test: tools-test
	rm -rf cli/target/lib
	PATH="$$PATH:$(TOOLS)/redis/bin" $(MVN) -T 2 -Pimage verify
	@mkdir -p $(OUT) && touch $(OUT)/jars.stamp

# Long forms of the fault experiments of core/system-tests; the mounts and strace need root.
FAULT_ARGS = -Dbourse.kill.cycles=$(or $(SERVER_KILLS),20) -Dbourse.faults.kills=$(or $(KILLS),200) -Dbourse.faults.images=$(or $(IMAGES),50) \
  -Dbourse.faults.writes=$(or $(WRITES),60) -Dbourse.faults.cuts=$(or $(CUTS),500) -Dbourse.faults.flips=$(or $(FLIPS),500) -Dbourse.faults.calls=fdatasync,pwrite64
faults: tools-test ## Does the fault experiments at length: 200 kills, 50 power cuts. KILLS, SERVER_KILLS, IMAGES, WRITES, CUTS, FLIPS say otherwise.
	PATH="$$PATH:$(TOOLS)/redis/bin" $(MVN) test -pl core/system-tests -am -Dtest='FaultsTest,DamagedServerTest,PowerCutTest,KillLoopTest,FullDiskTest' \
	  -Dsurefire.failIfNoSpecifiedTests=false $(FAULT_ARGS)

timing: tools-test ## Compares the times of answers to known and unknown addresses by medians of TRIES=200 each (S3).
	PATH="$$PATH:$(TOOLS)/redis/bin" $(MVN) test -pl core/system-tests -am -Dtest='LoginAttacksTest#s3*' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dbourse.timing.tries=$(or $(TRIES),200)
	@grep -h '^S3: ' core/system-tests/target/surefire-reports/bourse.systemtests.LoginAttacksTest-output.txt

console-test: tools-build
	cd web-console && npm ci --no-audit --no-fund && npm run lint && npm test && npm run build
	@mkdir -p $(OUT) && touch $(OUT)/console.stamp

package-test: dist
	@$(SCRIPTS)/package-test.sh "$(OUT)/$(NAME).tar.gz"

# Both at once: each leaves a core idle.
package-test-and-sast: $(OUT)/jars.stamp
	@$(MAKE) --no-print-directory sast >$(OUT)/sast.log 2>&1 & sast=$$!; \
	$(MAKE) --no-print-directory package-test; package=$$?; \
	wait $$sast; sast=$$?; cat $(OUT)/sast.log; \
	[ $$package = 0 ] && [ $$sast = 0 ]

# The image as people use it: the console in a browser, the k6 scripts, start and stop.
appliance-test: image
	@$(SCRIPTS)/appliance-test.sh $(OUT)/$(NAME)

# Its libraries are no part of the build of the product, so they are resolved by a pom of their own.
sast: $(OUT)/jars.stamp ## Looks for bugs with SpotBugs and Find Security Bugs.
	@$(MVN) -q -f packaging/sast/pom.xml dependency:build-classpath -Dmdep.outputFile=$(CURDIR)/$(OUT)/sast.classpath
	@mkdir -p $(OUT)/sast && rm -f $(OUT)/sast/*.jar && cp cli/target/lib/*.jar cli/target/bourse-cli-*.jar $(OUT)/sast/
	@$(SCRIPTS)/sast.sh "$(JDK)" $(OUT)/sast $(OUT)/sast.classpath $(OUT)/sast.txt

dast: image ## Attacks a running instance with nmap, testssl.sh, sqlmap and wapiti, in about ten minutes.
	@$(SCRIPTS)/dast.sh $(OUT)/$(NAME) $(OUT)/dast

# Of what the image is made: no tests, and nothing that a build writes itself.
JAVA_SOURCES := $(shell find pom.xml core cli config-samples \( -name target -o -path '*/src/test' \) -prune -o -type f -print)
CONSOLE_SOURCES := core/gateway/src/main/resources/openapi/openapi.yaml \
  $(shell find web-console \( -name node_modules -o -name dist -o -name e2e \) -prune -o -type f ! -path '*/src/api/schema.d.ts' -print)

# What was made is remembered by stamps, so that only what changed is made again.
$(OUT)/jars.stamp: $(JAVA_SOURCES) | tools-build
	@echo "Building the application"
	rm -rf cli/target/lib
	$(MVN) -q -Pimage -DskipTests package -pl cli -am
	@mkdir -p $(OUT) && touch $@

$(OUT)/console.stamp: $(CONSOLE_SOURCES) | tools-build
	@echo "Building the console"
	cd web-console && npm ci --no-audit --no-fund --silent && npm run build --silent
	@mkdir -p $(OUT) && touch $@

$(OUT)/runtime/release: packaging/runtime-modules.txt packaging/scripts/runtime.sh | tools-build
	@$(SCRIPTS)/runtime.sh "$(JDK)" $(OUT)/runtime
	@touch $@

$(OUT)/redis/bin/redis-server: $(SCRIPTS)/redis.sh
	@echo "Fetching Redis"
	@rm -rf $(OUT)/redis
	@$(SCRIPTS)/redis.sh $(OUT)/redis
	@touch $@

PACKAGING_SOURCES := $(shell find packaging config-samples LICENSE -path packaging/target -prune -o -type f -print)
$(OUT)/image.stamp: $(OUT)/jars.stamp $(OUT)/console.stamp $(OUT)/runtime/release $(OUT)/redis/bin/redis-server $(PACKAGING_SOURCES)
	@echo "Putting the image together"
	@$(SCRIPTS)/image.sh "$(JDK)" $(OUT) $(NAME)
	@touch $@

$(OUT)/aot.stamp: $(OUT)/image.stamp
	@$(SCRIPTS)/aot.sh $(OUT)/$(NAME)
	@touch $@

image: $(OUT)/aot.stamp

# Needs Debian's nginx, libnginx-mod-http-modsecurity and modsecurity-crs.
waf-test: image ## Runs nginx with ModSecurity in front of a server: the whole contract passes, the attacks do not.
	@$(SCRIPTS)/waf-test.sh $(OUT)/$(NAME)/bin/bourse

dist: image ## Makes the package, packaging/target/bourse-VERSION-linux-x64.tar.gz.
	@$(SCRIPTS)/tarball.sh $(OUT) $(NAME)

demo: image ## Builds what is missing and starts the appliance with a moving demo market.
	@exec $(OUT)/$(NAME)/bin/bourse demo $(DEMO_ARGS)

format: tools-build ## Formats the Java sources.
	$(MVN) -q spotless:apply

reference: tools-build ## Writes the generated reference pages in docs/reference anew.
	$(MVN) -q -pl cli -am test -Dtest='CliReferenceTest,ConfigurationReferenceTest,PermissionsReferenceTest,ProblemPagesTest,ScreeningTest' -Dsurefire.failIfNoSpecifiedTests=false -Dbourse.write-reference=true

# Each run is a JVM of its own; the table says which Java. Quiet machines only: say what else ran in WHAT_ELSE.
BENCH := load-tests/engine
BENCH_ARGS = $(if $(PROFILES),--profiles=$(PROFILES)) $(if $(LEVELS),--levels=$(LEVELS)) $(if $(REPETITIONS),--repetitions=$(REPETITIONS)) $(if $(PEER_JAVA),--peer-java=$(PEER_JAVA))
BENCH_OUT = $(if $(PROFILES)$(LEVELS)$(REPETITIONS),$(BENCH)/target/engine.json,load-tests/results/engine.json)
bench: tools-build ## Measures the engine side by side with exchange-core. PROFILES, LEVELS, REPETITIONS choose a part.
	$(MVN) -q -pl $(BENCH) -am test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
	"$(JDK)/bin/java" -cp "$(BENCH)/target/classes:$$(cat $(BENCH)/target/classpath)" bourse.loadtests.engine.EngineBench \
	  $(BENCH_ARGS) --work=$(BENCH)/target/bench --out=$(BENCH_OUT) --commit="$$(git describe --always --dirty)" \
	  --command="make bench $(strip $(foreach v,PROFILES LEVELS REPETITIONS,$(if $($v),$v=$($v))))" --what-else-ran="$(or $(WHAT_ELSE),not said)"
	@echo "Written to $(BENCH_OUT)"

# What went through how many crashes is published when the whole default was run.
SIMULATOR := core/exchange
SIMULATE_OUT = $(if $(SEEDS)$(FIRST),$(SIMULATOR)/target/simulate.json,load-tests/results/simulate.json)
SIMULATE_JAVA = "$(JDK)/bin/java" -Xmx2g -cp "$(SIMULATOR)/target/test-classes:$(SIMULATOR)/src/test/resources:$(SIMULATOR)/target/classes:$$(cat $(SIMULATOR)/target/classpath)"
PROCESSOR = $$(nproc) cores $$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
simulator-build: tools-build
	$(MVN) -q -pl $(SIMULATOR) -am test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/classpath

simulate: simulator-build ## Runs the exchange through crashes and failing disks. SEEDS=2000 seeds, from FIRST=1 on.
	$(SIMULATE_JAVA) bourse.exchange.Simulate --seeds=$(or $(SEEDS),2000) --first=$(or $(FIRST),1) --out=$(SIMULATE_OUT) \
	  --machine="$(PROCESSOR)" --commit="$$(git describe --always --dirty)" \
	  --command="make simulate $(strip $(foreach v,SEEDS FIRST,$(if $($v),$v=$($v))))" --what-else-ran="$(or $(WHAT_ELSE),not said)"
	@echo "Written to $(SIMULATE_OUT)"

# Each patch in core/exchange/src/test/resources/planted is a bug; the report says which seed shows it.
planted: simulator-build ## Plants bugs in copies of the sources, one after the other: the simulator must find each.
	$(SIMULATE_JAVA) bourse.exchange.PlantedBugs --seeds=$(or $(SEEDS),2000) --out=$(if $(SEEDS),$(SIMULATOR)/target/planted.json,load-tests/results/planted.json) \
	  --machine="$(PROCESSOR)" --commit="$$(git describe --always --dirty)" --command="make planted $(if $(SEEDS),SEEDS=$(SEEDS))"

clean: ## Removes everything that was built.
	rm -rf target core/target core/*/target cli/target load-tests/target load-tests/*/target $(OUT) web-console/dist
