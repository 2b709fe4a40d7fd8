import { z } from "zod";
import { hashOf } from "../core/hash.ts";
import {
  type Agent,
  type Capabilities,
  type Json,
  type Run,
  runSchema,
  STEP_MARKERS,
  type Step,
} from "../core/run.ts";
import { taskKeyOf } from "../core/task-key.ts";
import type { MiniRun } from "./schema.ts";

/** What else may stand beside the act of a step; see taxonomy/README.md. */
const modifiersSchema = z.strictObject({
  returns: z.string().optional(),
  fails: z.string().optional(),
  by: z.string().min(1).optional(),
  canned: z.boolean().optional(),
  marker: z.enum(STEP_MARKERS).optional(),
  phase: z.string().min(1).optional(),
  retry_of: z.int().min(0).optional(),
  executed: z.boolean().optional(),
  at: z.string().optional(),
  tokens: z.strictObject({ input: z.int().min(0), output: z.int().min(0) }).optional(),
});
type Modifiers = z.infer<typeof modifiersSchema>;

const MODIFIERS = Object.keys(modifiersSchema.shape);
const END_USER = "user";

/** A mini-run that cannot be read; `path` leads to the place inside it. */
export class MiniRunError extends Error {
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.name = "MiniRunError";
    this.path = path;
  }
}

type Act = Pick<Step, "agent" | "kind" | "to"> & { tool?: string };

/**
 * Expands the notation of the taxonomy's examples to a full run; detector tests use it as their builder. What the
 * source carries (`capabilities`) follows from what the run contains, unless it says otherwise.
 * @throws MiniRunError where the notation is wrong
 */
export function expandMiniRun(mini: MiniRun): Run {
  const agents = new Map<string, Agent>();
  const meet = (name: string): string => {
    if (!agents.has(name)) {
      agents.set(name, { id: name, name, kind: "llm", role: null, model: null, tools: null });
    }
    return name;
  };
  for (const [name, known] of Object.entries(mini.agents ?? {})) {
    if (name === END_USER) {
      throw new MiniRunError(["agents", name], '"user" is the end user, who is no agent; use another name');
    }
    const { kind = "llm", role = null, model = null, tools = null } = known;
    agents.set(name, { id: name, name, kind, role, model, tools });
  }
  const steps: Step[] = [];
  const add = (step: Omit<Step, "index">): void => {
    for (const id of step.agent === null ? step.to : [step.agent, ...step.to]) meet(id);
    steps.push({ ...step, index: steps.length });
  };
  const [opening] = mini.steps;
  if (mini.task !== undefined && (opening === undefined || actOf(actKey(opening, 0), 0).agent !== null)) {
    add({ agent: null, kind: "message", to: [], text: mini.task, at: null, tokens: null, locator: "/task" });
  }
  for (const [position, entry] of mini.steps.entries())
    for (const step of stepsOf(entry, position)) add(step);
  const run = {
    ...runFrame(mini, steps, [...agents.values()]),
    id: hashOf(32, "mini-run", JSON.stringify(mini)),
  };
  const checked = runSchema.safeParse(run);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new MiniRunError([], `${issue?.path.join(".")}: ${issue?.message}`);
  }
  return checked.data as Run;
}

function runFrame(mini: MiniRun, steps: Step[], agents: Agent[]): Omit<Run, "id"> {
  const visible = {
    framework: "example",
    format: "mast/mini-run",
    task: mini.task ?? null,
    startedAt: steps.find((step) => step.at !== null)?.at ?? null,
    endedAt: steps.findLast((step) => step.at !== null)?.at ?? null,
    models: [...new Set(agents.flatMap((agent) => agent.model ?? []))],
    tags: {},
    agents,
    steps,
    outcome: mini.outcome ?? ("unknown" as const),
    outcomeSource: mini.outcome === undefined ? null : "the example says so",
    endReason: mini.end ?? ("unknown" as const),
    endDetail: mini.end_detail ?? null,
    capabilities: capabilitiesOf(mini, steps, agents),
    inferred: [],
    losses: [],
  };
  return {
    contentHash: hashOf(32, JSON.stringify(visible)),
    taskKey: mini.task === undefined ? null : taskKeyOf(mini.task),
    adapter: { id: "mini-run", version: 1 },
    sources: [{ uri: "mini-run", locator: "" }],
    ...visible,
  };
}

