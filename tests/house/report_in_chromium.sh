#!/bin/sh
# report_in_chromium.sh PROGRAM FOLDER: the report as a browser sees it. Exit 77 (skipped) where there is no Chromium.
set -eu
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    echo "skipped: there is no Chromium"
    exit 77
fi
folder=$2/report-in-chromium
rm -rf "$folder"
mkdir -p "$folder/profile"
# A feed with a name that wants to be a script.
cp -r "$(dirname "$0")/../../examples/data/chengdong" "$folder/feed"
sed 's/第01网格/<script>document.title="no"<\/script>/' "$folder/feed/grids.csv" > "$folder/grids.csv"
mv "$folder/grids.csv" "$folder/feed/grids.csv"
"$1" --data "$folder/feed" --out "$folder/report.html" > /dev/null
browse() {
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --enable-logging=stderr --v=0 --user-data-dir="$folder/profile" "$@" "file://$folder/report.html"
}
browse --dump-dom > "$folder/dom.html" 2> "$folder/log.txt"
browse --window-size=1200,1750 --screenshot="$folder/report.png" > /dev/null 2>> "$folder/log.txt"
fail() {
    echo "$1"
    exit 1
}
grep -q 'CONSOLE' "$folder/log.txt" && fail "the console said: $(grep CONSOLE "$folder/log.txt")"
grep -q '<title>城东社区</title>' "$folder/dom.html" || fail "the title is another one: a script has run"
grep -q '&lt;script&gt;' "$folder/dom.html" || fail "the name is not there as text"
[ "$(grep -o '<svg' "$folder/dom.html" | wc -l)" -eq 3 ] || fail "want three drawings"
grep -q 'K9805' "$folder/dom.html" || fail "the train graph is missing"
grep -q '99.73' "$folder/dom.html" || fail "the ledger is missing"
[ -s "$folder/report.png" ] || fail "no picture"
echo "seen: $folder/report.png"
