import type { Run, Step } from "../core/run.ts";
import type { Action } from "./actions.ts";
import { NearDuplicates } from "./near-duplicates.ts";
import { sameWords } from "./normalise-text.ts";
import type { PreparedRun } from "./prepared-run.ts";
import type { ToolEffect } from "./tool-effects.ts";

/** The same thing done again by the same agent, with nothing that would call for it in between. */
export interface Repeat {
  readonly kind: "call" | "message" | "handoff";
  readonly agent: string;
  /** Tool name; "" for messages. */
  readonly tool: string;
  readonly effect: ToolEffect;
  /** Whether every call failed. */
  readonly failed: boolean;
  /** The repeated steps in order; for calls the result beside each, null where the trace has none. */
  readonly occurrences: { readonly step: Step; readonly result: Step | null }[];
  /** Gaps between occurrences in which something happened that may, but need not, call for doing it again. */
  gapsWithNews: number;
}

export interface RepeatLimits {
  /** Least Jaccard similarity of two messages. */
  readonly similarity: number;
  /** Least words of a message. */
  readonly minWords: number;
}

/** What was new so far; a repeat is pointless while these stand still. */
interface News {
  /** Actions that changed something, or may have, and had not been done before with that result. */
  changes: number;
  /** Actions of tools whose effect is not known. */
  unclear: number;
  /** Any action with a result not seen before. */
  results: number;
  /** Words of a person. */
  people: number;
  /** Messages not said before, by all agents. */
  words: number;
  /** Changes of speaker. */
  turns: number;
}

interface Streak {
  repeat: Repeat;
  seen: News;
  /** The repeating agent's own new messages at `seen`. */
  ownWords: number;
}

const RESULTS_KEPT_PER_CALL = 4;

/**
 * All repeats of the run, in the order of their first steps. One pass: a streak goes on while the news that would
 * justify the step stand still, and ends with a restart of the whole dialogue (what a restart repeats is FM-2.1).
 */
export function repeatsOf(run: Run, prepared: PreparedRun, limits: RepeatLimits): Repeat[] {
  const walk = new RepeatWalk(limits);
  const actions = prepared.attempts;
  const beginnings = new Set(prepared.restarts.map(({ at }) => at));
  let next = 0;
  let speaker: string | null | undefined;
  for (const step of run.steps) {
    if (step.marker === "restart" || beginnings.has(step)) walk.restart();
    if (step.agent !== speaker) walk.news.turns++;
    speaker = step.agent;
    const action = actions[next];
    if (action?.step === step) {
      next++;
      walk.act(action);
    }
    if (step.retryOf !== undefined) continue;
    if (step.kind === "handoff") walk.handOver(step);
    else if (prepared.isOwnWords(step)) walk.say(step);
    else if (prepared.isPerson(step)) walk.news.people++;
  }
  return walk.finish();
}

class RepeatWalk {
  readonly news: News = { changes: 0, unclear: 0, results: 0, people: 0, words: 0, turns: 0 };
  private readonly limits: RepeatLimits;
  private readonly found: Repeat[] = [];
  private streaks = new Map<string, Streak>();
  private messages: NearDuplicates<{ streak: Streak | null }>;
  private resultsByCall = new Map<string, (Step | null)[]>();
  private ownWords = new Map<string, number>();
  private readonly handovers = new Set<string>();

  constructor(limits: RepeatLimits) {
    this.limits = limits;
    this.messages = new NearDuplicates(limits.similarity);
  }

  restart(): void {
    this.streaks = new Map();
    this.messages = new NearDuplicates(this.limits.similarity);
    this.resultsByCall = new Map();
  }

  act(action: Action): void {
    const { agent, key, result, failed, effect, tool, step, executed } = action;
    if (agent === null) {
      this.learn(action);
      return;
    }
    const id = `${agent}\0${key}`;
    const streak = this.streaks.get(id);
    const before = streak?.repeat.occurrences.at(-1);
    const { changes, people, unclear } = this.news;
    const goesOn =
      streak !== undefined &&
      before !== undefined &&
      (!executed || (streak.repeat.failed === failed && sameResult(before.result, result))) &&
      streak.seen.changes === changes &&
      streak.seen.people === people;
    const gapHasNews = goesOn && streak.seen.unclear !== unclear;
    this.learn(action);
    if (goesOn) this.extend(streak, step, result, gapHasNews);
    else {
      const repeat: Repeat = {
        kind: "call",
        agent,
        tool,
        effect,
        failed,
        occurrences: [{ step, result }],
        gapsWithNews: 0,
      };
      this.streaks.set(id, this.begin(repeat));
    }
  }

