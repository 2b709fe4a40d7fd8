/**
 * Writes what is derived from taxonomy and code: `docs/modes/`, `docs/formats.md`, `docs/cli.md`,
 * `docs/config.md`, `schema/`. With `--check` it writes
 * nothing and fails where a file is stale. Run from the project's folder: `npm run generate [-- --check]`.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { ADAPTERS } from "../src/adapters/registry.ts";
import { configSchema } from "../src/config/config.ts";
import { DETECTORS } from "../src/detectors/registry.ts";
import { diffSchema } from "../src/report/diff-schema.ts";
import { reportSchema } from "../src/report/report-schema.ts";
import { calibrationSchema } from "../src/taxonomy/calibration-schema.ts";
import { detectorDocs } from "../src/taxonomy/detector-docs.ts";
import {
  controlsSchema,
  injectionsSchema,
  judgeFileSchema,
  pricesSchema,
} from "../src/taxonomy/judge-schema.ts";
import { loadTaxonomy } from "../src/taxonomy/load.ts";
import { modeSchema, schemeSchema, taxonomySchema } from "../src/taxonomy/schema.ts";
import { cliMarkdown } from "./docs/cli-markdown.ts";
import { configMarkdown } from "./docs/config-markdown.ts";
import { formatsMarkdown } from "./docs/formats-markdown.ts";
import { modeMarkdown } from "./docs/mode-markdown.ts";

/** Every file in here is generated; one that is not is left over from a removed mode. */
const MODE_PAGES = "docs/modes";

async function generatedFiles(): Promise<Map<string, string>> {
  const taxonomy = await loadTaxonomy("taxonomy", DETECTORS);
  const files = new Map<string, string>();
  for (const mode of taxonomy.modes) {
    files.set(`${MODE_PAGES}/${mode.id}.md`, modeMarkdown(mode, detectorDocs(mode, DETECTORS)));
  }
  files.set("docs/formats.md", formatsMarkdown(ADAPTERS));
  files.set("docs/cli.md", await cliMarkdown());
  files.set("docs/config.md", configMarkdown());
  const schemas = {
    mode: [modeSchema, "A mode of mast's taxonomy"],
    taxonomy: [taxonomySchema, "mast's taxonomy.yaml"],
    scheme: [schemeSchema, "A label scheme of mast's taxonomy"],
    calibration: [calibrationSchema, "Measured precisions of mast's detectors"],
    judge: [judgeFileSchema, "The judge's prompts in mast's taxonomy"],
    "judge-controls": [controlsSchema, "Items with known answers in requests of mast's judge"],
    "judge-injections": [injectionsSchema, "Text that speaks to whoever judges a run"],
    "judge-prices": [pricesSchema, "What models cost, for mast's judge"],
    report: [reportSchema, "A mast report"],
    diff: [diffSchema, "Two mast reports compared"],
    config: [configSchema, "The configuration of mast, mast.config.yaml"],
  } as const;
  for (const [name, [schema, title]] of Object.entries(schemas)) {
    const json = { title, ...z.toJSONSchema(schema, { io: "input" }) };
    files.set(`schema/${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`);
  }
  return files;
}

async function currentText(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}

async function leftOver(files: ReadonlyMap<string, string>): Promise<string[]> {
  const names = await readdir(MODE_PAGES).catch(() => []);
  return names.map((name) => `${MODE_PAGES}/${name}`).filter((path) => !files.has(path));
}

async function main(): Promise<number> {
  const files = await generatedFiles();
  const extra = await leftOver(files);
  if (process.argv.includes("--check")) {
    const stale: string[] = extra.map((path) => `${path} is not generated any more`);
    for (const [path, text] of files) {
      const current = await currentText(path);
      if (current !== text) stale.push(`${path} is ${current === null ? "missing" : "out of date"}`);
    }
    for (const line of stale) console.error(line);
    if (stale.length > 0) console.error("run: npm run generate");
    return stale.length === 0 ? 0 : 1;
  }
  for (const path of extra) await rm(path);
  for (const [path, text] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  console.log(`${files.size} files`);
  return 0;
}

process.exitCode = await main();
