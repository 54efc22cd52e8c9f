#!/bin/sh
# setup-debian.sh PACKAGE…: installs the Debian packages that are missing, when root runs it on a Debian. Otherwise it
# says what to install, and ends with 69.
set -eu
missing=""
for package in "$@"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "These packages of Debian, or what they contain, have to be installed first:" >&2
  echo "  apt-get install --no-install-recommends$missing" >&2
  exit 69
fi
echo "Installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 -- a list of words
apt-get install -y -qq --no-install-recommends $missing >/dev/null
