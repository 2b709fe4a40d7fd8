#!/usr/bin/env bash
# Runs mast analyze with one report per format. Its exit code becomes an output, so that the reports are still published;
# the last step of the action ends with it.
set -euo pipefail

command=()
arguments=()

# Adds each line of $2 that is not empty, with the option $1 in front of it where one is given.
add_lines() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line%$'\r'}"
    if [ -z "${line//[[:space:]]/}" ]; then continue; fi
    if [ -n "$1" ]; then arguments+=("$1=$line"); else arguments+=("$line"); fi
  done <<< "$2"
}

while IFS= read -r word; do command+=("$word"); done <<< "$MAST"
add_lines --config "$MAST_CONFIG"
add_lines --max-rate "$MAST_MAX_RATE"
add_lines --max-increase "$MAST_MAX_INCREASE"
add_lines --baseline "$MAST_BASELINE"
add_lines --min-runs "$MAST_MIN_RUNS"
add_lines --max-unknown "$MAST_MAX_UNKNOWN"
if [ "$MAST_GATE" = true ]; then arguments+=(--gate); fi
if [ "$MAST_STRICT" = true ]; then arguments+=(--strict); fi
add_lines "" "$MAST_ARGUMENTS"
arguments+=(--no-store --no-progress --no-color)
arguments+=(--format table)
# The whole report says what the traces say, private data too, so it stays out of the folder that people publish.
json="$(mktemp -d "$RUNNER_TEMP/mast-XXXXXX")/report.json"
arguments+=(--format json -o "$json")
for pair in markdown:report.md junit:junit.xml sarif:report.sarif html:report.html github:annotations.log; do
  arguments+=(--format "${pair%%:*}" -o "$MAST_REPORTS/${pair##*:}")
done
# Nothing after this is read as an option.
arguments+=(--)
add_lines "" "$MAST_PATHS"

mkdir -p "$MAST_REPORTS"
# Traces are printed here, and their text must not give commands to the runner.
pause="mast-$(node -p 'crypto.randomUUID()')"
echo "::stop-commands::$pause"
code=0
"${command[@]}" analyze "${arguments[@]}" || code=$?
echo "::$pause::"

verdict=""
if [ -f "$json" ]; then
  verdict="$(sed -n 's/^"gate": {"verdict":"\([A-Z]*\)".*/\1/p' "$json")"
else
  json=""
fi
sarif=false
if [ -s "$MAST_REPORTS/report.sarif" ]; then sarif=true; fi
{
  echo "exit-code=$code"
  echo "verdict=$verdict"
  echo "sarif=$sarif"
  echo "json=$json"
} >> "$GITHUB_OUTPUT"