function capabilitiesOf(mini: MiniRun, steps: readonly Step[], agents: readonly Agent[]): Capabilities {
  const has = (kind: Step["kind"]): boolean => steps.some((step) => step.kind === kind);
  const declaredTools = agents.some((agent) => agent.tools !== null);
  const implied: Capabilities = {
    recipients: steps.some((step) => step.to.length > 0),
    times: steps.some((step) => step.at !== null),
    tokens: steps.some((step) => step.tokens !== null),
    reasoning: has("thought"),
    toolCalls: declaredTools || has("tool-call"),
    toolResults: declaredTools || has("tool-result"),
    declaredTools,
    roles: agents.some((agent) => agent.role !== null),
    task: mini.task !== undefined,
    endReason: mini.end !== undefined,
    content: "full",
  };
  const stated = Object.entries(mini.capabilities ?? {}).filter(([, value]) => value !== undefined);
  return { ...implied, ...Object.fromEntries(stated) };
}

function* stepsOf(entry: Record<string, unknown>, position: number): Generator<Omit<Step, "index">> {
  const key = actKey(entry, position);
  const act = actOf(key, position);
  const path = ["steps", position];
  const { [key]: content, ...others } = entry;
  const checked = modifiersSchema.safeParse(others);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new MiniRunError([...path, ...((issue?.path ?? []) as (string | number)[])], issue?.message ?? "");
  }
  const modifiers = checked.data;
  const common = { at: modifiers.at ?? null, locator: `/steps/${position}`, ...marksOf(modifiers) };
  const tokens = modifiers.tokens ?? null;
  if (act.kind !== "tool-call") {
    for (const name of ["returns", "fails", "by", "executed"] as const) {
      if (modifiers[name] !== undefined) {
        throw new MiniRunError([...path, name], `only a tool call has "${name}"`);
      }
    }
    if (typeof content !== "string") {
      throw new MiniRunError([...path, key], "expected the words as text; put them in quotes");
    }
    yield { ...act, text: content, tokens, ...common };
    return;
  }
  const json = z.json().safeParse(content ?? {});
  if (!json.success) throw new MiniRunError([...path, key], "expected the arguments of the call");
  const call = { callId: `call-${position}`, tool: act.tool ?? "" };
  const executed = modifiers.executed === undefined ? {} : { executed: modifiers.executed };
  yield { ...act, ...call, text: "", args: json.data as Json, tokens, ...common, ...executed };
  const { returns, fails } = modifiers;
  if (returns !== undefined && fails !== undefined) {
    throw new MiniRunError(path, 'a call either "returns" or "fails"');
  }
  const output = returns ?? fails;
  if (output === undefined) return;
  const author = modifiers.by ?? act.agent;
  yield {
    ...{
      agent: author,
      kind: "tool-result",
      to: author === act.agent || act.agent === null ? [] : [act.agent],
    },
    ...{ ...call, text: output, ok: fails === undefined, tokens: null, at: common.at },
    locator: `${common.locator}/result`,
  };
}

function marksOf(modifiers: Modifiers): Partial<Step> {
  return {
    ...(modifiers.canned === undefined ? {} : { canned: modifiers.canned }),
    ...(modifiers.marker === undefined ? {} : { marker: modifiers.marker }),
    ...(modifiers.phase === undefined ? {} : { phase: modifiers.phase }),
    ...(modifiers.retry_of === undefined ? {} : { retryOf: modifiers.retry_of }),
  };
}

function actKey(entry: Record<string, unknown>, position: number): string {
  const keys = Object.keys(entry).filter((key) => !MODIFIERS.includes(key));
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    const found = keys.length === 0 ? "none" : keys.map((one) => `"${one}"`).join(" and ");
    throw new MiniRunError(
      ["steps", position, ...keys.slice(1, 2)],
      `expected one act such as "planner → coder", got ${found}; beside it may stand: ${MODIFIERS.join(", ")}`,
    );
  }
  return key;
}

function actOf(key: string, position: number): Act {
  const words = key.trim();
  if (words === "end") return { agent: null, kind: "end", to: [] };
  if (words === "error") return { agent: null, kind: "error", to: [] };
  const parts = /^(.+?) (?:(thinks|writes|raises)|calls (\S+)|hands to (.+))$/.exec(words);
  if (parts !== null) {
    const [, name = "", verb, tool, receiver] = parts;
    const agent = agentNamed(name);
    if (tool !== undefined) return { agent, kind: "tool-call", to: [], tool };
    if (receiver !== undefined) return { agent, kind: "handoff", to: namesIn(receiver) };
    return { agent, kind: verb === "thinks" ? "thought" : verb === "writes" ? "artifact" : "error", to: [] };
  }
  const [from = "", to, ...more] = words.split(/\s*(?:→|->)\s*/);
  if (from === "" || to === "" || more.length > 0) {
    throw new MiniRunError(
      ["steps", position, key],
      `"${key}" is no act; write "planner → coder" or "planner"`,
    );
  }
  return { agent: agentNamed(from), kind: "message", to: to === undefined ? [] : namesIn(to) };
}

function agentNamed(name: string): string | null {
  return name.trim() === END_USER ? null : name.trim();
}

function namesIn(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== END_USER);
}
