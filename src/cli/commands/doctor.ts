import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { EXIT, MastError } from "../../core/errors.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { VERSION } from "../../core/version.ts";
import { chooseAdapter } from "../../pipeline/choose-adapter.ts";
import { readSource } from "../../pipeline/read-source.ts";
import { readable, UnreadableSource } from "../../pipeline/source-reader.ts";
import { plural } from "../../reporters/layout.ts";
import { openSource } from "../../sources/open-source.ts";
import type { Io } from "../io.ts";
import { displayUri } from "../paths.ts";
import { ADAPTERS, detectorSet, openStore, openTaxonomy, type StoreOptions } from "../session.ts";

export interface DoctorFlags extends StoreOptions {
  taxonomy?: string;
}

/** Without a file: whether mast can work here. With one: how it is recognised and what reading it gives. */
export async function doctorCommand(file: string | undefined, flags: DoctorFlags, io: Io): Promise<number> {
  return file === undefined ? checkInstallation(flags, io) : explainFile(file, io);
}

async function checkInstallation(flags: DoctorFlags, io: Io): Promise<number> {
  let healthy = true;
  const check = async (name: string, look: () => Promise<string>): Promise<void> => {
    try {
      await io.stdout.write(`ok    ${name}: ${safeLine(await look())}\n`);
    } catch (error) {
      if (!(error instanceof MastError)) throw error;
      healthy = false;
      await io.stdout.write(`FAIL  ${name}: ${safeLine(error.message)}\n`);
      if (error.hint !== null) await io.stdout.write(`      ${safeLine(error.hint)}\n`);
    }
  };
  await check("mast", async () => `${VERSION} on Node ${process.version}`);
  await check("taxonomy", async () => {
    const taxonomy = await openTaxonomy(flags.taxonomy, io);
    const { detectors } = detectorSet(taxonomy);
    return `${taxonomy.label}, ${plural(taxonomy.active.length, "mode")}, ${plural(detectors.length, "detector")}`;
  });
  await check("formats", async () => {
    const formats = ADAPTERS.flatMap(({ meta }) => meta.formats.map(({ format }) => format));
    return formats.join(", ");
  });
  await check("SQLite", async () => {
    await using store = await openStore({ db: flags.db, store: false }, io);
    await store.sources({});
    return "works";
  });
  await check("store", async () => {
    if (!existsSync(resolve(io.cwd, flags.db))) return `${flags.db} does not exist yet`;
    await using store = await openStore(flags, io);
    const sources = await store.sources({});
    const problems = sources.reduce((sum, source) => sum + source.problems.length, 0);
    return `${flags.db}: ${plural(sources.length, "source")}, ${plural(problems, "problem")}`;
  });
  return healthy ? EXIT.done : EXIT.usage;
}

async function explainFile(file: string, io: Io): Promise<number> {
  try {
    return await readAndExplain(file, io);
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error;
    throw new MastError(`${file}: ${error.message}`, { exitCode: EXIT.noRuns, cause: error });
  }
}

async function readAndExplain(file: string, io: Io): Promise<number> {
  const path = resolve(io.cwd, file);
  const uri = displayUri(io.cwd)(path);
  if (file !== "-" && !existsSync(path)) throw new MastError(`${file}: no such file`);
  const entry = { path: file === "-" ? "-" : path, uri: file === "-" ? "-" : uri, explicit: true };
  await using source = await readable(() => openSource(entry, {}, io.stdin));
  const out = (line: string) => io.stdout.write(`${line}\n`);
  await out(`${safeLine(basename(uri))}: ${source.probe.kind}`);
  const choice = chooseAdapter(source, ADAPTERS, null);
  for (const { adapter, recognition } of choice.candidates) {
    const text =
      recognition === null
        ? "not its format"
        : `${recognition.format}, score ${recognition.score}: ${recognition.why}`;
    await out(`  ${choice.adapter?.meta.id === adapter ? "→" : " "} ${adapter}: ${safeLine(text)}`);
  }
  if (choice.adapter === null) {
    await out(`refused: ${safeLine(choice.why)}`);
    return EXIT.noRuns;
  }
  const reading = readSource(source, uri, { adapters: ADAPTERS, forced: null, tags: {} });
  let next = await readable(() => reading.next());
  for (; !next.done; next = await readable(() => reading.next())) {
    for (const { run } of next.value.runs) {
      const known = run.steps.filter(({ agent }) => agent !== null).length;
      await out(
        `run ${run.id.slice(0, 12)}: ${run.framework}, ${plural(run.steps.length, "step")} (${known} with an agent), ${plural(run.agents.length, "agent")}, end ${run.endReason}`,
      );
      for (const sentence of run.inferred) await out(`  inferred: ${safeLine(sentence)}`);
      for (const { code, detail, count } of run.losses)
        await out(`  lost: ${code} ${count}×: ${safeLine(detail)}`);
    }
    const { fragments } = next.value;
    if (fragments.length > 0) {
      const groups = new Set(fragments.map(({ group }) => group)).size;
      await out(
        `${plural(fragments.length, "span")} of ${plural(groups, "trace")}: runs are made when ingested`,
      );
    }
  }
  for (const { locator, code, message } of next.value.problems) {
    await out(`problem ${safeLine(locator)} ${code}: ${safeLine(message)}`);
  }
  return EXIT.done;
}
