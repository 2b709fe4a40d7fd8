import { encodedTexts } from "../core/encode-text.ts";
import { hashOf } from "../core/hash.ts";
import { type Run, runSchema, type SourceRef } from "../core/run.ts";
import { isSoundRun } from "../core/run-check.ts";
import { taskKeyOf } from "../core/task-key.ts";
import type { RunDraft } from "./adapter.ts";
import { redactDraft } from "./redact-draft.ts";

export interface RunOrigin {
  adapter: { id: string; version: number; family: string };
  sources: SourceRef[];
  /** Hash of the decompressed source content and the run's ordinal in it: the identity where no native key exists. */
  contentIdentity: string;
}

/** An adapter handed over something that is no run; a bug of the adapter, reported as a problem of the source. */
export class InvalidRunError extends Error {}

/** A run and its JSON with empty `sources`, as it is hashed and stored: made once, because it is the costly part. */
export interface FinishedRun {
  run: Run;
  /** UTF-8, in a buffer of its own. */
  json: Uint8Array<ArrayBuffer>;
}

const utf8 = new TextEncoder();
const COMMA = 0x2c;

export function finishRun(draft: RunDraft, origin: RunOrigin): Run {
  return finishRunText(draft, origin).run;
}

/**
 * Completes and checks a draft: secrets redacted, indices and agents consistent, ids and hashes computed.
 * @throws InvalidRunError where the draft is no run
 */
export function finishRunText(draft: RunDraft, origin: RunOrigin): FinishedRun {
  const { nativeKey, locator: _locator, ...body } = draft;
  const agentIds = new Set(body.agents.map((agent) => agent.id));
  for (const [index, step] of body.steps.entries()) {
    for (const id of step.agent === null ? step.to : [step.agent, ...step.to]) {
      if (!agentIds.has(id)) throw new InvalidRunError(`step ${index} names the unknown agent "${id}"`);
    }
  }
  if (agentIds.size !== body.agents.length) throw new InvalidRunError("two agents share an id");
  const visible = redactDraft(body);
  for (const [index, step] of visible.steps.entries()) step.index = index;
  const visibleJson = encodedTexts([JSON.stringify(visible)]);
  const identity = {
    id: hashOf(32, origin.adapter.family, nativeKey ?? origin.contentIdentity),
    contentHash: hashOf(32, visibleJson),
    taskKey: visible.task === null ? null : taskKeyOf(visible.task),
    adapter: { id: origin.adapter.id, version: origin.adapter.version },
  };
  const run: Run = Object.assign({}, identity, { sources: origin.sources }, visible);
  check(run);
  return { run, json: joinedObjects(utf8.encode(JSON.stringify({ ...identity, sources: [] })), visibleJson) };
}

/** @throws InvalidRunError */
function check(run: Run): void {
  if (isSoundRun(run)) return;
  const checked = runSchema.safeParse(run);
  if (checked.success) return;
  const issue = checked.error.issues[0];
  throw new InvalidRunError(`${issue?.path.join(".") ?? "run"}: ${issue?.message ?? "invalid"}`);
}

/** The JSON of an object with the members of both; neither is empty. */
function joinedObjects(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length - 1);
  joined.set(first);
  joined[first.length - 1] = COMMA;
  joined.set(second.subarray(1), first.length);
  return joined;
}
