import type { Label, ModeId } from "../core/finding.ts";
import type { Attribution } from "../core/report.ts";
import type { ModeDefinition } from "../taxonomy/schema.ts";
import type { BlameReading } from "./answer/read-blame.ts";
import { type Reading, readReply } from "./answer/read-reply.ts";
import type { JudgeCase } from "./case.ts";
import { InjectionScan } from "./guard/injection-scan.ts";
import { judgeRef } from "./judge-ref.ts";
import { judgeDataOf } from "./prompt/questions.ts";
import type { JudgeFailure, JudgeReply, JudgeRequest } from "./request.ts";
import { askedModes } from "./stages/asked-modes.ts";
import { type BlameStep, blameStep, isBlamed } from "./stages/blame.ts";
import { confirmRequests, FURTHER_VOTES, needsVotes, voteName } from "./stages/confirm.ts";
import { tierOf } from "./stages/judge-tier.ts";
import { proposalOf, type Vote, voteOf } from "./stages/proposal.ts";
import { type Proposals, proposeRequests } from "./stages/propose.ts";
import { labelOf } from "./stages/verdicts.ts";

/** What has come back so far, by the name of the request. */
export type Answered = ReadonlyMap<string, JudgeReply | JudgeFailure>;

/** Either the requests that are to be asked now (none of them answered yet, at least one), or the result. */
export type NextStep = { readonly ask: readonly JudgeRequest[] } | { readonly outcome: JudgeOutcome };

export interface JudgeOutcome {
  /** One for each mode asked for. */
  readonly labels: readonly Label[];
  /** What the judge says first went wrong, likeliest first, at most three; empty where it was not asked. */
  readonly attribution: readonly Attribution[];
  /** Steps that no answered and readable request covers, ascending. */
  readonly uncovered: readonly number[];
  /** Quotes that do not stand in the step they name. */
  readonly droppedQuotes: number;
  /** Replies that do not count, because they failed a control or gave the canary away. */
  readonly voided: readonly { readonly request: string; readonly code: "judge-obeyed-trace" }[];
  /** Replies that never came, were refused, cut off or unreadable. */
  readonly failures: readonly {
    readonly request: string;
    readonly code: string;
    readonly message: string;
  }[];
  /** Text in the run that speaks to whoever judges it: ids of patterns with their steps. */
  readonly suspicions: readonly { readonly pattern: string; readonly steps: readonly number[] }[];
}

/**
 * What is to be asked next of the judge of one run, or what came out. Pure: depends on its arguments alone, so whoever
 * asks can be killed at any moment and go on with the replies that it kept.
 * @throws MastError where the taxonomy has no prompts, or the model takes in too little
 */
export function nextStep(about: JudgeCase, answered: Answered): NextStep {
  const { asked, not } = askedModes(about);
  const proposals: Proposals =
    asked.length === 0 ? { requests: [], windows: [] } : proposeRequests(about, asked);
  const open = unanswered(proposals.requests, answered);
  if (open.length > 0) return { ask: open };

  const suspicions = suspicionsOf(about);
  const isSuspicious = suspicions.length > 0;
  const readings = new Map<string, Reading>();
  const read = (requests: readonly JudgeRequest[]): void => {
    for (const request of requests) {
      const reply = answered.get(request.name);
      if (reply !== undefined) readings.set(request.name, readReply(about, request, reply));
    }
  };
  read(proposals.requests);
  const first = new Map(
    asked.map(({ id }) => [id, proposalOf(id, proposals.requests, readings, isSuspicious)]),
  );
  const toConfirm = asked.filter((mode) => needsVotes(votedFirst(first, mode.id), mode, about.labels));
  const confirming = toConfirm.flatMap((mode) => confirmRequests(about, mode, votedFirst(first, mode.id)));
  const stillOpen = unanswered(confirming, answered);
  if (stillOpen.length > 0) return { ask: stillOpen };
  read(confirming);

  const labeller = judgeRef(about.taxonomy, about.options);
  const decided = asked.map((mode: ModeDefinition): Label => {
    const further = toConfirm.includes(mode)
      ? FURTHER_VOTES.map((vote) => voteOf(readings.get(voteName(mode.id, vote)), mode.id, isSuspicious))
      : [];
    const tier = tierOf(about.taxonomy, mode.id, labeller);
    return labelOf({ runId: about.run.id, mode: mode.id, labeller, tier }, [
      votedFirst(first, mode.id),
      ...further,
    ]);
  });
  const undecided = not.map(({ mode, why }): Label => {
    const nothing = {
      verdict: "unknown",
      tier: null,
      examined: false,
      decidesAbsent: true,
      findings: [],
    } as const;
    return { runId: about.run.id, mode, labeller, why, ...nothing, findings: [] };
  });
  const labels = [...decided, ...undecided].sort((a, b) => (a.mode < b.mode ? -1 : 1));
  const blamed = blameOf(about, labels, answered, isSuspicious);
  if ("ask" in blamed) return { ask: [blamed.ask] };
  const all = new Map<string, Reading | BlameReading>([...readings, ...blamed.readings]);
  const { attribution } = blamed;
  return { outcome: { labels, attribution, ...summaryOf(all, proposals), suspicions } };
}

function blameOf(
  about: JudgeCase,
  labels: readonly Label[],
  answered: Answered,
  isSuspicious: boolean,
): BlameStep {
  if (isBlamed(about, labels, isSuspicious)) return blameStep(about, labels, answered);
  return { attribution: [], readings: new Map() };
}

function votedFirst(first: ReadonlyMap<ModeId, Vote>, mode: ModeId): Vote {
  return first.get(mode) ?? { verdict: "failed", explanation: "", quotes: [], agent: null };
}

function unanswered(requests: readonly JudgeRequest[], answered: Answered): JudgeRequest[] {
  return requests.filter(({ name }) => !answered.has(name));
}

const scanned = new WeakMap<JudgeCase, JudgeOutcome["suspicions"]>();

function suspicionsOf(about: JudgeCase): JudgeOutcome["suspicions"] {
  const known = scanned.get(about);
  if (known !== undefined) return known;
  const found = new InjectionScan(judgeDataOf(about.taxonomy).injections, about.taxonomy.active).inRun(
    about.run,
  );
  scanned.set(about, found);
  return found;
}

function summaryOf(
  readings: ReadonlyMap<string, Reading | BlameReading>,
  { windows }: Proposals,
): Pick<JudgeOutcome, "uncovered" | "droppedQuotes" | "voided" | "failures"> {
  const voided: JudgeOutcome["voided"][number][] = [];
  const failures: JudgeOutcome["failures"][number][] = [];
  let droppedQuotes = 0;
  for (const [request, reading] of readings) {
    if (reading.kind === "void") voided.push({ request, code: "judge-obeyed-trace" });
    else if (reading.kind === "failed")
      failures.push({ request, code: reading.code, message: reading.message });
    else droppedQuotes += reading.dropped;
  }
  const isRead = (name: string): boolean => readings.get(name)?.kind === "read";
  const missed = new Set<number>();
  const covered = new Set<number>();
  for (const { shown, requests } of windows) {
    if (requests.every(isRead)) for (const step of shown.whole) covered.add(step);
    else for (const step of shown.steps) missed.add(step);
  }
  const uncovered = [...missed].filter((step) => !covered.has(step)).sort((a, b) => a - b);
  return { uncovered, droppedQuotes, voided, failures };
}
