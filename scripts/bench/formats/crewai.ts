import { type Conversation, clock, Echo } from "../conversation.ts";
import { Random } from "../random.ts";
import { type BenchFormat, jsonLines } from "./format.ts";

export interface CrewEvent {
  event_id: string;
  parent_event_id: string | null;
  previous_event_id: string | null;
  [field: string]: unknown;
}

/** The event bus of CrewAI 1.15 as `event.to_json()` dumps it: a task per message, tool calls inside. */
export function eventsOf({ number, turns }: Conversation, echo: Echo): CrewEvent[] {
  const random = new Random(number + 1);
  const now = clock(number);
  const events: CrewEvent[] = [];
  let sequence = 0;
  let previous: string | null = null;
  const emit = (type: string, parent: string | null, fields: Record<string, unknown>): string => {
    const id = random.uuid();
    events.push({
      ...{ timestamp: new Date(now()).toISOString(), type, source_fingerprint: null, source_type: null },
      ...{ fingerprint_metadata: null, task_id: null, task_name: null, agent_id: null, agent_role: null },
      ...{ event_id: id, parent_event_id: parent, previous_event_id: previous, triggered_by_event_id: null },
      ...{ started_event_id: null, emission_sequence: ++sequence, ...fields },
    });
    previous = id;
    return id;
  };
  const crew = emit("crew_kickoff_started", null, { crew_name: "crew", inputs: null });
  let tools: Extract<Conversation["turns"][number], { kind: "tool" }>[] = [];
  let last = "";
  for (const turn of turns) {
    if (turn.kind === "tool") {
      tools.push(turn);
      continue;
    }
    const role = turn.agent;
    const task = { task_id: random.uuid(), task_name: `part ${sequence}` };
    const acting = { ...task, agent_id: `agent-${role}`, agent_role: role };
    const started = emit("task_started", crew, { ...task, source_type: "task", context: last });
    const execution = emit("agent_execution_started", started, {
      agent_role: role,
      tools: [],
      task_prompt: "Go on.",
    });
    const call = (response: unknown, finish: string): void => {
      const callId = random.uuid();
      const messages = [{ role: "user", content: last }];
      const begun = emit("llm_call_started", execution, {
        ...acting,
        model: "gpt-4o-mini",
        call_id: callId,
        messages,
      });
      const usage = { prompt_tokens: 400, completion_tokens: 50, total_tokens: 450 };
      const answer = {
        model: "gpt-4o-mini",
        call_id: callId,
        messages: [],
        response,
        call_type: "llm_call",
        usage,
      };
      emit("llm_call_completed", execution, {
        ...acting,
        ...answer,
        started_event_id: begun,
        finish_reason: finish,
      });
    };
    for (const { tool, callId, args, result } of tools) {
      const wanted = { arguments: JSON.stringify(args), name: tool };
      call([{ id: callId, function: wanted, type: "function" }], "tool_calls");
      const used = {
        ...acting,
        agent_key: random.hex(32),
        tool_name: tool,
        tool_args: args,
        run_attempts: 0,
      };
      const begun = emit("tool_usage_started", execution, used);
      emit("tool_usage_finished", execution, {
        ...used,
        started_event_id: begun,
        from_cache: false,
        output: result,
      });
    }
    tools = [];
    call(turn.text, "stop");
    last = echo.of(turn.text);
    emit("agent_execution_completed", started, { started_event_id: execution, output: last });
    emit("task_completed", crew, {
      ...task,
      source_type: "task",
      started_event_id: started,
      output: { raw: last },
    });
  }
  emit("crew_kickoff_completed", null, {
    started_event_id: crew,
    crew_name: "crew",
    output: { raw: last },
    total_tokens: 450,
  });
  return events;
}

export const crewEvents: BenchFormat = {
  id: "crewai events",
  extension: ".jsonl",
  bareParse: "json-lines",
  fileBytes: 1 << 20,
  open: () => {
    const echo = new Echo();
    return { add: (conversation) => jsonLines(eventsOf(conversation, echo)) };
  },
};
