import { createWriteStream } from "node:fs";
import { realpath, rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { MastError } from "../core/errors.ts";
import type { ModeId } from "../core/finding.ts";
import { PrivateData, REDACT_DEFAULTS } from "../core/private-data.ts";
import type { StreamedReport } from "../core/report.ts";
import { systemCode } from "../core/system-error.ts";
import { runViews } from "../pipeline/run-views.ts";
import { sourcePlaces } from "../pipeline/source-places.ts";
import { viewsWithoutPrivateData, withoutPrivateData } from "../report/private-report.ts";
import { REPORTERS } from "../reporters/registry.ts";
import type { RenderOptions } from "../reporters/reporter.ts";
import type { Store } from "../store/store.ts";
import type { Io } from "./io.ts";
import { isOfPlugin, type Output } from "./outputs.ts";
import { displayUri } from "./paths.ts";
import { type ConfigOptions, openConfig, openPlugins, openTaxonomy } from "./session.ts";
import { withoutCommands } from "./workflow-log.ts";

export interface RenderFlags extends ConfigOptions {
  color: boolean;
  /** false with `--no-redact`. */
  redact: boolean;
  taxonomy?: string;
}

/** Where a report comes from; null: from a file, so that its runs cannot be looked up. */
interface ReportOrigin {
  showCommand: RenderOptions["showCommand"];
  store: Pick<Store, "runs" | "knownSource"> | null;
}

/** Writes a report in each format asked for, to its file or to standard output. */
export async function writeReports(
  report: StreamedReport,
  outputs: readonly Output[],
  flags: RenderFlags,
  { showCommand, store }: ReportOrigin,
  io: Io,
): Promise<void> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const redact = (await openConfig(flags, io))?.redact ?? REDACT_DEFAULTS;
  // One for all formats: whoever compares two of them finds the same placeholders.
  const data = flags.redact ? new PrivateData(redact) : null;
  // Made only for formats that leave: it looks through every text of a report that may be large.
  let cleaned: StreamedReport | null = null;
  const forOthers = (): StreamedReport => {
    cleaned ??= data === null ? report : withoutPrivateData(report, data);
    return cleaned;
  };
  const color = wantsColor(flags.color, io);
  const reporters = [...REPORTERS, ...(await openPlugins(flags, io)).reporters];
  const rendered = (format: string, file: string | null): AsyncIterable<string> => {
    const reporter = reporters.find(({ meta }) => meta.id === format);
    if (reporter === undefined) throw new MastError(`unknown report format "${format}"`);
    const { leaves } = reporter.meta;
    const given = leaves ? forOthers() : report;
    const options = {
      ...{ width: io.stdout.columns, color: color && file === null, showCommand },
      definitionOf: (mode: ModeId) => taxonomy.byId(mode),
    };
    if (store === null) return reporter.render(given, options);
    const placesOf = sourcePlaces(store, displayUri(io.cwd));
    const views = runViews(store, given);
    return reporter.render(
      given,
      { ...options, placesOf },
      leaves && data !== null ? viewsWithoutPrivateData(views, data) : views,
    );
  };
  await writeOutputs(outputs, rendered, io);
}

/** Writes each format asked for, to its file or to standard output. */
export async function writeOutputs(
  outputs: readonly Output[],
  render: (format: string, file: string | null) => AsyncIterable<string> | Iterable<string>,
  io: Io,
): Promise<void> {
  checkPlaces(outputs);
  // Files first: the reader of standard output may go away, and that must not cost a file.
  const filesFirst = outputs.toSorted((a, b) => Number(a.file === null) - Number(b.file === null));
  for (const { format, file } of filesFirst) {
    const chunks = render(format, file);
    const isLogged = format === "table" && io.env["GITHUB_ACTIONS"] === "true";
    if (file === null)
      for await (const chunk of chunks) await io.stdout.write(isLogged ? withoutCommands(chunk) : chunk);
    else await writeFileWhole(resolve(io.cwd, file), chunks, file);
  }
}

/**
 * Under another name first, so that a reader never sees half a report and an earlier one survives a failure. What a
 * symbolic link leads to is replaced, not the link; a device or pipe (`-o /dev/stdout`) is written to and stays.
 */
export async function writeFileWhole(
  path: string,
  chunks: AsyncIterable<string> | Iterable<string>,
  shown: string,
): Promise<void> {
  let draft: string | null = null;
  try {
    const { target, special } = await targetOf(path);
    if (special) {
      await pipeline(Readable.from(chunks), createWriteStream(target));
      return;
    }
    draft = `${target}.${process.pid}.tmp`;
    await pipeline(Readable.from(chunks), createWriteStream(draft));
    await rename(draft, target);
  } catch (error) {
    if (draft !== null) await rm(draft, { force: true });
    if (error instanceof Error && "syscall" in error) {
      throw new MastError(`cannot write ${shown}: ${reasonOf(error)}`, { cause: error });
    }
    throw error;
  }
}

async function targetOf(path: string): Promise<{ target: string; special: boolean }> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw new MastError(`cannot write ${path}: it is a folder`);
    return info.isFile() ? { target: await realpath(path), special: false } : { target: path, special: true };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return { target: path, special: false };
    throw error;
  }
}

function reasonOf(error: Error): string {
  switch (systemCode(error)) {
    case "ENOENT":
      return "there is no such folder";
    case "EACCES":
    case "EPERM":
      return "no permission";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    default:
      return error.message;
  }
}

/** Formats that cannot be written are found out before anything is read. */
export async function checkFormats(
  outputs: readonly Output[],
  options: ConfigOptions,
  io: Pick<Io, "cwd">,
): Promise<void> {
  checkPlaces(outputs);
  if (!outputs.some(({ format }) => isOfPlugin(format))) return;
  const { reporters } = await openPlugins(options, io);
  for (const { format } of outputs) {
    if (!isOfPlugin(format) || reporters.some(({ meta }) => meta.id === format)) continue;
    const known = [...REPORTERS, ...reporters].map(({ meta }) => meta.id).join(", ");
    throw new MastError(`no format "${format}": no plugin of the configuration has it`, {
      hint: `known: ${known}`,
    });
  }
}

function checkPlaces(outputs: readonly Output[]): void {
  if (outputs.filter(({ file }) => file === null).length > 1) {
    throw new MastError("two formats cannot both go to standard output", {
      hint: "give all but one an -o FILE",
    });
  }
}

/** A report must not take the place of the store that it comes from. */
export function keepStore(outputs: readonly Output[], db: string, cwd: string): void {
  const store = resolve(cwd, db);
  for (const { file } of outputs) {
    if (file === null || resolve(cwd, file) !== store) continue;
    throw new MastError(`-o ${file} is the store itself`, { hint: "give the report another name" });
  }
}

/** Colours where a person reads: a terminal, `--no-color` not given, NO_COLOR unset (https://no-color.org). */
export function wantsColor(option: boolean, io: Io): boolean {
  return option && io.stdout.isTty && (io.env["NO_COLOR"] ?? "") === "" && io.env["TERM"] !== "dumb";
}
