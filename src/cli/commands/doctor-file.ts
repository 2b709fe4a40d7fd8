import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT, MastError } from "../../core/errors.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { type Examination, type ExaminedRun, examineSource } from "../../pipeline/examine-source.ts";
import { readable, UnreadableSource } from "../../pipeline/source-reader.ts";
import { plural } from "../../reporters/layout.ts";
import { openSource } from "../../sources/open-source.ts";
import type { Io } from "../io.ts";
import { displayUri } from "../paths.ts";
import { type ConfigOptions, configuredAdapters, forcedAdapter } from "../session.ts";

export interface DoctorFileFlags extends ConfigOptions {
  framework?: string;
  format?: "text" | "json";
}

const MOST_NEAR = 3;
const MOST_RUNS = 20;

/** How a file is recognised, what each candidate found or missed, and what reading it gives and loses. */
export async function examineFile(file: string, flags: DoctorFileFlags, io: Io): Promise<number> {
  const examination = await examine(file, flags, io);
  if (flags.format === "json") {
    await io.stdout.write(`${JSON.stringify({ file: shownAs(file, io), ...examination }, null, 2)}\n`);
  } else {
    for (const line of linesOf(shownAs(file, io), examination)) await io.stdout.write(`${line}\n`);
  }
  return examination.recognised === null || examination.runs.length === 0 ? EXIT.noRuns : EXIT.done;
}

async function examine(file: string, flags: DoctorFileFlags, io: Io): Promise<Examination> {
  const path = file === "-" ? "-" : resolve(io.cwd, file);
  if (file !== "-" && !existsSync(path)) throw new MastError(`${file}: no such file`);
  const entry = { path, uri: shownAs(file, io), explicit: true };
  const adapters = await configuredAdapters(flags, io);
  const forced = forcedAdapter(flags.framework, adapters);
  try {
    const source = await readable(() => openSource(entry, {}, io.stdin));
    const examination = await examineSource(source, entry, { adapters, forced });
    const shown = displayUri(io.cwd);
    const problems = examination.problems.map((problem) => ({ ...problem, uri: shown(problem.uri) }));
    return { ...examination, problems };
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error;
    throw new MastError(`${file}: ${error.message}`, { exitCode: EXIT.noRuns, cause: error });
  }
}

function shownAs(file: string, io: Io): string {
  return file === "-" ? "-" : displayUri(io.cwd)(resolve(io.cwd, file));
}

function* linesOf(name: string, examination: Examination): Generator<string> {
  const { kind, bytes, recognised, refused, candidates, near, runs, losses, problems } = examination;
  yield `${safeLine(name)}: ${KINDS[kind]}${bytes === null ? "" : `, ${plural(bytes, "byte")}`}`;
  for (const { adapter, format, score, why } of candidates) {
    const mark = adapter === recognised?.adapter ? "→" : " ";
    yield `  ${mark} ${adapter}: ${format}, score ${score}: ${safeLine(why)}`;
  }
  if (recognised === null && near.length === 0) yield "  no known format has even half its signs in it";
  for (const { adapter, format, title, found, missed } of near.slice(0, MOST_NEAR)) {
    const signs = [
      ...(found.length > 0 ? [`has ${found.map(quoted).join(", ")}`] : []),
      missed.length > 0 ? `lacks ${missed.map(quoted).join(", ")}` : "but not where that format has them",
    ];
    yield `    ${adapter} would read ${format} (${title}): ${signs.join("; ")}`;
  }
  const isMapped = candidates.some(({ adapter }) => adapter.startsWith("mapping/"));
  if (recognised === null && !isMapped && (kind === "json" || kind === "records")) {
    yield "  a mapping in mast.config.yaml can say where its messages are: docs/mapping.md";
  }
  if (refused !== null) yield `refused: ${refused.code}: ${safeLine(refused.message)}`;
  for (const run of runs.slice(0, MOST_RUNS)) yield* runLines(run, runs.length > 1);
  if (runs.length > MOST_RUNS)
    yield `… and ${plural(runs.length - MOST_RUNS, "more run")}: --format json lists all`;
  if (runs.length > 1) {
    for (const { code, detail, count } of losses) yield `lost in all: ${code} ${count}×: ${safeLine(detail)}`;
  }
  for (const { locator, code, message } of problems) {
    if (code === refused?.code) continue;
    yield `problem${locator === "" ? "" : ` ${safeLine(locator)}`} ${code}: ${safeLine(message)}`;
  }
}

const KINDS: Record<Examination["kind"], string> = {
  empty: "empty",
  json: "one JSON document",
  records: "JSON records",
  text: "text",
  sqlite: "an SQLite database",
  binary: "binary data",
};

function* runLines(run: ExaminedRun, lossesFollow: boolean): Generator<string> {
  const agents = run.agents.length === 0 ? "" : `: ${safeLine(run.agents.slice(0, 8).join(", "))}`;
  yield `run ${run.id.slice(0, 12)}: ${run.framework}, ${run.format}, ${plural(run.steps, "step")} (${run.stepsWithAgent} with an agent), ${plural(run.agents.length, "agent")}${agents}, end ${run.endReason}`;
  for (const sentence of run.inferred) yield `  inferred: ${safeLine(sentence)}`;
  if (lossesFollow) return;
  for (const { code, detail, count } of run.losses) yield `  lost: ${code} ${count}×: ${safeLine(detail)}`;
}

function quoted(sign: string): string {
  return `"${sign.length > 24 ? `${sign.slice(0, 20)}…` : sign}"`;
}
