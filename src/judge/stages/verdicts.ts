import type { Finding, Label, LabellerRef, ModeId } from "../../core/finding.ts";
import type { Vote } from "./proposal.ts";

/** The tier that a judge's unanimous verdict has. */
export type JudgeTier = "high" | "medium";

/**
 * The label that all votes on one mode amount to. Unanimous votes decide; votes that differ are `unknown` and mark the
 * label as split; where a vote is missing, for whatever reason, nothing is decided and nobody is contradicted.
 * Reasons of an `unknown` begin with a code.
 */
export function labelOf(
  about: {
    readonly runId: string;
    readonly mode: ModeId;
    readonly labeller: LabellerRef;
    readonly tier: JudgeTier;
  },
  votes: readonly Vote[],
): Label {
  const { runId, mode, labeller, tier } = about;
  const label: Label = {
    ...{ runId, mode, labeller },
    ...{ verdict: "unknown", tier: null, why: "", examined: true, decidesAbsent: true, findings: [] },
  };
  const [first] = votes;
  if (first === undefined) return { ...label, examined: false, why: "judge-failed: nothing was asked" };
  const missing = votes.find(({ verdict }) => verdict in MISSING);
  if (missing !== undefined) return { ...label, ...withoutVote(missing) };
  if (votes.some(({ verdict }) => verdict !== first.verdict)) {
    const tally = votes.map(({ verdict }) => verdict).join(", ");
    const findings = findingsOf(mode, "low", votes);
    const why = `judge-split: the votes are ${tally}${because(votes)}`;
    return { ...label, split: true, why, findings };
  }
  switch (first.verdict) {
    case "present":
      return {
        ...label,
        verdict: "present",
        tier,
        why: first.explanation,
        findings: findingsOf(mode, tier, votes),
      };
    case "absent":
      return { ...label, verdict: "absent", tier, why: first.explanation };
    default:
      return { ...label, why: `judge-cannot-tell: ${first.explanation}` };
  }
}

const MISSING = { failed: true, void: true, tainted: true, "no-evidence": true };

function withoutVote({ verdict, explanation }: Vote): Pick<Label, "why" | "examined"> {
  switch (verdict) {
    case "void":
      return {
        examined: false,
        why: "judge-obeyed-trace: a reply answered a control item wrongly, or wrote what only text in an item asked for; it does not count",
      };
    case "tainted":
      return {
        examined: true,
        why: "judge-injection-suspected: the run holds text that speaks to whoever judges it, so that no absent can rest on it",
      };
    case "no-evidence":
      return {
        examined: true,
        why: `judge-no-evidence: none of its quotes stands in the step it names: ${explanation}`,
      };
    default:
      return {
        examined: false,
        why: `judge-failed: ${explanation === "" ? "there is no reply" : explanation}`,
      };
  }
}

/** The explanation of the first vote for it, which the others doubt. */
function because(votes: readonly Vote[]): string {
  const pro = votes.find(({ verdict }) => verdict === "present");
  return pro === undefined || pro.explanation === "" ? "" : `; for it: ${pro.explanation}`;
}

const MOST_QUOTES = 6;

/** One finding with what all votes for it quote. */
function findingsOf(mode: ModeId, tier: Finding["tier"], votes: readonly Vote[]): Finding[] {
  const pro = votes.filter(({ verdict }) => verdict === "present");
  const [first] = pro;
  if (first === undefined) return [];
  const seen = new Set<string>();
  const quotes = pro
    .flatMap((vote) => vote.quotes)
    .filter(({ step, text }) => {
      const key = `${step}\0${text}`;
      return !seen.has(key) && seen.add(key).size > 0;
    })
    .slice(0, MOST_QUOTES)
    .sort((a, b) => a.step - b.step);
  const steps = [...new Set(quotes.map(({ step }) => step))];
  if (steps.length === 0) return [];
  const agent = pro.find((vote) => vote.agent !== null)?.agent ?? null;
  return [{ mode, tier, message: first.explanation, agent, steps, quotes }];
}
