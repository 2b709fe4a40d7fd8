import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import { EXIT, MastError } from "../core/errors.ts";
import { systemCode } from "../core/system-error.ts";
import { safeLine } from "../core/terminal-text.ts";
import { whyUnreadable } from "../judge/answer/read-reply.ts";
import type { JudgeCase } from "../judge/case.ts";
import { loadTokenCounter } from "../judge/dossier/tokens.ts";
import { NOTHING_SPENT } from "../judge/endpoint/endpoint.ts";
import { keptAnswers, type ReplyKeeper } from "../judge/judge-run.ts";
import { type JudgeOutcome, nextStep } from "../judge/next-step.ts";
import { offlinePath, offlineReply, promptFile, promptTitle } from "../judge/offline.ts";
import { type JudgeRequest, requestHash } from "../judge/request.ts";
import type { JudgeRequirements } from "../pipeline/judge.ts";
import { judgeCaseOf, keeperOf, openRuns, storeOutcome } from "../pipeline/judge.ts";
import { plural } from "../reporters/layout.ts";
import type { RunFilter, Store } from "../store/store.ts";
import type { Io } from "./io.ts";

export interface OfflineFolders {
  /** Where requests are written that are next. */
  prompts?: string;
  /** Where answers are read. */
  answers?: string;
}

/** In bytes; a longer file is no answer to a few questions. */
const LONGEST_ANSWER = 1024 * 1024;
const ENDINGS = [".json", ".md", ".txt"];

/**
 * Judges by files: reads the answers that are there, stage after stage, with the same checks as replies of an endpoint, and
 * writes the requests that are next. Returns the exit code.
 */
export async function judgeOffline(
  store: Store,
  filter: RunFilter,
  folders: OfflineFolders,
  about: Omit<JudgeRequirements, "tokens">,
  io: Io,
): Promise<number> {
  const requirements = { ...about, tokens: await loadTokenCounter() };
  const counts = { answered: 0, written: 0, concluded: 0, open: 0 };
  const faults: string[] = [];
  const remarks: string[] = [];
  for await (const batch of openRuns(store, filter, requirements)) {
    for (const run of batch) {
      io.signal.throwIfAborted();
      const one = await judgeCaseOf(store, run, requirements);
      const answers = new Answers(one, folders.answers, keeperOf(store, run.id), io);
      const open = await answers.read();
      await answers.lookForOthers(open);
      counts.answered += answers.count;
      faults.push(...answers.faults);
      if (open.length === 0) {
        const step = nextStep(one, answers.known);
        if ("outcome" in step) {
          await storeOutcome(store, one, step.outcome, NOTHING_SPENT);
          remarks.push(...remarksOn(run.id, step.outcome));
        }
        counts.concluded++;
        continue;
      }
      counts.open++;
      if (folders.prompts !== undefined) counts.written += await writePrompts(open, one, folders.prompts, io);
    }
  }
  for (const fault of [...faults, ...remarks]) await io.stderr.write(`${safeLine(fault)}\n`);
  const parts = [`${plural(counts.concluded, "run")} judged`, `${counts.open} open`];
  if (folders.answers !== undefined) parts.push(`${plural(counts.answered, "answer")} read`);
  if (folders.prompts !== undefined) {
    parts.push(`${plural(counts.written, "request")} written to ${folders.prompts}`);
  }
  await io.stderr.write(`judge: ${parts.join(", ")}\n`);
  const isWaiting = folders.prompts === undefined && counts.open > 0;
  return faults.length > 0 || isWaiting ? EXIT.incomplete : EXIT.done;
}

/** What a person who answered would want to know, since it takes away from what they wrote. */
function remarksOn(runId: string, { voided, droppedQuotes }: JudgeOutcome): string[] {
  const remarks = voided.map(
    ({ request, code }) =>
      `${offlinePath(runId, { name: request })}: does not count, because one of the excerpts was answered wrongly (${code})`,
  );
  if (droppedQuotes > 0) {
    const [stand, was] = droppedQuotes === 1 ? ["does", "was"] : ["do", "were"];
    const name = runId.slice(0, 12);
    remarks.push(
      `${name}: ${plural(droppedQuotes, "quote")} ${stand} not stand in the step named, and ${was} dropped`,
    );
  }
  return remarks;
}

