import { z } from "zod";
import { isJsonValue } from "./json.ts";

/**
 * The run model: what every adapter produces, the store keeps, and detectors and the judge read.
 * Plain JSON, no framework types. Checked by zod once, where an adapter hands a run over.
 */

/** How an agent takes part. Runtime managers that author nothing (a speaker selector) are no agents. */
export const AGENT_KINDS = ["llm", "manager", "human-proxy", "executor"] as const;
export type AgentKind = (typeof AGENT_KINDS)[number];

/** `id` is unique in the run (usually the name itself); steps refer to agents by `id`. */
export interface Agent {
  id: string;
  name: string;
  kind: AgentKind;
  /** System prompt, role or description; null where the format does not carry it. */
  role: string | null;
  model: string | null;
  /** Declared tool names; null where the format does not carry declarations ([] = declared none). */
  tools: string[] | null;
}

export const STEP_KINDS = [
  "message",
  "thought",
  "tool-call",
  "tool-result",
  "handoff",
  "artifact",
  "error",
  "end",
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** Tokens of one model call, attached to the first step that the call produced. */
export interface Tokens {
  input: number;
  output: number;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * What framework knowledge an adapter marks on a step, so that no detector has to know frameworks:
 * `terminal`: the step carries the framework's own stop word or finishing call (TERMINATE, complete_task …);
 * `restart`: the framework or harness announces a fresh initialisation;
 * `truncation`: the framework announces that an agent's context was cut or summarised;
 * `forced-answer`: a disguised limit made the agent answer now.
 */
export const STEP_MARKERS = ["terminal", "restart", "truncation", "forced-answer"] as const;
export type StepMarker = (typeof STEP_MARKERS)[number];

export interface Step {
  /** 0-based position in the run; `steps[i].index === i`. The task message is step 0 where there is one. */
  index: number;
  /** Agent id, or null: a plain end user, the environment, or nobody known. */
  agent: string | null;
  kind: StepKind;
  /** Agent ids addressed; [] where unknown or broadcast (see `capabilities.recipients`). */
  to: string[];
  /** The words as written. For a tool call what the call looks like (may be ""), for a result its output. */
  text: string;
  /** ISO 8601 UTC with milliseconds, or null. */
  at: string | null;
  tokens: Tokens | null;
  /** Joins tool-call and tool-result. */
  callId?: string;
  tool?: string;
  /** Arguments of a tool call: the parsed JSON where it parses, else the raw string. */
  args?: Json;
  /** tool-result: whether the call succeeded, as far as the format says. Absent = the format does not say. */
  ok?: boolean;
  /** false: the call was refused or never carried out; it does not count in `toolCalls`. */
  executed?: boolean;
  /** A template reply of a proxy or the framework, not an agent's own words. */
  canned?: boolean;
  /** Index of the step that this one retries, where the framework (not an agent) retried. */
  retryOf?: number;
  /** Phase, task or sub-conversation of a workflow (a CrewAI task, a ChatDev phase); null/absent = none. */
  phase?: string;
  marker?: StepMarker;
  /** Where it stands in the source: JSON pointer, `line:N`, `span:ID`, row. */
  locator: string;
}

export const END_REASONS = [
  "completed",
  "limit",
  "error",
  "stopped",
  "waiting",
  "truncated",
  "unknown",
] as const;
export type EndReason = (typeof END_REASONS)[number];

export const CAPABILITY_FLAGS = [
  "recipients",
  "times",
  "tokens",
  "reasoning",
  "toolCalls",
  "toolResults",
  "declaredTools",
  "roles",
  "task",
  "endReason",
] as const;
export type CapabilityFlag = (typeof CAPABILITY_FLAGS)[number];

/**
 * What this run's source carries. A flag is true when its absence in the run would mean something:
 * `toolCalls: true` with no call in the run means that no tool was called.
 */
export type Capabilities = Record<CapabilityFlag, boolean> & { content: "full" | "partial" | "none" };

/** Something the adapter could not carry over. `code` is kebab-case, `count` ≥ 1 says how often. */
export interface Loss {
  code: string;
  detail: string;
  count: number;
}

export interface SourceRef {
  /** As given to the adapter; reports print it relative to the working directory with `/`. */
  uri: string;
  /** Where in the source the run stands: JSON pointer, `line:N`, `trace:ID`; "" = the whole source. */
  locator: string;
}

export interface Run {
  /** Hash of the format family and the native run key, or of the source's content and ordinal. 32 hex digits. */
  id: string;
  /** Hash of everything a detector can see. 32 hex digits. */
  contentHash: string;
  /** Hash of the normalised task for pairing runs; null without a task. 16 hex digits. */
  taskKey: string | null;
  /** What rates are grouped by: autogen, ag2, crewai, langgraph, … */
  framework: string;
  /** Which format was read, e.g. `autogen/task-result`. */
  format: string;
  adapter: { id: string; version: number };
  sources: SourceRef[];
  task: string | null;
  startedAt: string | null;
  endedAt: string | null;
  models: string[];
  tags: Record<string, string>;
  agents: Agent[];
  steps: Step[];
  outcome: "succeeded" | "failed" | "unknown";
  outcomeSource: string | null;
  endReason: EndReason;
  /** The framework's own words for the end, or null. */
  endDetail: string | null;
  capabilities: Capabilities;
  /** What was inferred and how, one sentence each. */
  inferred: string[];
  losses: Loss[];
}

/** Not `z.json()`: a union for each value of each argument takes longer than all other checks together. */
const json = z.custom<Json>(isJsonValue, "no JSON value");
const index = z.int().min(0);
const isoTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const count = z.int().min(0);

const agentSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  kind: z.enum(AGENT_KINDS),
  role: z.string().nullable(),
  model: z.string().nullable(),
  tools: z.array(z.string()).nullable(),
});

