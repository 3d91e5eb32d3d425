# The front door. Each word installs what it needs when it may (.ci/need), builds with meson in build/
# and runs. `make` alone is `make demo`.
BUILD = build

demo: need-demo $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet all-demos
	@sh demos/show $(BUILD)

# Check must be there, so that "no tests" is an error. The stamp keeps meson from asking twice.
test: need-test $(BUILD)/.tests
	@ninja -C $(BUILD) --quiet
	@rm -f $(BUILD)/meson-logs/testlog.json
	@meson test -C $(BUILD) --no-rebuild --quiet $(TESTS) || true
	@python3 .ci/count.py $(BUILD)/meson-logs/testlog.json

# A million random programs, then 10,000 connections for a minute;
# `make soak PROGRAMS=10000000 SECONDS=600 SEED=7` for more, and others.
PROGRAMS = 1000000
CONNECTIONS = 10000
SECONDS = 60
SEED = 1
soak: need-demo $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet test/model/model test/soak_net
	@$(BUILD)/test/model/model --programs $(PROGRAMS) --seed $(SEED)
	@$(BUILD)/test/soak_net --connections $(CONNECTIONS) --seconds $(SECONDS) --seed $(SEED)

# Random bytes for everything that strangers' bytes reach; `make fuzz RUNS=10000000` for long.
RUNS = 1000000
fuzz: need-ci
	@.ci/fuzz $(RUNS)

bench: need-bench $(BUILD)/build.ninja
	@python3 bench/run.py
	@python3 bench/net.py

# For other build systems, chips among them: docs/packages.md.
packages: need-demo
	@PYTHONDONTWRITEBYTECODE=1 python3 lib/packages.py $(BUILD)/packages

size: need-size
	@python3 bench/size.py
	@python3 bench/latency.py

# Every firmware demo and test, on every board it fits, in emulators; `make firmware FIRMWARE='-k blink -b riscv'`.
firmware: need-firmware
	@python3 test/firmware/run.py $(FIRMWARE)
	@python3 bench/size.py --firmware

format:
	@clang-format-14 -i $$(git ls-files '*.c' '*.h')

docs:
	@python3 docs/reference.py
	@python3 docs/phrasebook.py

clean:
	rm -rf $(BUILD)

$(BUILD)/build.ninja: | need-demo
	@meson setup $(BUILD) >$(BUILD).log || { cat $(BUILD).log; exit 1; }; rm -f $(BUILD).log

$(BUILD)/.tests: $(BUILD)/build.ninja | need-test
	@meson setup --reconfigure -Dtests=enabled $(BUILD) >$@.log || { cat $@.log; exit 1; }
	@touch $@

need-demo need-test need-bench need-size need-firmware need-ci: need-%:
	@.ci/need $*

.PHONY: demo test soak fuzz bench packages size firmware format docs clean need-demo need-test need-bench need-size need-firmware need-ci
