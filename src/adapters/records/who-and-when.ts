import { isObject } from "../../core/json.ts";
import type { AdapterEvent, RunDraft, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { captainAgentRun } from "./captain-agent.ts";
import type { HistoryEntry } from "./history-entry.ts";
import { isMagenticRole, magenticRun } from "./magentic-log.ts";

const ALGORITHM = "who-and-when/algorithm-generated";
const HAND = "who-and-when/hand-crafted";
const TRANSCRIPT = "magentic-one/transcript";

/** Records of the Who&When data set, and bare transcripts in the form of its Magentic-One half. */
export const whoAndWhenAdapter: TraceAdapter = {
  meta: {
    id: "who-and-when",
    version: 1,
    family: "who-and-when",
    formats: [
      {
        format: ALGORITHM,
        title: "Who&When, algorithm-generated (CaptainAgent on AG2)",
        signs: ["history", "mistake_agent", "mistake_step", "question", "name"],
        writtenBy: "the Who&When data set: one JSON object a run, `history` with `name` on each message",
        tested: "the published data set",
        carries: "messages with their speaker, system prompts, results of executed code, the question",
        loses: "times, tokens, recipients; the labels of the data set are left out on purpose",
        endReasons: { "last message TERMINATE": "completed", "(anything else)": "unknown" },
      },
      {
        format: HAND,
        title: "Who&When, hand-crafted (Magentic-One)",
        signs: ["history", "mistake_agent", "mistake_step", "question"],
        writtenBy: "the Who&When data set: `history` whose `role` names the speaker",
        tested: "the published data set",
        carries:
          "messages with speaker and, from the orchestrator, recipient; the ledger as thoughts; the question",
        loses: "times, tokens, single tool calls; the labels of the data set are left out on purpose",
        endReasons: {
          "No agent selected / Request satisfied": "completed",
          "Max rounds (N) reached": "limit",
          "Max time (Ns) reached": "limit",
          "(no termination entry)": "unknown",
        },
      },
      {
        format: TRANSCRIPT,
        title: "Magentic-One transcript",
        writtenBy:
          "a JSON list of `{role, content}` whose roles are `human`, `Orchestrator (…)` and team members",
        tested: "the transcripts of the AgentRx data set",
        carries: "as for the hand-crafted records of Who&When, the task from the first message",
        loses: "times, tokens, single tool calls",
        endReasons: { "as for the hand-crafted records": "completed, limit or unknown" },
      },
    ],
  },
  recognise: ({ probe }) => {
    if (probe.kind !== "json") return null;
    const { value } = probe;
    if (isTranscript(value)) {
      return { score: 0.95, format: TRANSCRIPT, why: "roles human and Orchestrator (…)" };
    }
    if (!isObject(value) || !Array.isArray(value["history"]) || !("question" in value)) return null;
    if (!("question_ID" in value) && !("mistake_agent" in value)) return null;
    const format = isTranscript(value["history"]) ? HAND : ALGORITHM;
    return { score: 0.95, format, why: "question and history of a Who&When record" };
  },
  read,
};

async function* read(source: TraceSource, format: string): AsyncGenerator<AdapterEvent> {
  if (source.probe.kind !== "json") return;
  const { value, damage } = source.probe;
  const record = isObject(value) ? value : { history: value };
  const { question } = record;
  const history = format === TRANSCRIPT ? value : record["history"];
  if (!Array.isArray(history)) return;
  const base = format === TRANSCRIPT ? "" : "/history";
  const entries: HistoryEntry[] = [];
  for (const [index, entry] of history.entries()) {
    const locator = `${base}/${index}`;
    if (isObject(entry) && typeof entry["content"] === "string" && typeof entry["role"] === "string") {
      const name = typeof entry["name"] === "string" ? entry["name"] : null;
      entries.push({ role: entry["role"], name, content: entry["content"], locator });
    } else {
      const message = "not a message (an object with role and content)";
      yield { type: "problem", problem: { locator, code: "not-a-message", message } };
    }
  }
  if (entries.length === 0) return;
  const task = typeof question === "string" ? question : null;
  const draft: RunDraft =
    format === ALGORITHM
      ? captainAgentRun(entries, task, record["system_prompt"], format)
      : magenticRun(entries, task, format);
  if (damage !== null) draft.endReason = "truncated";
  yield { type: "run", draft };
}

function isTranscript(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  const roles = value.map((entry: unknown) => (isObject(entry) ? entry["role"] : null));
  return (
    roles.some(isMagenticRole) && value.every((entry: unknown) => !isObject(entry) || !("name" in entry))
  );
}