const stepSchema = z.strictObject({
  index,
  agent: z.string().nullable(),
  kind: z.enum(STEP_KINDS),
  to: z.array(z.string()),
  text: z.string(),
  at: isoTime.nullable(),
  tokens: z.strictObject({ input: count, output: count }).nullable(),
  callId: z.string().optional(),
  tool: z.string().optional(),
  args: json.optional(),
  ok: z.boolean().optional(),
  executed: z.boolean().optional(),
  canned: z.boolean().optional(),
  retryOf: index.optional(),
  phase: z.string().optional(),
  marker: z.enum(STEP_MARKERS).optional(),
  locator: z.string(),
});

const flag = z.boolean();
const capabilitiesSchema = z.strictObject({
  recipients: flag,
  times: flag,
  tokens: flag,
  reasoning: flag,
  toolCalls: flag,
  toolResults: flag,
  declaredTools: flag,
  roles: flag,
  task: flag,
  endReason: flag,
  content: z.enum(["full", "partial", "none"]),
});

/** The border check. Structural only; `finishRun` also checks that indices and agent references hold. */
export const runSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  contentHash: z.string().regex(/^[0-9a-f]{32}$/),
  taskKey: z.string().nullable(),
  framework: z.string().min(1),
  format: z.string().min(1),
  adapter: z.strictObject({ id: z.string(), version: z.int() }),
  sources: z.array(z.strictObject({ uri: z.string(), locator: z.string() })).min(1),
  task: z.string().nullable(),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  models: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  agents: z.array(agentSchema),
  steps: z.array(stepSchema),
  outcome: z.enum(["succeeded", "failed", "unknown"]),
  outcomeSource: z.string().nullable(),
  endReason: z.enum(END_REASONS),
  endDetail: z.string().nullable(),
  capabilities: capabilitiesSchema,
  inferred: z.array(z.string()),
  losses: z.array(z.strictObject({ code: z.string(), detail: z.string(), count: z.int().min(1) })),
});
