import { hashOf } from "../core/hash.ts";
import { deeperThan } from "../core/json.ts";
import { redactSecrets } from "../core/redact.ts";
import { type Json, type Run, runSchema, type SourceRef, type Step } from "../core/run.ts";
import { taskKeyOf } from "../core/task-key.ts";
import type { RunDraft } from "./adapter.ts";

export interface RunOrigin {
  adapter: { id: string; version: number; family: string };
  sources: SourceRef[];
  /** Hash of the decompressed source content and the run's ordinal in it: the identity where no native key exists. */
  contentIdentity: string;
}

/** An adapter handed over something that is no run; a bug of the adapter, reported as a problem of the source. */
export class InvalidRunError extends Error {}

/**
 * Arguments nested deeper are left out: they are JSON texts inside the trace, which the source's own limit does not
 * see, and everything after this walks them by recursion.
 */
const MAX_ARGUMENT_DEPTH = 200;

/** A run and its JSON text with empty `sources`, as it is hashed and stored: made once, because it is the costly part. */
export interface FinishedRun {
  run: Run;
  json: string;
}

export function finishRun(draft: RunDraft, origin: RunOrigin): Run {
  return finishRunText(draft, origin).run;
}

/**
 * Completes and checks a draft: secrets redacted, indices and agents consistent, ids and hashes computed.
 * @throws InvalidRunError where the draft is no run
 */
export function finishRunText(draft: RunDraft, origin: RunOrigin): FinishedRun {
  const { nativeKey, locator: _locator, ...body } = draft;
  const secrets = new Map<string, number>();
  const clean = (text: string): string => redactSecrets(text, secrets);
  const cleanJson = (value: Json): Json => {
    if (typeof value === "string") return clean(value);
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(cleanJson);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleanJson(item)]));
  };
  let tooDeep = 0;
  const cleanArguments = (args: Json): Json => {
    if (!deeperThan(args, MAX_ARGUMENT_DEPTH)) return cleanJson(args);
    tooDeep++;
    return null;
  };
  const agentIds = new Set(body.agents.map((agent) => agent.id));
  const steps = body.steps.map((step, index): Step => {
    for (const id of step.agent === null ? step.to : [step.agent, ...step.to]) {
      if (!agentIds.has(id)) throw new InvalidRunError(`step ${index} names the unknown agent "${id}"`);
    }
    return {
      ...step,
      index,
      text: clean(step.text),
      ...(step.args === undefined ? {} : { args: cleanArguments(step.args) }),
      ...(step.phase === undefined ? {} : { phase: clean(step.phase) }),
    };
  });
  if (agentIds.size !== body.agents.length) throw new InvalidRunError("two agents share an id");
  const agents = body.agents.map((agent) => ({
    ...agent,
    role: agent.role === null ? null : clean(agent.role),
  }));
  const task = body.task === null ? null : clean(body.task);
  const endDetail = body.endDetail === null ? null : clean(body.endDetail);
  const losses = [...body.losses];
  for (const [kind, count] of secrets) {
    losses.push({ code: "secret-redacted", detail: `text that looks like a ${kind} was replaced`, count });
  }
  if (tooDeep > 0) {
    const detail = `arguments nested deeper than ${MAX_ARGUMENT_DEPTH} levels`;
    losses.push({ code: "arguments-too-deep", detail, count: tooDeep });
  }
  const visible = { ...body, agents, steps, task, endDetail, losses };
  const visibleJson = JSON.stringify(visible);
  const identity = {
    id: hashOf(32, origin.adapter.family, nativeKey ?? origin.contentIdentity),
    contentHash: hashOf(32, visibleJson),
    taskKey: task === null ? null : taskKeyOf(task),
    adapter: { id: origin.adapter.id, version: origin.adapter.version },
  };
  const run: Run = { ...identity, sources: origin.sources, ...visible };
  const checked = runSchema.safeParse(run);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new InvalidRunError(`${issue?.path.join(".") ?? "run"}: ${issue?.message ?? "invalid"}`);
  }
  const identityJson = JSON.stringify({ ...identity, sources: [] });
  return { run, json: `${identityJson.slice(0, -1)},${visibleJson.slice(1)}` };
}
