#!/usr/bin/env bash
# Finds or installs mast, and says in the step's outputs how it is called: words separated by line feeds.
set -euo pipefail

say() {
  local mark
  mark="end-$(node -p 'crypto.randomUUID()')"
  printf 'command<<%s\n%s\n%s\n' "$mark" "$1" "$mark" >> "$GITHUB_OUTPUT"
}

if [ -n "$MAST_COMMAND" ]; then
  say "$(tr -s ' ' '\n' <<< "$MAST_COMMAND")"
elif [ -n "$MAST_VERSION" ]; then
  folder="$RUNNER_TEMP/mast"
  npm install --prefix "$folder" --no-audit --no-fund "mast-analyzer@$MAST_VERSION"
  say $'node\n'"$folder/node_modules/mast-analyzer/bin/mast.js"
else
  # `prepare` of the package builds it.
  npm ci --prefix "$MAST_ACTION" --no-audit --no-fund
  say $'node\n'"$MAST_ACTION/bin/mast.js"
fi
