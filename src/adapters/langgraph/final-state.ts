import { isObject } from "../../core/json.ts";
import { toIsoTime } from "../../core/time.ts";
import { isMessage } from "./chat-message.ts";
import { Conversation, type Sighting } from "./conversation.ts";
import { type EndFacts, RETURNED } from "./end.ts";
import { errorText, interruptText } from "./exceptions.ts";
import { isMessageList } from "./stream-chunk.ts";

/** Where the state stands in a document, and what is said around it. */
export interface FoundState {
  /** The message list, or the state that holds it. */
  messages: readonly unknown[];
  pointer: string;
  /** Places of the messages where they are records of their own. */
  locators?: readonly string[];
  state: Record<string, unknown>;
  /** The snapshot or thread around the state (`get_state`, Studio, the server's API), or null. */
  snapshot: Record<string, unknown> | null;
}

/** Finds the state in a final-state dump: the state itself, its message list, or a snapshot of a thread. */
export function findState(value: unknown): FoundState | null {
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isMessage)) return null;
    return { messages: value, pointer: "", state: {}, snapshot: null };
  }
  if (!isObject(value)) return null;
  for (const [channel, list] of Object.entries(value)) {
    if (isMessageList(list))
      return { messages: list, pointer: `/${pointerKey(channel)}`, state: value, snapshot: null };
  }
  const values = value["values"];
  if (isObject(values) && (Array.isArray(value["next"]) || typeof value["status"] === "string")) {
    const inner = findState(values);
    return inner === null ? null : { ...inner, pointer: `/values${inner.pointer}`, snapshot: value };
  }
  for (const wrapper of ["output", "result", "state", "kwargs"]) {
    if (!isObject(value[wrapper])) continue;
    const inner = findState(value[wrapper]);
    if (inner !== null) return { ...inner, pointer: `/${wrapper}${inner.pointer}` };
  }
  return null;
}

/** Whether a message is unmistakably LangChain's and not merely something with a role and a content. */
export function isLangChainMessage(value: unknown): boolean {
  if (typeof value === "string") return isMessage(value);
  if (!isObject(value) || !isMessage(value)) return false;
  if (value["lc"] !== undefined) return true;
  const fields = isObject(value["data"]) ? value["data"] : value;
  const type = value["type"];
  if (typeof type !== "string") return false;
  return ["additional_kwargs", "response_metadata", "tool_calls", "tool_call_id", "usage_metadata"].some(
    (key) => key in fields,
  );
}

export function readState(found: FoundState): { conversation: Conversation; facts: EndFacts } {
  const conversation = new Conversation();
  const at = null;
  for (const [index, message] of found.messages.entries()) {
    const seen: Sighting = {
      locator: found.locators?.[index] ?? `${found.pointer}/${index}`,
      at,
      author: null,
      byNode: false,
      scope: "",
    };
    conversation.seeMessages([message], "update", seen);
  }
  const facts = snapshotFacts(found);
  const seen: Sighting = {
    locator: found.pointer,
    at: endTime(found),
    author: null,
    byNode: true,
    scope: "",
  };
  if (facts.waiting !== null) conversation.push({ kind: "interrupt", text: facts.waiting, seen });
  if (facts.error !== null) conversation.push({ kind: "error", text: facts.error, seen });
  return { conversation, facts };
}

function endTime(found: FoundState): string | null {
  return toIsoTime(found.snapshot?.["created_at"]);
}

/** A final state exists because the graph returned; a snapshot says itself what comes next. */
function snapshotFacts(found: FoundState): EndFacts {
  const facts: EndFacts = { ...RETURNED };
  const interrupts = found.state["__interrupt__"] ?? found.snapshot?.["interrupts"];
  const pending = flat(interrupts);
  if (pending.length > 0) facts.waiting = interruptText(pending[0]);
  const { snapshot } = found;
  if (snapshot === null) return facts;
  for (const task of Array.isArray(snapshot["tasks"]) ? snapshot["tasks"] : []) {
    // PregelTask is a named tuple: id, name, path, error, interrupts, …
    const [error, open] = Array.isArray(task)
      ? [task[3], task[4]]
      : isObject(task)
        ? [task["error"], task["interrupts"]]
        : [null, null];
    if (error !== null && error !== undefined) facts.error = errorText(error);
    if (Array.isArray(open) && open.length > 0) facts.waiting ??= interruptText(open[0]);
  }
  if (snapshot["error"] !== null && snapshot["error"] !== undefined)
    facts.error ??= errorText(snapshot["error"]);
  const next = snapshot["next"];
  if (Array.isArray(next) && next.length > 0) {
    facts.returned = false;
    facts.brokenOff = `the thread stands before ${next.map(String).join(", ")}`;
  }
  return facts;
}

/** Interrupts come as a list, or by task id in the server's answers. */
function flat(interrupts: unknown): unknown[] {
  if (Array.isArray(interrupts)) return interrupts;
  return isObject(interrupts)
    ? Object.values(interrupts).flatMap((list) => (Array.isArray(list) ? list : []))
    : [];
}

function pointerKey(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
