import type { ModeId, Quote } from "../../core/finding.ts";
import type { BlameKind } from "../../core/report.ts";
import type { JudgeCase } from "../case.ts";
import type { JudgeFailure, JudgeReply, JudgeRequest } from "../request.ts";
import { parseBlame, type WrittenPlace } from "./parse-blame.ts";
import { agentNamed, checkedQuotes, reasonText, trusted, type Unread } from "./read-reply.ts";

/** Where trouble began, held against the run. */
export interface Place {
  /** Ascending, adjoining, all shown; [] where the judge names none. */
  readonly steps: readonly number[];
  /** At least one where `steps` is not empty. */
  readonly quotes: readonly Quote[];
  readonly mode: ModeId | null;
  readonly explanation: string;
  readonly rightAction: string;
}

export interface Candidate extends Place {
  readonly kind: BlameKind;
  /** Ids, whoever began it first; [] where no agent is known that it names. */
  readonly agents: readonly string[];
}

export type BlameReading =
  | {
      readonly kind: "read";
      /** Likeliest first; those without a step or a quote that holds are left out. */
      readonly candidates: readonly Candidate[];
      /** Null: not asked, or nothing that holds. */
      readonly place: Place | null;
      readonly dropped: number;
    }
  | Unread;

const MOST_CANDIDATES = 3;
/** An interval of more steps says nothing. */
const LONGEST_INTERVAL = 12;

/** Reads a reply on who went wrong first. */
export function readBlame(
  about: JudgeCase,
  request: JudgeRequest,
  reply: JudgeReply | JudgeFailure,
): BlameReading {
  const written = trusted(about, request, reply, parseBlame);
  if ("kind" in written) return written;
  let dropped = 0;
  const held = (one: WrittenPlace): Place | null => {
    const { quotes, dropped: lost } = checkedQuotes(about, request, one.quotes);
    dropped += lost;
    return placeOf(request, one, quotes);
  };
  const candidates: Candidate[] = [];
  for (const one of written.candidates?.slice(0, MOST_CANDIDATES) ?? []) {
    const where = held(one);
    if (where === null || where.steps.length === 0) continue;
    const agents = one.agents.flatMap((name) => agentNamed(about, name) ?? []);
    if (agents.length === 0 && (one.kind === "agent" || one.kind === "several")) continue;
    candidates.push({ ...where, kind: one.kind, agents: [...new Set(agents)] });
  }
  const place = written.place === null ? null : held(written.place);
  return { kind: "read", candidates, place, dropped };
}

/** Null where nothing that it says can be looked up. */
function placeOf(
  { covers }: JudgeRequest,
  { first_step, last_step, mode, explanation, right_action }: WrittenPlace,
  quotes: readonly Quote[],
): Place | null {
  const said = { mode, explanation: reasonText(explanation), rightAction: reasonText(right_action) };
  if (first_step === -1) return { ...said, steps: [], quotes };
  if (quotes.length === 0) return null;
  const last = Math.max(first_step, last_step);
  const isShown = covers.includes(first_step) && last - first_step < LONGEST_INTERVAL;
  const steps = isShown
    ? covers.filter((step) => step >= first_step && step <= last)
    : quotes.slice(0, 1).map(({ step }) => step);
  return { ...said, steps, quotes };
}
