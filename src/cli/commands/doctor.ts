import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT, MastError } from "../../core/errors.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { VERSION } from "../../core/version.ts";
import { plural } from "../../reporters/layout.ts";
import { type Configured, configuredParts } from "../configured.ts";
import type { Io } from "../io.ts";
import {
  configuredAdapters,
  configuredDetectors,
  openStore,
  openTaxonomy,
  type StoreOptions,
} from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { type DoctorFileFlags, examineFile } from "./doctor-file.ts";

export interface DoctorFlags extends StoreOptions, DoctorFileFlags {
  taxonomy?: string;
}

interface Check extends Omit<Configured, "state"> {
  name: string;
  state: Configured["state"] | "FAIL";
  hint: string | null;
}

/** Without a file: whether mast can work here, and what is set. With one: how it is recognised and what reading it gives. */
export async function doctorCommand(file: string | undefined, flags: DoctorFlags, io: Io): Promise<number> {
  return file === undefined ? checkInstallation(flags, io) : examineFile(file, flags, io);
}

async function checkInstallation(flags: DoctorFlags, io: Io): Promise<number> {
  const checks: Check[] = [];
  for await (const check of checksOf(flags, io)) {
    checks.push(check);
    if (flags.format === "json") continue;
    for (const line of linesOf(check)) await io.stdout.write(`${line}\n`);
  }
  if (flags.format === "json") await io.stdout.write(`${JSON.stringify({ checks }, null, 2)}\n`);
  return checks.some(({ state }) => state === "FAIL") ? EXIT.usage : EXIT.done;
}

async function* checksOf(flags: DoctorFlags, io: Io): AsyncGenerator<Check> {
  yield await check("mast", async () => `${VERSION} on Node ${process.version}`);
  const parts = configuredParts(flags, io);
  const configuration = await check("configuration", () => parts.configuration());
  const plugins = configuration.state === "FAIL" ? null : await check("plugins", () => parts.plugins());
  const isWhole = plugins !== null && plugins.state !== "FAIL";
  yield await check("taxonomy", async () => {
    const taxonomy = await openTaxonomy(flags.taxonomy, io);
    const modes = `${taxonomy.label}, ${plural(taxonomy.active.length, "mode")}`;
    if (!isWhole) return modes;
    const { detectors } = await configuredDetectors(taxonomy, flags, io);
    return `${modes}, ${plural(detectors.length, "detector")}`;
  });
  yield configuration;
  if (plugins !== null) {
    yield plugins;
    yield await check("gate", () => parts.gate());
    yield await check("baseline", () => parts.baseline());
    yield await check("judge", async () => parts.judge(await openTaxonomy(flags.taxonomy, io)));
    yield await check("redact", () => parts.redact());
    yield await check("suppressions", () => parts.suppressions());
  }
  if (isWhole) {
    yield await check("formats", async () => {
      const adapters = await configuredAdapters(flags, io);
      return adapters.flatMap(({ meta }) => meta.formats.map(({ format }) => format)).join(", ");
    });
  }
  yield await check("SQLite", async () => {
    await using store = await openStore({ db: flags.db, store: false }, io);
    await store.sources({});
    return "works";
  });
  yield await check("store", async () => {
    if (!existsSync(resolve(io.cwd, flags.db))) return `${flags.db} does not exist yet`;
    await using store = await openStoreToRead(flags, io);
    const sources = await store.sources({});
    const problems = sources.reduce((sum, source) => sum + source.problems.length, 0);
    return `${flags.db}: ${plural(sources.length, "source")}, ${plural(problems, "problem")}`;
  });
}

async function check(name: string, look: () => Promise<string | Configured>): Promise<Check> {
  try {
    const seen = await look();
    const told = typeof seen === "string" ? { state: "ok" as const, says: seen, settings: [] } : seen;
    return { name, ...told, hint: null };
  } catch (error) {
    if (!(error instanceof MastError)) throw error;
    return { name, state: "FAIL", says: error.message, settings: [], hint: error.hint };
  }
}

function* linesOf({ name, state, says, settings, hint }: Check): Generator<string> {
  // What lies around a line is mast's own; what is in it may come from a file.
  yield `${state.padEnd(5)} ${safeLine(`${name}: ${says}`)}`;
  if (hint !== null) yield `      ${safeLine(hint)}`;
  for (const { name, value, from } of settings) yield `        ${safeLine(`${name}: ${value} (${from})`)}`;
}
