import type { ModeId, Quote } from "../../core/finding.ts";
import type { JudgeCase } from "../case.ts";
import { dossierOf } from "../dossier/dossier.ts";
import { visibleLine } from "../dossier/visible-text.ts";
import type { Judged } from "../prompt/answer-schema.ts";
import { controlsOf } from "../prompt/questions.ts";
import type { JudgeFailure, JudgeReply, JudgeRequest } from "../request.ts";
import { findQuote } from "./find-quote.ts";
import { parseAnswer, type WrittenAnswer } from "./parse-answer.ts";
import { parseBlame } from "./parse-blame.ts";

/** What a judge says on one mode, held against the run. */
export interface Answer {
  readonly verdict: Judged;
  readonly explanation: string;
  readonly counterargument: string;
  /** Those that stand in their steps, by step, each once. */
  readonly quotes: readonly Quote[];
  /** Id of the agent at fault; null where none or nobody known is named. */
  readonly agent: string | null;
}

export type Reading =
  | {
      readonly kind: "read";
      readonly answers: ReadonlyMap<ModeId, Answer>;
      /** Quotes of all answers that do not stand in the step they name. */
      readonly dropped: number;
    }
  | Unread;

export type Unread =
  /** A control was answered wrongly, or the canary given away. */
  { readonly kind: "void" } | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** What is kept of a reason, in UTF-16 units; four sentences take half of it. */
const LONGEST_REASON = 1200;

const FINISH: Record<Exclude<JudgeReply["finish"], "stop">, string> = {
  length: "the reply was cut off at its greatest length",
  refused: "the model refused to answer",
  filtered: "a content filter held the reply back",
};

/**
 * Why a reply cannot be read, as a sentence; null where it can. Such a reply is worth asking again, and never counts as
 * a verdict.
 */
export function whyUnreadable(request: JudgeRequest, reply: JudgeReply): string | null {
  const isBlame = request.stage === "blame-agent" || request.stage === "blame-step";
  const written = isBlame ? writtenIn(request, reply, parseBlame) : writtenIn(request, reply, parseAnswer);
  return typeof written === "string" ? written : null;
}

/** Reads a reply on modes and holds it against the run and the controls. */
export function readReply(
  about: JudgeCase,
  request: JudgeRequest,
  reply: JudgeReply | JudgeFailure,
): Reading {
  const written = trusted(about, request, reply, parseAnswer);
  if ("kind" in written) return written;
  const answers = new Map<ModeId, Answer>();
  let all = 0;
  for (const [mode, answer] of written.modes) {
    const { quotes, dropped } = checkedQuotes(about, request, answer.quotes);
    all += dropped;
    answers.set(mode, {
      verdict: answer.verdict,
      explanation: reasonText(answer.explanation),
      counterargument: reasonText(answer.counterargument),
      quotes,
      agent: agentNamed(about, answer.agent),
    });
  }
  return { kind: "read", answers, dropped: all };
}

type Parse<W> = (request: JudgeRequest, text: string) => W | string;

/** What stands in a reply that is there and whose controls are right. */
export function trusted<W extends { readonly controls: ReadonlyMap<string, Judged> }>(
  about: JudgeCase,
  request: JudgeRequest,
  reply: JudgeReply | JudgeFailure,
  parse: Parse<W>,
): W | Unread {
  if ("failure" in reply) return { kind: "failed", code: reply.failure, message: reply.message };
  const written = writtenIn(request, reply, parse);
  if (typeof written === "string") {
    return { kind: "failed", code: reply.finish === "stop" ? "unreadable" : reply.finish, message: written };
  }
  const { items, canary } = controlsOf(about, request.name);
  const isFooled =
    reply.text.toLowerCase().includes(canary) ||
    items.some(({ key, answer }) => written.controls.get(key) !== answer);
  return isFooled ? { kind: "void" } : written;
}

function writtenIn<W>(request: JudgeRequest, reply: JudgeReply, parse: Parse<W>): W | string {
  if (reply.finish === "refused" || reply.finish === "filtered") return FINISH[reply.finish];
  const written = parse(request, reply.text);
  return typeof written === "string" && reply.finish === "length" ? FINISH.length : written;
}

/** A reason as it is kept: on one line, without hidden characters. */
export function reasonText(written: string): string {
  return visibleLine(written, LONGEST_REASON);
}

/** The quotes that stand in their steps, by step, each once, and how many do not. */
export function checkedQuotes(
  about: JudgeCase,
  request: JudgeRequest,
  written: WrittenAnswer["quotes"],
): { quotes: Quote[]; dropped: number } {
  const { scrubber } = dossierOf(about);
  const shown = new Set(request.covers);
  const quotes = new Map<string, Quote>();
  let dropped = 0;
  for (const { step: index, text } of written) {
    const step = shown.has(index) ? about.run.steps[index] : undefined;
    const found =
      step === undefined ? null : (findQuote(step, text) ?? findQuote(step, scrubber.restore(text)));
    if (found === null) dropped++;
    else quotes.set(`${found.step}\0${found.text}`, found);
  }
  return { quotes: [...quotes.values()].sort((a, b) => a.step - b.step), dropped };
}

/** The agent as the record spells it, or without regard to case; null where there is none such. */
export function agentNamed(about: JudgeCase, written: string): string | null {
  const { lines } = dossierOf(about);
  const name = written.trim();
  if (name === "") return null;
  const agents = about.run.agents.map(({ id }) => ({ id, name: lines.agent(id) }));
  const exact = agents.find((agent) => agent.name === name);
  const alike = agents.filter((agent) => agent.name.toLowerCase() === name.toLowerCase());
  return exact?.id ?? (alike.length === 1 ? (alike[0]?.id ?? null) : null);
}
