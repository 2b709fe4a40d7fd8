/**
 * What lies beside traces in people's folders and is none, judged by its name alone, since such files can hold
 * anything. Only names that no framework or tracing tool gives to a trace.
 */
const FILES: readonly [reason: string, names: RegExp][] = [
  ["hidden", /^\./],
  ["a database of mast", /^mast\.db(?:-wal|-shm|-journal)?$/],
  ["a baseline of mast", /^mast\.baseline\.json$/],
  ["labels", /^labels\.jsonl$/],
  [
    "lock file",
    /^(?:package-lock\.json|npm-shrinkwrap\.json|composer\.lock|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|Pipfile\.lock|Cargo\.lock|Gemfile\.lock)$/,
  ],
  [
    "source code",
    /\.(?:pyi?|pyc|ipynb|[cm]?jsx?|[cm]?tsx?|map|sh|bash|zsh|bat|ps1|rb|go|rs|java|kt|cs|c|cc|cpp|h|hpp|sql|css|scss|html?|proto)$/i,
  ],
  [
    "documentation",
    /^(?:README|LICEN[CS]E|COPYING|CHANGELOG|CHANGES|CONTRIBUTING|NOTICE|AUTHORS)(?:[.-].*)?$|\.(?:md|mdx|rst|adoc|tex|pdf|docx?)$/i,
  ],
  [
    "project file",
    /^(?:package\.json|tsconfig.*\.json|jsconfig\.json|langgraph\.json|pyproject\.toml|requirements.*\.txt|setup\.cfg|Pipfile|Makefile|Dockerfile|OAI_CONFIG_LIST(?:\..*)?)$/i,
  ],
  ["configuration", /\.(?:ya?ml|toml|ini|cfg|conf|env|properties)$/i],
  ["image, sound or film", /\.(?:png|jpe?g|gif|svg|webp|ico|bmp|mp[34]|wav|mov|webm|ttf|woff2?)$/i],
];

const FOLDERS: readonly [reason: string, names: RegExp][] = [
  // CrewAI keeps its checkpoints in a hidden folder unless told otherwise.
  ["hidden", /^\.(?!checkpoints$)/],
  ["installed packages", /^(?:node_modules|site-packages|__pycache__|venv)$/],
  ["documentation", /^licen[cs]es$/i],
];

/** Files that say something of a trace beside them, told by their folders: their names alone are anybody's. */
const COMPANIONS: readonly [reason: string, paths: RegExp][] = [
  [
    "a companion of AG2's logs",
    /(?:^|\/)(?:agents\/[0-9a-f]{32}\/(?:passport|resume|rule|inbox\.cursors)\.json|(?:channels|tasks)\/[0-9a-f]{32}\/metadata\.json|tasks\/[0-9a-f]{32}\/events\.jsonl|log\/[0-9a-f-]{36}\.dropped-\d{1,9}\.jsonl)$/,
  ],
];

/** Why a file found in a folder is no trace; null where it has to be looked at. `uri` with `/`. */
export function skippedFile(uri: string): string | null {
  return reasonIn(FILES, uri) ?? COMPANIONS.find(([, paths]) => paths.test(uri))?.[0] ?? null;
}

/** Why a folder is not walked; null where it is. */
export function skippedFolder(uri: string): string | null {
  return reasonIn(FOLDERS, uri);
}

function reasonIn(reasons: typeof FILES, uri: string): string | null {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  return reasons.find(([, names]) => names.test(name))?.[0] ?? null;
}
