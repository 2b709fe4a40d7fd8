import type { TraceAdapter } from "./adapter.ts";
import { ag2AgentLog } from "./ag2/agent-log.ts";
import { ag2ChannelLog } from "./ag2/channel-log.ts";
import { autogenAg2Events } from "./autogen/ag2-events.ts";
import { autogenConsole } from "./autogen/agentchat-console.ts";
import { autogenTranscript } from "./autogen/classic-console.ts";
import { autogenClassicJson } from "./autogen/classic-json.ts";
import { autogenEventLog } from "./autogen/event-log.ts";
import { autogenRuntimeLog } from "./autogen/runtime-log.ts";
import { autogenTaskResult } from "./autogen/task-result.ts";
import { autogenTeamState } from "./autogen/team-state.ts";
import { crewaiCheckpoint } from "./crewai/checkpoint/adapter.ts";
import { crewaiConsole } from "./crewai/console/adapter.ts";
import { crewaiOutput } from "./crewai/crew-output/adapter.ts";
import { crewaiEvents } from "./crewai/events/adapter.ts";
import { crewaiFlowStates } from "./crewai/kept/flow-states.ts";
import { crewaiTaskOutputs } from "./crewai/kept/task-outputs.ts";
import { crewaiTaskLog } from "./crewai/task-log/adapter.ts";
import { inspectAdapter } from "./inspect/adapter.ts";
import { langchainEvents } from "./langchain-events/adapter.ts";
import { langgraphAdapter } from "./langgraph/adapter.ts";
import { langsmithAdapter } from "./langsmith/adapter.ts";
import { mastDataAdapter } from "./mast-data/mast-data.ts";
import { runItemsAdapter } from "./openai-agents/run-items.ts";
import { otlpAdapter } from "./otlp/adapter.ts";
import { messageListAdapter } from "./records/message-list.ts";
import { whoAndWhenAdapter } from "./records/who-and-when.ts";

/** Every built-in adapter; the one that recognises a source with the highest score reads it. */
export const ADAPTERS: readonly TraceAdapter[] = [
  ag2AgentLog,
  ag2ChannelLog,
  autogenAg2Events,
  autogenClassicJson,
  autogenConsole,
  autogenEventLog,
  autogenRuntimeLog,
  autogenTaskResult,
  autogenTeamState,
  crewaiCheckpoint,
  crewaiConsole,
  crewaiEvents,
  crewaiFlowStates,
  crewaiOutput,
  autogenTranscript,
  crewaiTaskLog,
  crewaiTaskOutputs,
  inspectAdapter,
  langchainEvents,
  langgraphAdapter,
  langsmithAdapter,
  mastDataAdapter,
  messageListAdapter,
  otlpAdapter,
  runItemsAdapter,
  whoAndWhenAdapter,
];
