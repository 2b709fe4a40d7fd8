import type { ModeId, Quote } from "../../core/finding.ts";
import type { Answer, Reading } from "../answer/read-reply.ts";
import type { JudgeRequest } from "../request.ts";

/**
 * One vote on one mode. `tainted`: absent, but the run holds text that speaks to a judge; `void`: the reply failed a
 * control; `failed`: there is no readable reply; `no-evidence`: present, but no quote stands in its step.
 */
export interface Vote {
  readonly verdict: "present" | "absent" | "cannot tell" | "tainted" | "void" | "failed" | "no-evidence";
  readonly explanation: string;
  readonly quotes: readonly Quote[];
  readonly agent: string | null;
}

/** What a single reply says on a mode. */
export function voteOf(reading: Reading | undefined, mode: ModeId, isSuspicious: boolean): Vote {
  const nothing = { explanation: "", quotes: [], agent: null };
  if (reading === undefined) return { verdict: "failed", ...nothing };
  if (reading.kind === "void") return { verdict: "void", ...nothing };
  if (reading.kind === "failed") return { verdict: "failed", ...nothing, explanation: reading.message };
  const answer = reading.answers.get(mode);
  if (answer === undefined) return { verdict: "failed", ...nothing };
  return {
    verdict: verdictOf(answer, isSuspicious),
    explanation: answer.explanation,
    quotes: answer.quotes,
    agent: answer.agent,
  };
}

function verdictOf({ verdict, quotes }: Answer, isSuspicious: boolean): Vote["verdict"] {
  if (verdict === "present" && quotes.length === 0) return "no-evidence";
  if (verdict === "absent" && isSuspicious) return "tainted";
  return verdict;
}

/**
 * The vote that a judge casts by its proposals on all windows: present if one of them is, absent only if none leaves it
 * open. Where parts do not settle a mode, the overview decides between absent and open.
 */
export function proposalOf(
  mode: ModeId,
  requests: readonly JudgeRequest[],
  readings: ReadonlyMap<string, Reading>,
  isSuspicious: boolean,
): Vote {
  const own = requests.filter(({ modes }) => modes.includes(mode));
  const votes = own.map(({ name }) => ({ name, vote: voteOf(readings.get(name), mode, isSuspicious) }));
  const present = votes.filter(({ vote }) => vote.verdict === "present").map(({ vote }) => vote);
  const [first] = present;
  if (first !== undefined) {
    const quotes = present.flatMap((vote) => vote.quotes).sort((a, b) => a.step - b.step);
    return { ...first, quotes: once(quotes) };
  }
  for (const verdict of ["failed", "void", "tainted", "no-evidence"] as const) {
    const hit = votes.find(({ vote }) => vote.verdict === verdict);
    if (hit !== undefined) return hit.vote;
  }
  const overview = votes.find(({ name }) => name.endsWith("-overview"));
  if (overview !== undefined) return overview.vote;
  const open = votes.find(({ vote }) => vote.verdict === "cannot tell");
  const last = votes.at(-1)?.vote;
  return (
    open?.vote ?? last ?? { verdict: "failed", explanation: "nothing was asked", quotes: [], agent: null }
  );
}

function once(quotes: readonly Quote[]): Quote[] {
  const seen = new Map(quotes.map((quote) => [`${quote.step}\0${quote.text}`, quote]));
  return [...seen.values()];
}
