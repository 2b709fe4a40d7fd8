const REASONS: readonly [reason: string, names: RegExp][] = [
  ["mast's own database", /^mast\.db(?:-wal|-shm|-journal)?$/],
  ["hidden file", /^\./],
  [
    "lock file",
    /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|Pipfile\.lock)$/,
  ],
  [
    "source code",
    /\.(?:py|pyi|ipynb|js|mjs|cjs|ts|tsx|jsx|sh|bash|ps1|rb|go|rs|java|c|h|cpp|hpp|css|html?)$/i,
  ],
  ["documentation", /^(?:README|LICENSE|CHANGELOG|CONTRIBUTING|NOTICE)(?:\..*)?$|\.(?:md|rst|pdf)$/i],
  ["project file", /^(?:package\.json|tsconfig.*\.json|pyproject\.toml|requirements.*\.txt)$/i],
];

/** Why a file found in a folder is no trace, judged by its name alone; null where it has to be looked at. */
export function skipReason(uri: string): string | null {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  return REASONS.find(([, names]) => names.test(name))?.[0] ?? null;
}
