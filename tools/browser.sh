#!/bin/sh
# Debian's Chromium (Playwright's own node needs libatomic1 beside it) and pdftoppm for the tests.
# Installed only as root; anybody else is told the one line.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
ldconfig -p | grep -q 'libatomic\.so\.1' || missing="$missing libatomic1"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "the tests need a browser: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
echo "setting up:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # one argument a package
apt-get install -y -qq --no-install-recommends $missing >/dev/null
