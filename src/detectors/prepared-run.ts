import type { Agent, Run, Step } from "../core/run.ts";
import { type Action, actionsOf, isExecutionOutput } from "./actions.ts";
import type { CostMeter } from "./cost-meter.ts";
import { isEnglish } from "./language.ts";
import { type Restart, restartsOf } from "./restarts.ts";

/** A notion that several detectors share, as a pure function of the run; it may ask for other notions in turn. */
type Shared<T> = (run: Run, prepared: PreparedRun) => T;

/** Who speaks in a step: 0 while it is not known. */
type Voice = number;
const NOBODY: Voice = 1;
const OWN: Voice = 2;
const PERSON: Voice = 3;

/** What several detectors need of one run, computed once and only when asked for. */
export class PreparedRun {
  readonly run: Run;
  private readonly meter: CostMeter | null;
  private memoAgents: ReadonlyMap<string, Agent> | null = null;
  private memoAttempts: readonly Action[] | null = null;
  private memoActions: readonly Action[] | null = null;
  private memoResults: Map<Step, Step | null> | null = null;
  private memoRestarts: readonly Restart[] | null = null;
  private memoAuthors: ReadonlySet<string> | null = null;
  private memoEnglish: boolean | null | undefined;
  private memoVoices: Uint8Array | null = null;
  private readonly shared = new Map<Shared<unknown>, unknown>();

  /** @param meter told what each notion costs */
  constructor(run: Run, meter: CostMeter | null = null) {
    this.run = run;
    this.meter = meter;
  }

  /** What `notion` says of this run, computed when it is first asked for: `prepared.of(turnsOf)`. */
  of<T>(notion: Shared<T>): T {
    const known = this.shared.get(notion);
    if (known !== undefined) return known as T;
    const found = this.measured(notion.name, () => notion(this.run, this));
    this.shared.set(notion, found);
    return found;
  }

  /** Agents by id. */
  get agents(): ReadonlyMap<string, Agent> {
    this.memoAgents ??= new Map(this.run.agents.map((agent) => [agent.id, agent]));
    return this.memoAgents;
  }

  /** Ids of the agents that authored a step. */
  get authors(): ReadonlySet<string> {
    if (this.memoAuthors !== null) return this.memoAuthors;
    const authors = new Set<string>();
    for (const { agent } of this.run.steps) if (agent !== null) authors.add(agent);
    this.memoAuthors = authors;
    return authors;
  }

  /** Tool calls, refused ones included, and executed code, in order; the framework's own retries are left out. */
  get attempts(): readonly Action[] {
    this.memoAttempts ??= this.measured(actionsOf.name, () => actionsOf(this.run, this.agents));
    return this.memoAttempts;
  }

  /** The attempts that were carried out. */
  get actions(): readonly Action[] {
    this.memoActions ??= this.attempts.filter(({ executed }) => executed);
    return this.memoActions;
  }

  /** Whether the agents write English; null where there are too few words to tell. */
  get english(): boolean | null {
    if (this.memoEnglish === undefined) {
      this.memoEnglish = this.measured(isEnglish.name, () => isEnglish(this.run));
    }
    return this.memoEnglish;
  }

  /** Where the dialogue begins again, in order. */
  get restarts(): readonly Restart[] {
    this.memoRestarts ??= this.measured(restartsOf.name, () => restartsOf(this.run, this));
    return this.memoRestarts;
  }

  /** What messages call an agent; `nobody` where the author is no agent. */
  nameOf(agent: string | null, nobody: string): string {
    return agent === null ? nobody : (this.agents.get(agent)?.name ?? agent);
  }

  /** The result of an executed tool call, or null where the trace has none. */
  resultOf(call: Step): Step | null {
    this.memoResults ??= new Map(this.actions.map((action) => [action.step, action.result]));
    return this.memoResults.get(call) ?? null;
  }

  /** Whether the step is an agent's own words: not a proxy's template, an executor's output or a person's. */
  isOwnWords(step: Step): boolean {
    return this.voiceOf(step) === OWN;
  }

  /** Whether the step is a person speaking: the end user, or a proxy that is not answering with a template. */
  isPerson(step: Step): boolean {
    return this.voiceOf(step) === PERSON;
  }

  /** Who speaks in the step, remembered: most detectors ask it of every step. */
  private voiceOf(step: Step): Voice {
    this.memoVoices ??= new Uint8Array(this.run.steps.length);
    const known = this.memoVoices[step.index];
    if (known !== undefined && known !== 0) return known;
    const voice = this.heardIn(step);
    this.memoVoices[step.index] = voice;
    return voice;
  }

  private heardIn(step: Step): Voice {
    if ((step.kind !== "message" && step.kind !== "artifact") || step.canned === true) return NOBODY;
    const kind = step.agent === null ? null : this.agents.get(step.agent)?.kind;
    if (kind === "llm" || kind === "manager") return OWN;
    if (step.kind !== "message" || step.marker !== undefined) return NOBODY;
    if (isExecutionOutput(step, this.agents)) return NOBODY;
    return kind === null || kind === "human-proxy" ? PERSON : NOBODY;
  }

  private measured<T>(name: string, work: () => T): T {
    return this.meter === null ? work() : this.meter.measure("shared", name, work);
  }
}
