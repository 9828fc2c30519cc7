#!/usr/bin/env bash
# Everything that must pass before a change is merged: format, unit tests, black-box tests of the
# command. Real data is read from ../shared (or $MARTLET_SHARED); where it is missing, tests that
# need it say that they skip.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository"
# shellcheck source=Deploy/prepare.sh
source Deploy/prepare.sh

step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS" >&2; }

python_environment() {
    local wanted=("jsonschema>=4.23,<5" "pyyaml>=6,<7" "rfc3339-validator>=0.1.4,<1")
    wanted+=("zstandard>=0.22,<1" "confluent-kafka>=2.5,<3")
    # The generator of the performance workload needs numpy.
    [ ! -d "${MARTLET_SHARED:-../shared}/w1" ] || wanted+=("numpy>=1.26,<3")
    if [ "$(cat .build-python/packages 2>/dev/null)" != "${wanted[*]}" ]; then
        rm -rf .build-python
        python3 -m venv .build-python
        .build-python/bin/pip install --quiet --disable-pip-version-check "${wanted[@]}"
        echo "${wanted[*]}" >.build-python/packages
    fi
}

prepare "${test_packages[@]}"
step "format"
swift format lint --strict --recursive --parallel Package.swift Sources Tests
step "debug build"
swift build --build-tests
step "unit tests"
swift test --skip-build --parallel
step "release build"
swift build -c release --product martlet
step "simulation"
swift build -c release --product martlet-simulate
.build/release/martlet-simulate --seeds 2000
step "black-box tests"
python_environment
.build-python/bin/python Tests/BlackBox/run.py
step "two instances on the embedded cluster"
.build-python/bin/python Tests/SystemTests/run.py --embedded --seconds 10 second_instance nameless
step "system tests"
.build-python/bin/python Tests/SystemTests/run.py
