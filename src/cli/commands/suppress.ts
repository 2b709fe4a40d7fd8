import { isDay, MOST_REASON, withSuppression } from "../../config/suppressions.ts";
import { EXIT, MastError } from "../../core/errors.ts";
import { hasExpired, type Suppression } from "../../core/suppression.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { readReport } from "../../report/read-report.ts";
import { findReported, findStored, type KnownFinding } from "../find-finding.ts";
import type { Io } from "../io.ts";
import { suppressionsFile, today } from "../open-suppressions.ts";
import { displayUri } from "../paths.ts";
import { readGiven } from "../read-given.ts";
import { type ConfigOptions, openConfig, type StoreOptions } from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { whileLocked } from "../while-locked.ts";
import { writeFileWhole } from "../write-reports.ts";

export interface SuppressFlags extends StoreOptions, ConfigOptions {
  reason: string;
  until: string;
  /** All findings of the same mode, framework and agent, in runs to come too. */
  alike?: boolean;
  /** A report in the place of the store, such as an artefact of CI. */
  report?: string;
  quiet?: boolean;
}

/** Writes down that a finding is known, in the file that the team commits. */
export async function suppressCommand(text: string, flags: SuppressFlags, io: Io): Promise<number> {
  // One line: the terminal, annotations and tables show it as such.
  const reason = safeLine(flags.reason.trim().replace(/\s+/g, " "));
  if (reason === "") throw new MastError("--reason says nothing", { hint: "say why the finding may wait" });
  if (reason.length > MOST_REASON) throw new MastError(`--reason is longer than ${MOST_REASON} characters`);
  if (!isDay(flags.until)) throw new MastError(`--until ${flags.until} is no day such as 2026-12-31`);
  if (hasExpired(flags, today())) throw new MastError(`--until ${flags.until} is over already`);
  const finding = await findingOf(text, flags, io);
  const folder = (await openConfig(flags, io))?.folder ?? io.cwd;
  const { path, shown } = suppressionsFile(folder, io);
  const entry: Suppression = { ...aboutOf(finding, flags.alike === true), reason, until: flags.until };
  await whileLocked(path, shown, async () => {
    const content = await withSuppression(path, shown, entry, describe(finding));
    await writeFileWhole(path, [content], shown);
  });
  if (flags.quiet !== true) {
    const what = flags.alike === true ? `${describe(finding)}, and all like it,` : describe(finding);
    await io.stderr.write(`${safeLine(what)} is suppressed until ${flags.until}: ${shown}\n`);
  }
  return EXIT.done;
}

async function findingOf(text: string, flags: SuppressFlags, io: Io): Promise<KnownFinding> {
  if (flags.report !== undefined) {
    const name = displayUri(io.cwd)(flags.report);
    return findReported(text, readReport(await readGiven(flags.report, io), name));
  }
  await using store = await openStoreToRead(flags, io);
  return await findStored(text, store);
}

function aboutOf(
  { id, mode, run, framework, agent }: KnownFinding,
  alike: boolean,
): Omit<Suppression, "reason" | "until"> {
  return alike
    ? { mode, finding: null, run: null, framework, agent }
    : { mode, finding: id, run, framework: null, agent: null };
}

function describe({ id, mode, agent, message }: KnownFinding): string {
  return `${mode} ${id.slice(0, 8)}${agent === null ? "" : ` of agent ${agent}`} (${message})`;
}
