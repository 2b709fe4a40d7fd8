import type { Finding } from "../../src/core/finding.ts";
import type { Run, Step } from "../../src/core/run.ts";

const LONGEST = 400;

/** A run line by line, with a mark before the steps that its clean base has not. */
export function* runLines(run: Run, base: Run): Generator<string> {
  const known = new Map<string, number>();
  for (const step of base.steps) known.set(keyOf(step), (known.get(keyOf(step)) ?? 0) + 1);
  yield `${run.framework}, ${run.format}, ends ${run.endReason}${run.endDetail === null ? "" : ` (${run.endDetail})`}`;
  yield `agents: ${run.agents.map(({ id, kind, tools }) => `${id} (${kind}${tools === null ? "" : `; ${tools.join(", ")}`})`).join("; ")}`;
  yield `task: ${clip(run.task ?? "–")}`;
  for (const step of run.steps) {
    const left = known.get(keyOf(step)) ?? 0;
    known.set(keyOf(step), left - 1);
    yield `${left > 0 ? " " : "»"} ${String(step.index).padStart(3)} ${lineOf(step)}`;
  }
}

export function findingLine(finding: Finding): string {
  return `${finding.mode} ${finding.tier}, steps ${finding.steps.join(", ")}: ${clip(finding.message)}`;
}

function lineOf(step: Step): string {
  const to = step.to.length === 0 ? "" : ` → ${step.to.join(", ")}`;
  const args = step.args === undefined ? "" : ` ${JSON.stringify(step.args)}`;
  const marks = [
    ...(step.canned === true ? ["canned"] : []),
    ...(step.marker === undefined ? [] : [step.marker]),
    ...(step.ok === false ? ["failed"] : []),
    ...(step.phase === undefined ? [] : [`phase ${step.phase}`]),
  ];
  const what = step.tool === undefined ? "" : ` ${step.tool}${args}`;
  const text = step.kind === "tool-call" && step.args !== undefined ? "" : `: ${step.text}`;
  return clip(
    `${step.agent ?? "–"}${to} ${step.kind}${what}${marks.length === 0 ? "" : ` [${marks.join(", ")}]`}${text}`,
  );
}

function keyOf(step: Step): string {
  return [step.agent, step.kind, step.text, step.callId ?? "", JSON.stringify(step.args ?? null)].join("\0");
}

function clip(text: string): string {
  const line = text.replace(/\s*\n\s*/g, " ⏎ ");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)} …`;
}
