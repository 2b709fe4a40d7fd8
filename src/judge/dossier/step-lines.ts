import type { Run, Step } from "../../core/run.ts";
import type { Scrubber } from "./scrub.ts";
import { visibleLine } from "./visible-text.ts";

const LONGEST_NAME = 80;

/** How a step of a run is written down for a judge: a line that says who and what, and its text below. */
export class StepLines {
  private readonly run: Run;
  private readonly scrubber: Scrubber;
  private readonly mark: string;
  private readonly names: ReadonlyMap<string, string>;
  private readonly bodies = new Map<number, string>();

  constructor(run: Run, scrubber: Scrubber, mark: string) {
    this.run = run;
    this.scrubber = scrubber;
    this.mark = mark;
    this.names = new Map(run.agents.map(({ id, name }) => [id, this.name(name)]));
  }

  /** An agent as the judge reads it. */
  agent(id: string): string {
    return this.names.get(id) ?? this.name(id);
  }

  name(text: string): string {
    return visibleLine(this.scrubber.scrub(text), LONGEST_NAME);
  }

  /** `[s017 MARK] coder | tool-call run_tests`; a message has no kind. */
  line(step: Step, addition = ""): string {
    const from =
      step.agent === null ? (step.kind === "message" ? "user" : "(nobody)") : this.agent(step.agent);
    const to = step.to.length === 0 ? "" : ` -> ${step.to.map((id) => this.agent(id)).join(", ")}`;
    const tool = step.tool === undefined ? "" : ` ${this.name(step.tool)}`;
    const kind = step.kind === "message" ? "" : ` | ${step.kind}${tool}`;
    return `[${stepName(step.index)} ${this.mark}] ${from}${to}${kind}${this.marksOf(step)}${addition}`;
  }

  /** All that the step holds, as text: its words, and the arguments of a call where they do not stand in them. */
  body(step: Step): string {
    let body = this.bodies.get(step.index);
    if (body === undefined) {
      const args =
        step.args === undefined ? "" : typeof step.args === "string" ? step.args : JSON.stringify(step.args);
      const words = step.text.includes(args) ? step.text : step.text === "" ? args : `${args}\n${step.text}`;
      body = this.scrubber.scrub(words).trimEnd();
      this.bodies.set(step.index, body);
    }
    return body;
  }

  private marksOf(step: Step): string {
    const marks: string[] = [];
    if (step.ok !== undefined) marks.push(step.ok ? "succeeded" : "failed");
    if (step.executed === false) marks.push("not carried out");
    if (step.canned === true) marks.push("template reply, nobody's own words");
    if (step.retryOf !== undefined) marks.push(`retry of ${stepName(step.retryOf)} by the framework`);
    if (step.marker !== undefined) marks.push(MARKERS[step.marker]);
    const before = this.run.steps[step.index - 1];
    if (step.phase !== undefined && step.phase !== before?.phase)
      marks.push(`phase: ${this.name(step.phase)}`);
    return marks.length === 0 ? "" : ` (${marks.join("; ")})`;
  }
}

const MARKERS: Record<NonNullable<Step["marker"]>, string> = {
  terminal: "the framework's sign for the end",
  restart: "the framework starts afresh",
  truncation: "the framework shortens the context",
  "forced-answer": "a limit forces an answer",
};

/** `s017`: how steps are called in requests and answers. */
export function stepName(index: number): string {
  return `s${String(index).padStart(3, "0")}`;
}
