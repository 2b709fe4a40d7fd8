import { consoleText, runStream, taskResult } from "./autogen.ts";
import { crewEvents } from "./crewai.ts";
import type { BenchFormat } from "./format.ts";
import { graphUpdates, langsmithRuns } from "./langgraph.ts";
import { messageList } from "./message-list.ts";
import { otlpJsonLines, otlpProtobuf } from "./otlp.ts";

export const FORMATS: readonly BenchFormat[] = [
  taskResult,
  runStream,
  consoleText,
  crewEvents,
  graphUpdates,
  langsmithRuns,
  otlpJsonLines,
  otlpProtobuf,
  messageList,
];
