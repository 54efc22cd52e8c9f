#!/bin/sh
# Proves the tree in under a minute: types, lint, format, dead code, fast tests.
set -eu
tsc -p .
oxlint --type-aware --quiet src test bench tools initramfs vm
biome check --error-on-warnings .
knip
vitest run --project fast "$@"
