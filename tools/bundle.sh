#!/bin/sh
# Makes build/agent: the agent as the device runs it. One file a thread, and blessed as it is, because it loads its
# widgets by name. ssh2 tries native add-ons and does without them: there are none on the device.
set -eu
out=${1:-build/agent}
rm -rf "$out"
mkdir -p "$out/node_modules"
# Packages that were written for require() find here what they had then.
banner='import { createRequire as rsdRequire } from "node:module"; const require = rsdRequire(import.meta.url);
const __dirname = import.meta.dirname; const __filename = import.meta.filename;'
esbuild src/agent/main.ts src/host/block-checker-worker.ts src/host/inventory-worker.ts \
  --bundle --platform=node --target=node26 --format=esm --entry-names='[name]' --outdir="$out" \
  --external:blessed --external:cpu-features --external:'*.node' --banner:js="$banner" --log-level=warning
mv "$out/main.js" "$out/rsd-agent.js"
cp -R node_modules/blessed "$out/node_modules/blessed"
# Examples, papers, and fonts for letters as high as the screen
for name in bin browser example img test usr/fonts CHANGELOG.md README.md; do
  rm -rf "$out/node_modules/blessed/$name"
done
cp -R locales "$out/locales"
echo '{ "type": "module" }' > "$out/package.json"
