import type { Step } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { RunBuilder } from "../run-builder.ts";
import { firstLines, logOf, type SystemFormat, type TraceLog } from "./system-trace.ts";

const FORMAT = "mast-data/metagpt-messages";
const START = /^=== MetaGPT Agent Communication Log - Started at (.{1,40}) ===$/;
const END = /^=== Communication Log Ended at (.{1,40}) ===$/;
const HEADER = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] (?:FROM: (.{1,200}?) TO: (.{1,500})|(NEW MESSAGES:))$/;
const SPEAKER = /^([\p{L}_][\p{L}\p{N}_ -]{0,80}):(?: |$)/u;
/** What the team's task is sent under. */
const USER = /^(?:Human|User)$/i;
const RULE = /^-{80}$/;

/** MetaGPT's log of the messages in its environment: one block a message, or all new messages of one round. */
export const metagptMessages: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "MetaGPT communication log",
    writtenBy:
      "a Team of MetaGPT with a log file of its messages; in the MAST data sets under `trajectory` or as the trace",
    tested: "untested: written after the source of the log's writer",
    carries: "messages with the role that wrote them, times, the task; recipients only of the task",
    loses: "tokens, system prompts, executed code, whether the team was done or out of rounds",
    endReasons: { "no line Communication Log Ended": "truncated", "(anything else)": "unknown" },
  },
  recognise: (value) =>
    firstLines(value)
      .slice(0, 50)
      .some((line) => START.test(line))
      ? "the title of MetaGPT's communication log"
      : null,
  read: (trace) => {
    const log = logOf(trace);
    if (log === null) return null;
    const blocks = blocksOf(log.lines);
    const builder = new RunBuilder({
      framework: "metagpt",
      format: FORMAT,
      locator: trace.base,
      capabilities: { times: true },
    });
    const roles = new Set(
      blocks.flatMap(({ from, lines }) => from ?? SPEAKER.exec(firstText(lines))?.[1] ?? []),
    );
    for (const block of blocks) {
      if (block.from === null) addRound(builder, block, roles, log);
      else addMessage(builder, block, block.from, log.locate(block.line));
    }
    if (builder.steps.length === 0) return null;
    return finish(builder, log.lines);
  },
};

interface Block {
  at: string;
  /** Sender and addressees of a single message; null where the block holds all messages of a round. */
  from: string | null;
  to: string;
  lines: string[];
  /** 0-based line of the header. */
  line: number;
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (const [line, text] of lines.entries()) {
    const [header, at = "", from, to = ""] = text.startsWith("[") ? (HEADER.exec(text) ?? []) : [];
    if (header !== undefined) blocks.push({ at, from: from ?? null, to, lines: [], line });
    else if (!END.test(text)) blocks.at(-1)?.lines.push(text);
  }
  for (const block of blocks) {
    const rule = block.lines.findLastIndex((text) => RULE.test(text));
    if (rule >= 0 && block.lines.slice(rule + 1).every((text) => text.trim() === ""))
      block.lines.length = rule;
  }
  return blocks;
}

function firstText(lines: readonly string[]): string {
  return lines.find((text) => text.trim() !== "") ?? "";
}

/** A message that the team's log names sender, addressees and cause of. */
function addMessage(builder: RunBuilder, block: Block, from: string, locator: string): void {
  const action = /^ACTION: (.{1,300})$/.exec(block.lines[0] ?? "")?.[1];
  const content = block.lines.indexOf("CONTENT:");
  const text = block.lines
    .slice(content + 1)
    .join("\n")
    .trim();
  const isUser = USER.test(from);
  if (isUser && builder.draftRun.task === null) {
    builder.draftRun.task = text;
    builder.draftRun.capabilities.task = true;
  }
  const phase = action === undefined ? {} : { phase: action.slice(action.lastIndexOf(".") + 1) };
  builder.step({
    kind: "message",
    agent: isUser ? null : builder.agent(from),
    to: addressees(block.to).map((name) => builder.agent(name)),
    text,
    at: toIsoTime(block.at),
    locator,
    ...(isUser ? {} : phase),
  });
}

/** Names in the Python set of addressees; none for everybody. */
function addressees(to: string): string[] {
  if (to === "ALL" || to.includes("<all>")) return [];
  return [...to.matchAll(/'([^']{1,100})'|"([^"]{1,100})"/g)].map((match) => match[1] ?? match[2] ?? "");
}

/** All messages of one round, one after the other, each behind the name of its role. */
function addRound(builder: RunBuilder, block: Block, roles: ReadonlySet<string>, log: TraceLog): void {
  let current: Step | null = null;
  for (const [index, line] of block.lines.entries()) {
    const [prefix, role] = SPEAKER.exec(line) ?? [];
    if (prefix !== undefined && role !== undefined && roles.has(role)) {
      if (current !== null) builder.infer("a line that begins with the name of a role begins its message");
      const locator = log.locate(block.line + 1 + index);
      const agent = USER.test(role) ? null : builder.agent(role);
      const text = line.slice(prefix.length);
      current = builder.step({ kind: "message", agent, text, at: toIsoTime(block.at), locator });
    } else if (current !== null) current.text += `\n${line}`;
    else if (line.trim() !== "") builder.lose("nobody-s-words", "lines of a round before the first role");
  }
}

function finish(builder: RunBuilder, lines: readonly string[]): RunDraft {
  const run = builder.draft();
  for (const step of run.steps) step.text = step.text.trim();
  run.startedAt = toIsoTime(lines.map((text) => START.exec(text)?.[1]).find((at) => at !== undefined));
  run.startedAt ??= run.steps[0]?.at ?? null;
  const end = END.exec(lines.findLast((text) => text.trim() !== "") ?? "");
  run.endedAt = end === null ? (run.steps.at(-1)?.at ?? null) : toIsoTime(end[1]);
  if (end === null) run.endReason = "truncated";
  return run;
}