/** The answers to the requests of one run, from the store and from files. */
class Answers {
  count = 0;
  readonly faults: string[] = [];
  known: Awaited<ReturnType<typeof keptAnswers>> = new Map();
  private readonly about: JudgeCase;
  private readonly folder: string | undefined;
  private readonly keeper: ReplyKeeper;
  private readonly io: Pick<Io, "cwd">;

  constructor(about: JudgeCase, folder: string | undefined, keeper: ReplyKeeper, io: Pick<Io, "cwd">) {
    this.about = about;
    this.folder = folder;
    this.keeper = keeper;
    this.io = io;
  }

  /** Reads as far as answers lead; returns the requests that are open then. */
  async read(): Promise<readonly JudgeRequest[]> {
    const tried = new Set<string>();
    for (;;) {
      this.known = await keptAnswers(this.about, this.keeper);
      const step = nextStep(this.about, this.known);
      if ("outcome" in step) return [];
      const fresh = step.ask.filter(({ name }) => !tried.has(name));
      let isNew = false;
      for (const request of fresh) {
        tried.add(request.name);
        if (await this.take(request)) isNew = true;
      }
      if (!isNew) return step.ask;
    }
  }

  /** Files that answer nothing which was asked: a slip in a name, or what an older version of the prompts asked. */
  async lookForOthers(open: readonly JudgeRequest[]): Promise<void> {
    if (this.folder === undefined) return;
    const asked = new Set([...this.known.keys(), ...open.map(({ name }) => name)]);
    const shown = join(this.folder, offlinePath(this.about.run.id, { name: "" }));
    const names = await readdir(resolve(this.io.cwd, shown)).catch((): string[] => []);
    for (const name of names.sort()) {
      const { name: stem, ext } = parse(name);
      if (ENDINGS.includes(ext) && !asked.has(stem))
        this.faults.push(`${join(shown, name)}: answers nothing that was asked`);
    }
  }

  private async take(request: JudgeRequest): Promise<boolean> {
    if (this.folder === undefined) return false;
    const { run, options } = this.about;
    for (const ending of ENDINGS) {
      const shown = join(this.folder, `${offlinePath(run.id, request)}${ending}`);
      const written = await answerIn(resolve(this.io.cwd, shown));
      // Where both folders are one, that is the question.
      if (written === null || ("text" in written && written.text.startsWith(promptTitle(run.id, request))))
        continue;
      const reply = offlineReply("text" in written ? written.text : "", options.model);
      const fault = "fault" in written ? written.fault : whyUnreadable(request, reply);
      if (fault !== null) {
        this.faults.push(`${shown}: ${fault}`);
        return false;
      }
      await this.keeper.keep(requestHash(request, options.model), { reply, spent: NOTHING_SPENT });
      this.count++;
      return true;
    }
    return false;
  }
}

/** Null where there is no such file. What cannot be read says so and hides none of the other answers. */
async function answerIn(file: string): Promise<{ text: string } | { fault: string } | null> {
  try {
    const found = await stat(file);
    // A pipe could keep us waiting for good, and a device has no end.
    if (!found.isFile()) return { fault: "is no file" };
    if (found.size > LONGEST_ANSWER) return { fault: "is longer than 1 MB: no answer to a few questions" };
    return { text: await readFile(file, "utf8") };
  } catch (error) {
    const code = systemCode(error) ?? "unknown";
    return code === "ENOENT" || code === "ENOTDIR" ? null : { fault: `cannot be read (${code})` };
  }
}

async function writePrompts(
  requests: readonly JudgeRequest[],
  { run }: JudgeCase,
  folder: string,
  io: Pick<Io, "cwd">,
): Promise<number> {
  for (const request of requests) {
    const shown = join(folder, `${offlinePath(run.id, request)}.md`);
    const file = resolve(io.cwd, shown);
    try {
      await mkdir(dirname(file), { recursive: true });
      // They hold what agents said, as the store does, which nobody else may read either.
      await writeFile(file, promptFile(run.id, request), { mode: 0o600 });
    } catch (error) {
      throw new MastError(`cannot write ${shown}`, { cause: error });
    }
  }
  return requests.length;
}
