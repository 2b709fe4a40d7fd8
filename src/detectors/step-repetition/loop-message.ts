import type { Step } from "../../core/run.ts";
import type { Loop } from "../loops.ts";
import type { PreparedRun } from "../prepared-run.ts";
import type { Repeat } from "../repeats.ts";
import { isAnsweredBy } from "./requested-again.ts";

/** One sentence for a person: who did what again, how often, and what came of it; `lead` is the longest repeat. */
export function messageOf(loop: Loop, lead: Repeat, prepared: PreparedRun): string {
  const name = (id: string): string => prepared.agents.get(id)?.name ?? id;
  const count = lead.occurrences.length;
  const agents = [...new Set(loop.repeats.map((repeat) => name(repeat.agent)))];
  const since =
    lead.gapsWithNews === 0 ? "nothing changed in between" : "nothing that it depends on visibly changed";
  const [request, answer, ...more] = loop.repeats;
  if (
    request !== undefined &&
    answer !== undefined &&
    more.length === 0 &&
    isRequestedAgain(request, answer)
  ) {
    return `${name(request.agent)} sent ${name(answer.agent)} the same message ${count} times and got the same answer each time`;
  }
  if (loop.repeats.length > 1) {
    const parts = [...new Set(loop.repeats.map(partName))];
    const refused = loop.repeats.reduce((sum, repeat) => sum + refusalsIn(repeat), 0);
    const outcome =
      refused === 0 ? " with the same outcome each time" : `; the framework refused ${refused} of the calls`;
    return `${agents.join(" and ")} went round in a loop ${count} times (${parts.join(", ")})${outcome}`;
  }
  if (lead.kind === "handoff") {
    const target = lead.occurrences[0]?.step.to.map(name).join(", ") || "the same agent";
    return `${name(lead.agent)} handed over to ${target} ${count} times with no work done in between`;
  }
  if (lead.kind === "message") {
    const [first] = lead.occurrences;
    const what =
      first !== undefined && isCode(first.step) ? "handed in the same code" : "sent the same message";
    return lead.gapsWithNews === 0
      ? `${name(lead.agent)} sent the same message ${count} times with nothing new in between`
      : `${name(lead.agent)} ${what} ${count} times, unchanged by what the others said in between`;
  }
  const what = lead.tool === "code" ? "ran the same code" : `called ${lead.tool} with the same arguments`;
  return `${name(lead.agent)} ${what} ${outcomeOf(lead)}; ${since}`;
}

/** A request that only its answers make a repetition; where both stand still from the first round on, it is a loop of both. */
function isRequestedAgain(request: Repeat, answer: Repeat): boolean {
  if (request.kind !== "message" || answer.kind !== "message") return false;
  const stoodStill = request.occurrences.length > 2 && request.gapsWithNews <= 1;
  return !stoodStill && isAnsweredBy(request, answer);
}

/** How often a call was made and what came of it. A refusal follows the calls that it answers, and is no result of theirs. */
function outcomeOf(repeat: Repeat): string {
  const count = repeat.occurrences.length;
  const refused = refusalsIn(repeat);
  const carriedOut = count - refused;
  const result = repeat.failed ? "error" : "result";
  if (refused === 0) return `${count} times and got the same ${result} each time`;
  if (carriedOut === 0) return `${count} times, and the framework refused it each time`;
  if (carriedOut === 1)
    return `${count} times: it got the ${result} once, and the framework refused the others`;
  const next = refused === 1 ? "one" : refused;
  return `${carriedOut} times and got the same ${result} each time; the framework refused the next ${next}`;
}

/** Calls that the framework did not carry out. */
function refusalsIn({ occurrences }: Repeat): number {
  return occurrences.filter(({ step }) => step.executed === false).length;
}

function partName(repeat: Repeat): string {
  if (repeat.kind === "handoff") return "the same handover";
  if (repeat.kind === "message") return "the same message";
  return repeat.tool === "code" ? "the same code" : `the same ${repeat.tool} call`;
}

/** Whether a step holds code or another artifact. */
export function isCode({ kind, text }: Step): boolean {
  return kind === "artifact" || text.includes("```");
}
