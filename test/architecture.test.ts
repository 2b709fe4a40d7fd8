import { readdirSync, readFileSync } from "node:fs";
import { dirname, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** What each folder of src may import beside itself: one direction, from bytes to text. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  sqlite: ["core"],
  adapters: ["core"],
  sources: ["core", "adapters", "sqlite"],
  detectors: ["core"],
  labels: ["core", "taxonomy"],
  judge: ["core", "taxonomy", "detectors", "labels", "attribution"],
  eval: ["core", "report"],
  gate: ["core"],
  config: ["core", "adapters", "gate", "judge", "taxonomy"],
  taxonomy: ["core"],
  store: ["core", "adapters", "sqlite"],
  attribution: ["core", "detectors"],
  report: ["core", "attribution"],
  reporters: ["core", "taxonomy"],
  export: ["core"],
  plugins: ["core", "adapters", "sources", "detectors", "reporters"],
  pipeline: [
    "core",
    "adapters",
    "sources",
    "detectors",
    "labels",
    "judge",
    "taxonomy",
    "eval",
    "store",
    "report",
    "export",
  ],
  cli: [
    "config",
    "core",
    "adapters",
    "sources",
    "detectors",
    "labels",
    "judge",
    "eval",
    "gate",
    "plugins",
    "store",
    "pipeline",
    "report",
    "reporters",
    "taxonomy",
    "export",
  ],
};

/** Packages and Node modules by folder; a folder that is not named may use neither disk nor network nor process. */
const MAY_USE: Record<string, readonly string[]> = {
  core: ["zod", "node:crypto", "fastest-levenshtein", "node:fs"],
  // json-p3: paths of a mapping, which people write.
  adapters: ["@msgpack/msgpack", "json-p3", "protobufjs/minimal.js", "zod"],
  // The one place that knows how databases are opened on each Node.
  sqlite: ["better-sqlite3", "node:process"],
  // better-sqlite3: traces that are databases are queried where all other bytes become rows and records.
  sources: ["node:*", "zstddec/stream", "tinyglobby", "jsonc-parser", "better-sqlite3"],
  detectors: ["zod"],
  labels: ["zod"],
  // cephes: the functions of exact tests.
  gate: ["cephes"],
  // openai: the endpoints. gpt-tokenizer: what a request costs. jsonrepair: answers of endpoints without structured output.
  judge: [
    "gpt-tokenizer/encoding/o200k_base",
    "jsonrepair",
    "openai",
    "openai/resources/chat/completions",
    "zod",
  ],
  eval: ["pure-rand/distribution/uniformInt", "pure-rand/generator/xoroshiro128plus", "simple-statistics"],
  taxonomy: ["yaml", "zod", "node:fs/promises", "node:path", "node:url"],
  store: ["better-sqlite3", "node:fs", "node:os", "node:path", "node:process", "node:util", "node:zlib"],
  config: ["yaml", "zod", "node:fs", "node:fs/promises", "node:path"],
  report: ["zod"],
  // entities: escapes of XML. sarif: types alone. Of the HTML report: what packs runs, its own built page, and the
  // library of its charts.
  reporters: [
    ...["cli-table3", "entities/escape", "sarif", "string-width", "node:fs/promises", "node:zlib", "uplot"],
  ],
  export: ["@opentelemetry/api", "@opentelemetry/otlp-transformer"],
  // Modules of whoever runs mast are found and loaded here.
  plugins: ["node:module", "node:path", "node:url", "zod"],
  pipeline: ["node:os", "node:path", "node:worker_threads"],
  cli: [
    "commander",
    "cli-progress",
    "node:fs",
    "node:fs/promises",
    "node:path",
    "node:stream",
    "node:stream/promises",
    "node:timers/promises",
    "node:v8",
  ],
};

function mayUse(folder: string, target: string): boolean {
  const allowed = MAY_USE[folder] ?? [];
  return allowed.includes(target) || (target.startsWith("node:") && allowed.includes("node:*"));
}

const IMPORT = /(?:^|\n)(?:import|export)[^;]*?from "([^"]+)"|import\("([^"]+)"\)/g;

const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
  .map((name) => `src/${name.replaceAll("\\", "/")}`)
  .filter((name) => name.endsWith(".ts") && name !== "src/index.ts");

function importsOf(file: string): string[] {
  return [...readFileSync(`${ROOT}${file}`, "utf8").matchAll(IMPORT)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
}

function folderOf(file: string): string {
  return file.split("/")[1] ?? "";
}

describe("layers", () => {
  it("every folder of src has its rule", () => {
    expect([...new Set(files.map(folderOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it("a file imports only from layers below its own", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith("."))
        .map((target) => folderOf(normalize(`${dirname(file)}/${target}`).replaceAll("\\", "/")))
        .filter((folder) => folder !== folderOf(file) && !MAY_IMPORT[folderOf(file)]?.includes(folder))
        .map((folder) => `${file} imports from ${folder}`),
    );
    expect(wrong).toEqual([]);
  });

  it("a folder uses only its own packages", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !target.startsWith(".") && !mayUse(folderOf(file), target))
        .map((target) => `${file} uses ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("only the command line names process or console", () => {
    const wrong = files.filter(
      (file) => !file.startsWith("src/cli/") && /\b(?:process\.(?!cwd\(\))|console\.)\w/.test(codeOf(file)),
    );
    expect(wrong).toEqual([]);
  });

  it("no detector looks at the framework", () => {
    const wrong = files.filter(
      (file) => file.startsWith("src/detectors/") && /\.framework\b/.test(codeOf(file)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("habits", () => {
  it("files stay within one idea", () => {
    const long = files.filter((file) => readFileSync(`${ROOT}${file}`, "utf8").split("\n").length > 260);
    expect(long).toEqual([]);
  });

  it("no file is called utils or helpers", () => {
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|misc)[./]/.test(file))).toEqual([]);
  });
});

/** Without comments and strings, so that words in them do not count. */
function codeOf(file: string): string {
  return readFileSync(`${ROOT}${file}`, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""');
}
