import { hashOf } from "../../core/hash.ts";
import { isObject } from "../../core/json.ts";
import type { Fragment } from "../adapter.ts";
import { type ChatTurn, newTurns } from "./chat-turn.ts";
import { genAiConvention } from "./conventions/genai.ts";
import { eventTurns } from "./conventions/genai-events.ts";
import type { OtlpLog, OtlpSpan } from "./span.ts";
import { compareNanos } from "./span-tree.ts";
import type { Reading, StagedSpan } from "./staged-span.ts";

/** A message that a log event told of, with its time: nanoseconds as decimal text. */
interface LoggedTurn {
  at: string;
  turn: ChatTurn;
}

/** What the log events of one part of a source say of one call: the body of a fragment. */
interface LoggedCall {
  trace: string;
  /** Id of the call's span. */
  of: string;
  scope: string;
  input: LoggedTurn[];
  output: LoggedTurn[];
  /** What an event that holds the whole call says beside its messages. */
  call?: Reading;
}

/** One event for the whole call, since semantic conventions 1.37. */
const WHOLE_CALL = "gen_ai.client.inference.operation.details";
const KEY = "log:";

/**
 * Collects GenAI events of the logs signal into a fragment for each call. Every call logs its whole conversation once
 * more, so only what its prompt adds is kept, as of prompts on spans.
 */
export class LoggedCalls {
  /** Characters of text that are held, about. */
  chars = 0;
  /** GenAI events that name no span, so that nobody knows which call they belong to. */
  homeless = 0;
  private readonly calls = new Map<string, LoggedCall>();

  /** Records that are no GenAI events are none of ours. */
  add(log: OtlpLog): void {
    if (!log.event.startsWith("gen_ai.")) return;
    const said = log.event === WHOLE_CALL ? wholeCall(log) : message(log);
    if (said === null) return;
    if (log.traceId === "" || log.spanId === "") {
      this.homeless++;
      return;
    }
    const id = `${log.traceId}/${log.spanId}`;
    let call = this.calls.get(id);
    if (call === undefined) {
      call = { trace: log.traceId, of: log.spanId, scope: log.scope, input: [], output: [] };
      this.calls.set(id, call);
    }
    for (const turn of said.input ?? []) this.put(call.input, log.at, turn);
    for (const turn of said.output ?? []) this.put(call.output, log.at, turn);
    if (said.call !== undefined) call.call = said.call;
  }

  /** The fragments of what was added since the last time. */
  take(): Fragment[] {
    const fragments = [...this.calls.values()].map(fragmentOf);
    this.calls.clear();
    this.chars = 0;
    return fragments;
  }

  private put(turns: LoggedTurn[], at: string, turn: ChatTurn): void {
    turns.push({ at, turn });
    this.chars += turn.text?.length ?? 0;
  }
}

interface Said {
  input: ChatTurn[] | undefined;
  output: ChatTurn[] | undefined;
  call?: Reading;
}

/** Older SDKs put the fields into attributes, newer ones into the body. */
function message({ event, body, attributes }: OtlpLog): Said | null {
  const fields = isObject(body) ? new Map([...attributes, ...Object.entries(body)]) : attributes;
  const said = eventTurns([{ name: event, attributes: fields }]);
  return said.input === undefined && said.output === undefined ? null : said;
}

/** The event carries the very attributes that the span would. */
function wholeCall({ traceId, spanId, at, body, attributes, scope }: OtlpLog): Said | null {
  const span: OtlpSpan = {
    traceId,
    spanId,
    parentId: null,
    name: "",
    start: at,
    end: at,
    attributes: isObject(body) ? new Map([...attributes, ...Object.entries(body)]) : attributes,
    droppedAttributes: 0,
    events: [],
    status: "unset",
    statusMessage: "",
    scope: { name: scope, version: "" },
    resource: new Map(),
  };
  const reading = genAiConvention(span);
  if (reading === null) return null;
  const { input, output, ...call } = reading;
  return { input, output, call };
}

function fragmentOf(call: LoggedCall): Fragment {
  const body = JSON.stringify({ ...call, input: pruned(call.input), output: pruned(call.output) });
  return { group: call.trace, key: `${KEY}${call.of}:${hashOf(16, body)}`, joins: [], body };
}

/** In the order of time; events of one time keep theirs. */
function inOrder(turns: readonly LoggedTurn[]): LoggedTurn[] {
  return [...turns].sort((a, b) => compareNanos(a.at, b.at));
}

function pruned(turns: readonly LoggedTurn[]): LoggedTurn[] {
  const times = new Map(turns.map(({ at, turn }) => [turn, at]));
  return newTurns(inOrder(turns).map(({ turn }) => turn)).map((turn) => ({
    at: times.get(turn) ?? "0",
    turn,
  }));
}

/**
 * The spans among fragments, completed by the log events of their calls. A call whose span is not here becomes one, as
 * far as its events tell.
 */
export function spansOf(fragments: readonly Fragment[]): StagedSpan[] {
  const spans: StagedSpan[] = [];
  const logged = new Map<string, LoggedCall[]>();
  for (const { key, body } of fragments) {
    if (!key.startsWith(KEY)) {
      spans.push(JSON.parse(body) as StagedSpan);
      continue;
    }
    const call = JSON.parse(body) as LoggedCall;
    const id = `${call.trace}/${call.of}`;
    const parts = logged.get(id);
    if (parts === undefined) logged.set(id, [call]);
    else parts.push(call);
  }
  if (logged.size === 0) return spans;
  for (const span of spans) {
    const id = `${span.trace}/${span.id}`;
    const parts = logged.get(id);
    if (parts === undefined) continue;
    logged.delete(id);
    complete(span, parts);
  }
  for (const parts of logged.values()) spans.push(...spanOfEvents(parts));
  return spans;
}

function complete(span: StagedSpan, parts: readonly LoggedCall[]): void {
  const { input, output } = messagesOf(parts);
  if (span.kind !== "model" && span.kind !== "agent") {
    span.strayEvents = input.length + output.length;
    return;
  }
  if (input.length > 0) span.input ??= newTurns(input.map(({ turn }) => turn));
  if (output.length > 0) span.output ??= output.map(({ turn }) => turn);
}

/** Requests may repeat what earlier ones held, cut into other parts: the same message at the same time is one. */
function messagesOf(parts: readonly LoggedCall[]): { input: LoggedTurn[]; output: LoggedTurn[] } {
  const once = (turns: LoggedTurn[]): LoggedTurn[] => {
    const known = new Map(turns.map((logged) => [JSON.stringify(logged), logged]));
    return inOrder([...known.values()]);
  };
  return {
    input: once(parts.flatMap(({ input }) => input)),
    output: once(parts.flatMap(({ output }) => output)),
  };
}

function spanOfEvents(parts: readonly LoggedCall[]): StagedSpan[] {
  const { input, output } = messagesOf(parts);
  const [part] = parts;
  const first = input[0] ?? output[0];
  const last = output.at(-1) ?? input.at(-1);
  if (part === undefined || first === undefined || last === undefined) return [];
  return [
    {
      convention: "genai",
      kind: "model",
      ...parts.find(({ call }) => call !== undefined)?.call,
      trace: part.trace,
      id: part.of,
      parent: null,
      name: "",
      scope: part.scope,
      start: first.at,
      end: last.at,
      input: newTurns(input.map(({ turn }) => turn)),
      output: output.map(({ turn }) => turn),
      eventsOnly: true,
    },
  ];
}
