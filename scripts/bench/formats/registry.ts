import { ag2Events } from "./ag2.ts";
import { consoleText, runStream, taskResult } from "./autogen.ts";
import { eventLog } from "./autogen-event-log.ts";
import { crewEvents } from "./crewai.ts";
import { crewCheckpoint } from "./crewai-checkpoint.ts";
import { crewConsole } from "./crewai-console.ts";
import type { BenchFormat } from "./format.ts";
import { inspectLog } from "./inspect.ts";
import { graphUpdates, langsmithBatch, langsmithRuns } from "./langgraph.ts";
import { checkpointDatabase } from "./langgraph-checkpoints.ts";
import { prettyPrint, serverEvents } from "./langgraph-text.ts";
import { messageList } from "./message-list.ts";
import { otlpJsonLines, otlpProtobuf, otlpRecords, otlpZstd } from "./otlp.ts";
import { runtimeDatabase } from "./runtime-logging.ts";
import { agentsSdkTrace, langfuseTrace, phoenixSpans, spanTree } from "./span-exports.ts";

export const FORMATS: readonly BenchFormat[] = [
  taskResult,
  runStream,
  consoleText,
  eventLog,
  runtimeDatabase,
  ag2Events,
  crewEvents,
  crewConsole,
  crewCheckpoint,
  graphUpdates,
  checkpointDatabase,
  serverEvents,
  prettyPrint,
  langsmithRuns,
  langsmithBatch,
  otlpJsonLines,
  otlpProtobuf,
  otlpRecords,
  otlpZstd,
  phoenixSpans,
  spanTree,
  langfuseTrace,
  agentsSdkTrace,
  inspectLog,
  messageList,
];
