#!/bin/bash
# Installs what is missing, builds, and runs every test. The exit status is the verdict; the last
# lines are CTest's summary.
#     Utilities/test.sh [release|dev|asan|tsan]      release when nothing is said
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
cores=$(nproc)
Utilities/setup.sh build test
cmake --preset "$preset" -DBUILD_TESTING=ON >/dev/null
cmake --build "build/$preset" --parallel "$cores"
ctest --test-dir "build/$preset" --parallel "$cores" --output-on-failure --no-tests=error
