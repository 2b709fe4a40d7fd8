import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { headLines } from "../head-lines.ts";
import type { TraceSource } from "../source.ts";
import { AG2_END_REASONS, ag2EndReason } from "./ag2-end.ts";
import type { RunEnd } from "./agentchat-end.ts";
import { ClassicRun } from "./classic-run.ts";
import { splitChats } from "./classic-split.ts";
import { exceptionOf } from "./console-messages.ts";
import { terminalLine } from "./terminal-line.ts";
import {
  parseTranscriptHeader,
  Transcript,
  type TranscriptEnd,
  type TranscriptMessage,
} from "./transcript.ts";
import { messageOfBlock } from "./transcript-body.ts";

const FORMAT = "autogen/transcript";
const RULE = "-".repeat(80);

function recognise(source: TraceSource): Recognition | null {
  if (source.probe.kind !== "text") return null;
  let headers = 0;
  let rules = 0;
  for (const coloured of headLines(source.probe.head)) {
    const line = terminalLine(coloured);
    if (line === RULE) rules += 1;
    else if (parseTranscriptHeader(line) !== null) headers += 1;
  }
  if (headers === 0) return null;
  const why = `${headers} headers "speaker (to other):"`;
  return rules > 0 ? { score: 0.9, format: FORMAT, why } : { score: 0.4, format: FORMAT, why };
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const transcript = new Transcript();
  for await (const batch of source.lines()) for (const line of batch) transcript.add(line);
  transcript.end();
  trimGluedNames(transcript.messages);
  const messages = transcript.messages.map(messageOfBlock);
  const chats = splitChats(
    messages,
    transcript.ends.map(({ after }) => after),
  );
  // Only AG2 says why a run ended; the other signs are in the words around function calls.
  const framework = transcript.isAg2 ? "ag2" : "autogen";
  let position = -1;
  for (const [at, { messages: own, inferred }] of chats.entries()) {
    position += own.length;
    const last = at === chats.length - 1;
    const run = new ClassicRun(own, {
      framework,
      format,
      locator: chats.length === 1 ? "" : (own[0]?.locator ?? ""),
      recipients: true,
    });
    for (const sentence of inferred) run.builder.infer(sentence);
    if (last && transcript.otherLines > 0) {
      run.builder.lose(
        "log-lines",
        "lines outside messages that other programs printed",
        transcript.otherLines,
      );
    }
    if (last && transcript.selections > 0) {
      const detail = "the manager's choice of the next speaker is no agent's step";
      run.builder.lose("speaker-selection", detail, transcript.selections);
    }
    if (last && transcript.resultShown) {
      run.builder.lose("result-echo", "the returned ChatResult is shown below and repeats every message");
    }
    const end = transcript.ends.findLast(({ after }) => after === position);
    yield { type: "run", draft: run.finish(endOf(transcript, last, end)) };
  }
}

/** Output without a line end stands before the next header's name: `<Figure …>critic (to …):`. */
function trimGluedNames(messages: TranscriptMessage[]): void {
  const names = [...new Set(messages.flatMap(({ name, to }) => [name, to]))];
  for (const message of messages) {
    const own = names.find((name) => name !== message.name && message.name.endsWith(name));
    if (own !== undefined && /[>)\]}'"]$/.test(message.name.slice(0, -own.length))) message.name = own;
  }
}

function endOf(transcript: Transcript, last: boolean, end: TranscriptEnd | undefined): RunEnd {
  if (last && transcript.traceback !== null) {
    const text = transcript.traceback.text.join("\n").trimEnd();
    const detail = exceptionOf(text);
    const reason = detail.startsWith("KeyboardInterrupt") ? "stopped" : "error";
    return { reason, detail, text, locator: `line:${transcript.traceback.line}` };
  }
  if (end !== undefined) {
    return { reason: ag2EndReason(end.reason), detail: end.reason, locator: `line:${end.line}` };
  }
  const broken = last && transcript.messages.at(-1)?.closed === false;
  return { reason: broken ? "truncated" : "unknown", detail: null, locator: null };
}

/** AutoGen 0.2 and AG2 before 1.0: what a chat prints to the console. */
export const autogenTranscript: TraceAdapter = {
  meta: {
    id: "autogen-transcript",
    version: 2,
    family: "autogen",
    formats: [
      {
        format: FORMAT,
        title: "AutoGen 0.2 / AG2 console transcript",
        signs: [" (to ", "--------------------------------------------------------------------------------"],
        writtenBy: "a chat whose output was kept in a file, with or without colours",
        tested: "autogen-agentchat 0.2.40, ag2 0.14.0; transcripts of older 0.2 releases",
        carries:
          "messages with speaker and addressee, tool calls and results with ids, chats of a sequence; in AG2 the end",
        loses: "times, tokens, models, system prompts; in AutoGen 0.2 how the chat ended",
        endReasons: {
          ...AG2_END_REASONS,
          "last message ends with TERMINATE": "completed",
          "a traceback after the last message": "error",
          "no rule below the last message": "truncated",
          "anything else": "unknown",
        },
      },
    ],
  },
  recognise,
  read,
};
