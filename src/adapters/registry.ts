import type { TraceAdapter } from "./adapter.ts";
import { autogenTaskResult } from "./autogen/task-result.ts";
import { crewaiTaskLog } from "./crewai/task-log/adapter.ts";
import { langgraphAdapter } from "./langgraph/adapter.ts";

/** Every built-in adapter; the one that recognises a source with the highest score reads it. */
export const ADAPTERS: readonly TraceAdapter[] = [autogenTaskResult, crewaiTaskLog, langgraphAdapter];
