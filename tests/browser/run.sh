#!/bin/sh
# run.sh PROGRAM FOLDER SCRIPT…: tests, or another script, that drive the service hall PROGRAM in Chromium. What they need of npm and what
# they write goes into FOLDER. Exit 77 (skipped), with the reason, where that cannot be had.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
export QAIDAM_SERVICE_HALL="$1" QAIDAM_BROWSER_FOLDER="$2"
shift 2
skip() {
    echo "skipped: $1"
    exit 77
}
command -v node > /dev/null || skip "there is no node; Debian's package is nodejs"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node $(node --version) is too old, want 18 or later"
command -v npm > /dev/null || skip "there is no npm; Debian's package is npm"
QAIDAM_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
    skip "there is no Chromium; Debian's package is chromium"
export QAIDAM_CHROMIUM
mkdir -p "$QAIDAM_BROWSER_FOLDER"
cd "$QAIDAM_BROWSER_FOLDER"
if ! cmp -s "$here/package.json" package.json || [ ! -d node_modules/playwright-core ] || [ ! -d node_modules/axe-core ]; then
    rm -rf node_modules
    cp "$here/package.json" .
    npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1 || {
        rm -f package.json # so that the next run tries again
        skip "npm cannot install playwright-core and axe-core: $(tail -n 3 npm.log)"
    }
fi
case $1 in
*_test.mjs)
    cd "$here"
    exec node --test "$@"
    ;;
*) exec node "$here/$1" ;;
esac
