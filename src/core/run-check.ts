import { isJsonValue } from "./json.ts";
import {
  AGENT_KINDS,
  type Agent,
  CAPABILITY_FLAGS,
  type Capabilities,
  END_REASONS,
  type Loss,
  type Run,
  type SourceRef,
  STEP_KINDS,
  STEP_MARKERS,
  type Step,
} from "./run.ts";

/**
 * True only where `runSchema` accepts the run, found out in a fraction of its time: the check at the border is made for
 * every step of every run. The schema decides on what this refuses, and says what is wrong.
 */
export function isSoundRun(run: Run): boolean {
  return (
    hasOnly(run, RUN_KEYS) &&
    isHash(run.id) &&
    isHash(run.contentHash) &&
    isTextOrNull(run.taskKey) &&
    isName(run.framework) &&
    isName(run.format) &&
    isIdentity(run.adapter) &&
    isList(run.sources, isSoundSource) &&
    run.sources.length > 0 &&
    isTextOrNull(run.task) &&
    isTimeOrNull(run.startedAt) &&
    isTimeOrNull(run.endedAt) &&
    areTexts(run.models) &&
    isPlain(run.tags) &&
    areTexts(Object.values(run.tags)) &&
    isList(run.agents, isSoundAgent) &&
    isList(run.steps, isSoundStep) &&
    OUTCOMES.has(run.outcome) &&
    isTextOrNull(run.outcomeSource) &&
    ENDS.has(run.endReason) &&
    isTextOrNull(run.endDetail) &&
    areSoundCapabilities(run.capabilities) &&
    areTexts(run.inferred) &&
    isList(run.losses, isSoundLoss)
  );
}

const RUN_KEYS = keys(
  "id contentHash taskKey framework format adapter sources task startedAt endedAt models tags agents steps outcome outcomeSource endReason endDetail capabilities inferred losses",
);
const SOURCE_KEYS = keys("uri locator");
const ADAPTER_KEYS = keys("id version");
const LOSS_KEYS = keys("code detail count");
const AGENT_KEYS = keys("id name kind role model tools");
const STEP_KEYS = keys(
  "index agent kind to text at tokens callId tool args ok executed canned retryOf phase marker locator",
);
const TOKEN_KEYS = keys("input output");
const CAPABILITY_KEYS: ReadonlySet<string> = new Set<string>([...CAPABILITY_FLAGS, "content"]);
const KINDS: ReadonlySet<string> = new Set<string>(STEP_KINDS);
const MARKERS: ReadonlySet<string> = new Set<string>(STEP_MARKERS);
const AGENTS: ReadonlySet<string> = new Set<string>(AGENT_KINDS);
const ENDS: ReadonlySet<string> = new Set<string>(END_REASONS);
const OUTCOMES = keys("succeeded failed unknown");
const CONTENTS = keys("full partial none");
const HASH = /^[0-9a-f]{32}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function isSoundSource(ref: SourceRef): boolean {
  return hasOnly(ref, SOURCE_KEYS) && isText(ref.uri) && isText(ref.locator);
}

function isSoundLoss(loss: Loss): boolean {
  return (
    hasOnly(loss, LOSS_KEYS) &&
    isText(loss.code) &&
    isText(loss.detail) &&
    isWhole(loss.count) &&
    loss.count >= 1
  );
}

function isSoundStep(step: Step): boolean {
  return (
    hasOnly(step, STEP_KEYS) &&
    isWhole(step.index) &&
    isTextOrNull(step.agent) &&
    KINDS.has(step.kind) &&
    areTexts(step.to) &&
    isText(step.text) &&
    isTimeOrNull(step.at) &&
    areTokens(step.tokens) &&
    isTextOrAbsent(step.callId) &&
    isTextOrAbsent(step.tool) &&
    (step.args === undefined || isJsonValue(step.args)) &&
    isFlagOrAbsent(step.ok) &&
    isFlagOrAbsent(step.executed) &&
    isFlagOrAbsent(step.canned) &&
    (step.retryOf === undefined || isWhole(step.retryOf)) &&
    isTextOrAbsent(step.phase) &&
    (step.marker === undefined || MARKERS.has(step.marker)) &&
    isText(step.locator)
  );
}

function isSoundAgent(agent: Agent): boolean {
  return (
    hasOnly(agent, AGENT_KEYS) &&
    isName(agent.id) &&
    isName(agent.name) &&
    AGENTS.has(agent.kind) &&
    isTextOrNull(agent.role) &&
    isTextOrNull(agent.model) &&
    (agent.tools === null || areTexts(agent.tools))
  );
}

function areSoundCapabilities(capabilities: Capabilities): boolean {
  return (
    hasOnly(capabilities, CAPABILITY_KEYS) &&
    CAPABILITY_FLAGS.every((flag) => typeof capabilities[flag] === "boolean") &&
    CONTENTS.has(capabilities.content)
  );
}

function areTokens(tokens: Step["tokens"]): boolean {
  if (tokens === null) return true;
  return hasOnly(tokens, TOKEN_KEYS) && isWhole(tokens.input) && isWhole(tokens.output);
}

function isIdentity(adapter: Run["adapter"]): boolean {
  return hasOnly(adapter, ADAPTER_KEYS) && isText(adapter.id) && Number.isSafeInteger(adapter.version);
}

/** A plain object without members that the schema does not know. */
function hasOnly(value: unknown, known: ReadonlySet<string>): boolean {
  if (!isPlain(value)) return false;
  for (const key in value) if (!known.has(key)) return false;
  return true;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && HASH.test(value);
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isFlagOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "boolean";
}

function areTexts(value: unknown): boolean {
  return isList(value, isText);
}

/** `every` would pass over the holes of a list. */
function isList<T>(value: readonly T[] | unknown, isSound: (item: T) => boolean): boolean {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (!isSound(item)) return false;
  return true;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTimeOrNull(value: unknown): boolean {
  return value === null || (typeof value === "string" && TIME.test(value));
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function keys(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
