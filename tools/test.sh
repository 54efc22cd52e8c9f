#!/bin/sh
# Runs everything: installs the real tools that serve as oracles where apt can, then checks and tests the tree.
set -eu
packages="vboot-utils vboot-kernel-utils cgpt cryptsetup-bin zstd e2fsprogs"
missing=""
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the oracles of the tests:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086 -- a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  else
    echo "Not installed, so the tests that need them are skipped and named at the end:$missing"
  fi
fi
tsc -p .
oxlint --type-aware --quiet src test bench tools
biome check --error-on-warnings .
knip
exec vitest run "$@"
