import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { items, textOf } from "./agentchat-content.ts";
import { endByStopWord, type RunEnd } from "./agentchat-end.ts";
import type { ChatRecord } from "./agentchat-run.ts";
import { AgentchatRuns, isChatMessage } from "./agentchat-runs.ts";

const TEAM = "autogen/team-state";
const AGENT = "autogen/agent-state";
const NO_END: RunEnd = { reason: "unknown", detail: null, locator: null };

interface Thread {
  messages: readonly unknown[];
  pointer: string;
  /** Whether a member of the team is called user: then words of "user" are no new task. */
  userIsMember: boolean;
}

/** The thread that a team's manager keeps. */
function threadOf(state: Record<string, unknown>): Thread | null {
  const { agent_states: states } = state;
  if (!isObject(states)) return null;
  for (const [name, value] of Object.entries(states)) {
    if (!isObject(value) || !Array.isArray(value.message_thread)) continue;
    const escaped = name.replaceAll("~", "~0").replaceAll("/", "~1");
    const pointer = `/agent_states/${escaped}/message_thread`;
    return { messages: value.message_thread, pointer, userIsMember: Object.hasOwn(states, "user") };
  }
  return null;
}

function contextOf(state: Record<string, unknown>): readonly unknown[] | null {
  const context = state.llm_context;
  return isObject(context) && Array.isArray(context.messages) ? context.messages : null;
}

function recognise({ probe }: TraceSource): Recognition | null {
  if (probe.kind !== "json" || !isObject(probe.value)) return null;
  const { value } = probe;
  const versioned = "version" in value || probe.damage !== null;
  if (threadOf(value) !== null) {
    const score = value.type === "TeamState" ? 1 : 0.9;
    return { score, format: TEAM, why: "agent_states with a manager's message_thread" };
  }
  if (contextOf(value) !== null && versioned && textOf(value.type).endsWith("State")) {
    return { score: 0.9, format: AGENT, why: "an agent's state with llm_context" };
  }
  return null;
}

async function* read({ probe }: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  if (probe.kind !== "json" || !isObject(probe.value)) return;
  const runs = new AgentchatRuns(format);
  const thread = threadOf(probe.value);
  const context = contextOf(probe.value);
  const reading =
    thread !== null ? readThread(thread, runs) : context !== null ? readContext(context, runs) : [];
  for (const event of reading) yield closed(event);
  const reason = probe.damage === null ? "unknown" : "truncated";
  for (const event of runs.finish({ ...NO_END, reason })) yield closed(event);
}

function closed(event: AdapterEvent): AdapterEvent {
  if (event.type === "run") endByStopWord(event.draft, "the saved run");
  return event;
}

function* readThread(
  { messages, pointer, userIsMember }: Thread,
  runs: AgentchatRuns,
): Generator<AdapterEvent> {
  for (let index = 0; index < messages.length; index += 1) {
    const value = messages[index];
    const locator = `${pointer}/${index}`;
    if (!isChatMessage(value)) {
      const message = "no message of AutoGen AgentChat";
      yield { type: "problem", problem: { locator, code: "unknown-record", message } };
      continue;
    }
    if (value.source === "user" && runs.underWay && !runs.handedToUser) {
      if (userIsMember) {
        const asking = { type: "UserInputRequestedEvent", source: "user" };
        yield* runs.add({ value: asking, locator, nested: true });
      } else {
        runs.note("the user speaks again after the agents: taken for the task of a new run");
        yield* runs.end(NO_END);
      }
    }
    yield* runs.add({ value, locator, nested: true });
  }
}

/** A model's context as AgentChat messages: what its agent was told, said, called and got back. */
function* readContext(messages: readonly unknown[], runs: AgentchatRuns): Generator<AdapterEvent> {
  let speaker = "";
  for (const [index, message] of items(messages)) {
    const locator = `/llm_context/messages/${index}`;
    if (message.type === "AssistantMessage") speaker = textOf(message.source) || speaker;
    for (const value of chatMessages(message, speaker)) {
      const record: ChatRecord = { value, locator, nested: true };
      yield* runs.add(record);
    }
  }
}

function chatMessages(message: Record<string, unknown>, speaker: string): Record<string, unknown>[] {
  const { content, thought } = message;
  const source = textOf(message.source) || speaker;
  switch (message.type) {
    case "AssistantMessage": {
      const type = Array.isArray(content) ? "ToolCallRequestEvent" : "TextMessage";
      const said = { type, source, content };
      return textOf(thought) === "" ? [said] : [{ type: "ThoughtEvent", source, content: thought }, said];
    }
    case "FunctionExecutionResultMessage":
      return [{ type: "ToolCallExecutionEvent", source: speaker, content }];
    case "UserMessage":
      return [{ type: Array.isArray(content) ? "MultiModalMessage" : "TextMessage", source, content }];
    default:
      return [];
  }
}

/** AutoGen AgentChat 0.4 and later: what `save_state()` of a team or an agent returns, as JSON. */
export const autogenTeamState: TraceAdapter = {
  meta: {
    id: "autogen-team-state",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: TEAM,
        title: "AutoGen AgentChat team state",
        signs: ["type", "version", "agent_states", "message_thread"],
        writtenBy: "`json.dump(await team.save_state(), file)`",
        tested: "autogen-agentchat 0.7.5, 0.5.7",
        carries:
          "the messages of all runs since the last reset: thoughts, tool calls and results with call ids, handoffs, times (0.6 and later), tokens of each agent's model call",
        loses:
          "recipients, system prompts, declared tools, model names, tokens of selectors and orchestrators, stop reasons",
        endReasons: { "last message ends with TERMINATE": "completed", "anything else": "unknown" },
      },
      {
        format: AGENT,
        title: "AutoGen AgentChat agent state",
        signs: ["type", "version", "llm_context", "messages"],
        writtenBy: "`json.dump(await agent.save_state(), file)`",
        tested: "autogen-agentchat 0.7.5, 0.5.7",
        carries: "what one agent's model was told and answered, tool calls and results with call ids",
        loses: "what other agents did beyond the messages told to this one, times, tokens, models, the end",
        endReasons: { "last message ends with TERMINATE": "completed", "anything else": "unknown" },
      },
    ],
  },
  recognise,
  read,
};
