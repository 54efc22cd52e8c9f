#!/bin/sh
# Runs everything: installs the real tools that serve as oracles where apt can, then checks and tests the tree.
set -eu
sh tools/setup-debian.sh vboot-utils vboot-kernel-utils cgpt cryptsetup-bin zstd e2fsprogs dosfstools mtools flashrom \
  openssh-server openssh-client haproxy ||
  echo "Tests that need one of these are skipped, and named at the end"
sh tools/check.sh
vitest run --project slow
if sh tools/setup-debian.sh qemu-system-x86; then
  vitest run --project vm
else
  echo "not run here: test/vm, which needs QEMU and the tools that build the recovery software"
fi