  handOver(step: Step): void {
    if (step.agent === null) return;
    // Logged again under its id, it is the same handover, as it is with calls.
    if (step.callId !== undefined) {
      if (this.handovers.has(step.callId)) return;
      this.handovers.add(step.callId);
    }
    const id = `${step.agent}\0handoff\0${step.to.join("\0")}`;
    const streak = this.streaks.get(id);
    const { changes, results, people, words } = this.news;
    if (
      streak !== undefined &&
      streak.seen.changes === changes &&
      streak.seen.results === results &&
      streak.seen.people === people &&
      streak.seen.words === words
    ) {
      this.extend(streak, step, null, false);
      return;
    }
    const repeat: Repeat = {
      kind: "handoff",
      agent: step.agent,
      tool: "",
      effect: "unknown",
      failed: false,
      occurrences: [{ step, result: null }],
      gapsWithNews: 0,
    };
    this.streaks.set(id, this.begin(repeat));
  }

  say(step: Step): void {
    const agent = step.agent ?? "";
    const scope = `${agent}\0${step.to.join("\0")}`;
    const { value: cluster, known } = this.messages.findOrAdd(scope, step.text, () => ({ streak: null }));
    if (!known && !isNod(step.text)) {
      this.news.words++;
      this.ownWords.set(agent, (this.ownWords.get(agent) ?? 0) + 1);
    }
    if (!hasWords(step.text, this.limits.minWords)) return;
    const { streak } = cluster;
    const { results, people, words, turns } = this.news;
    if (streak === null || streak.seen.results !== results || streak.seen.people !== people) {
      const repeat: Repeat = {
        kind: "message",
        agent,
        tool: "",
        effect: "unknown",
        failed: false,
        occurrences: [{ step, result: null }],
        gapsWithNews: 0,
      };
      cluster.streak = this.begin(repeat);
    } else if (streak.seen.turns !== turns) {
      const othersSpoke = words - (this.ownWords.get(agent) ?? 0) > streak.seen.words - streak.ownWords;
      this.extend(streak, step, null, othersSpoke);
    }
  }

  finish(): Repeat[] {
    const firstStep = (repeat: Repeat) => repeat.occurrences[0]?.step.index ?? 0;
    return this.found.sort((a, b) => firstStep(a) - firstStep(b));
  }

  private begin(repeat: Repeat): Streak {
    return { repeat, seen: { ...this.news }, ownWords: this.ownWords.get(repeat.agent) ?? 0 };
  }

  private extend(streak: Streak, step: Step, result: Step | null, gapHasNews: boolean): void {
    const { repeat } = streak;
    repeat.occurrences.push({ step, result });
    if (gapHasNews) repeat.gapsWithNews++;
    if (repeat.occurrences.length === 2) this.found.push(repeat);
    streak.seen = { ...this.news };
    streak.ownWords = this.ownWords.get(repeat.agent) ?? 0;
  }

  /** Takes note of what an action brought, if it had not been done before with the same result. */
  private learn({ key, result, effect }: Action): void {
    const known = this.resultsByCall.get(key);
    if (known?.some((earlier) => sameResult(earlier, result))) return;
    if (known === undefined) this.resultsByCall.set(key, [result]);
    else {
      known.push(result);
      if (known.length > RESULTS_KEPT_PER_CALL) known.shift();
    }
    this.news.results++;
    if (effect === "change" || effect === "advance" || effect === "run") this.news.changes++;
    else if (effect === "unknown") this.news.unclear++;
  }
}

function sameResult(a: Step | null, b: Step | null): boolean {
  return a === null || b === null ? a === b : sameWords(a.text, b.text);
}

const LONGEST_NOD = 40;
const SAYS_SOMETHING =
  /\d|\b(?:no|not|never|wrong|incorrect|missing|stop|wait|fail\w*|errors?|bugs?)\b|n't\b/i;

/** Whether a text of at most three words only lets the other go on: no figure, no objection. */
function isNod(text: string): boolean {
  return (
    text.length <= LONGEST_NOD && hasWords(text, 1) && !hasWords(text.trim(), 4) && !SAYS_SOMETHING.test(text)
  );
}

/** Whether a text has at least that many words; reads no further than needed to tell. */
function hasWords(text: string, least: number): boolean {
  let words = 0;
  for (let at = 0; words < least; words++) {
    while (text.charCodeAt(at) <= SPACE) at++;
    if (at >= text.length) return false;
    while (text.charCodeAt(at) > SPACE) at++;
  }
  return true;
}

const SPACE = 0x20;
