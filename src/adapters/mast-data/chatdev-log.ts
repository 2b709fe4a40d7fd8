import type { Tokens } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { RunBuilder, type StepInput } from "../run-builder.ts";
import {
  behindPrompt,
  type ChatDevRecord,
  chatDevRecords,
  recordHead,
  tableRows,
} from "./chatdev-records.ts";
import { firstLines, logOf, type SystemFormat } from "./system-trace.ts";

const FORMAT = "mast-data/chatdev";
const TURN =
  /^([\p{L}][\p{L}\p{N} ._-]{0,80}): \*\*([^<>*]{1,80})<->([^<>*]{1,80}) on : ([^,*]{1,80}), turn (\d{1,6})\*\*$/u;
const EVENT = /^(?:System: )?\*\*\[([\w -]{1,60})\]\*\*:?/;
const START_CHAT = /: \*\*\[Start Chat\]\*\*$/;
const WORKED = "The software run successfully without errors.";

/** The log of one ChatDev run: phases in which two roles talk, and what the framework did between them. */
export const chatdevLog: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "ChatDev log",
    writtenBy:
      "ChatDev 1.x, the `.log` file in the software's folder under WareHouse; in the MAST data sets under `trajectory` or as the trace",
    tested: "untested: written after the source of ChatDev's logger",
    carries:
      "what each role answered, to whom and in which phase, times, tokens, models, role prompts, the task, test reports, files written",
    loses:
      "prompts, which the log repeats with every answer; diffs of written files, which repeat the answers",
    endReasons: { "Post Info at the end": "completed", "(anything else)": "truncated" },
  },
  recognise: (value) => {
    for (const line of firstLines(value)) {
      const head = line.startsWith("[") ? recordHead(line) : null;
      if (head === null) continue;
      if (TURN.test(head)) return "turns of a ChatDev phase";
      const event = EVENT.exec(head)?.[1];
      if (event === "Preprocessing" || event === "chatting") return `ChatDev's record [${event}]`;
    }
    return null;
  },
  read: (trace) => {
    const log = logOf(trace);
    if (log === null) return null;
    const run = new ChatDevRun(trace.base);
    for (const record of chatDevRecords(log.lines)) run.add(record, log.locate(record.line));
    return run.finish();
  },
};

class ChatDevRun {
  private readonly build: RunBuilder;
  private readonly roles = new Map<string, string>();
  /** Tokens of model calls whose answers the log has not shown yet, in their order. */
  private calls: Tokens[] = [];
  private speaker: string | null = null;
  private ended = false;

  constructor(base: string) {
    this.build = new RunBuilder({
      framework: "chatdev",
      format: FORMAT,
      locator: base,
      capabilities: { recipients: true, times: true, toolResults: true, endReason: true },
    });
  }

  add(record: ChatDevRecord, locator: string): void {
    const turn = TURN.exec(record.head);
    if (turn !== null) {
      this.addTurn(turn, record, locator);
      return;
    }
    if (START_CHAT.test(record.head)) {
      this.build.lose("prompt-echo", "prompts that open a phase or are repeated with each answer");
      this.dropCalls();
      return;
    }
    this.addEvent(EVENT.exec(record.head)?.[1] ?? "", record, locator);
  }

  finish(): RunDraft | null {
    this.dropCalls();
    const run = this.build.draft();
    if (run.agents.length === 0) return null;
    run.startedAt = run.steps.find(({ at }) => at !== null)?.at ?? null;
    run.endedAt = run.steps.findLast(({ at }) => at !== null)?.at ?? null;
    run.capabilities.task = run.task !== null;
    run.capabilities.tokens = run.steps.some(({ tokens }) => tokens !== null);
    run.capabilities.roles = run.agents.some(({ role }) => role !== null);
    if (!this.ended) {
      run.endReason = "truncated";
      run.capabilities.endReason = false;
    }
    return run;
  }

  private addTurn(turn: RegExpExecArray, record: ChatDevRecord, locator: string): void {
    const [, speaker = "", assistant = "", user = "", phase = ""] = turn;
    const partner = speaker === assistant ? user : assistant;
    const answer = behindPrompt(record.body, this.build.draftRun.task);
    if (answer !== null)
      this.build.lose("prompt-echo", "prompts that open a phase or are repeated with each answer");
    const text = answer ?? record.body;
    const step = this.step(record, {
      kind: "message",
      agent: this.agent(speaker),
      to: partner === speaker ? [] : [this.agent(partner)],
      text,
      phase,
      tokens: this.calls.shift() ?? null,
      locator,
    });
    // ChatDev ends the talk of a phase at an answer whose last line begins so.
    if (text.slice(text.lastIndexOf("\n") + 1).startsWith("<INFO>")) step.marker = "terminal";
    this.speaker = speaker;
  }

  private addEvent(event: string, record: ChatDevRecord, locator: string): void {
    switch (event) {
      case "Preprocessing":
        this.addTask(record, locator);
        break;
      case "chatting":
        this.addPhase(tableRows(record.body));
        break;
      case "OpenAI_Usage_Info Receive":
        this.addUsage(record.body);
        break;
      case "Update Codes":
        this.addArtifact(record, locator);
        break;
      case "Test Reports": {
        const text = record.body;
        this.step(record, { kind: "tool-result", text, ok: text.startsWith(WORKED), locator });
        break;
      }
      case "User Provided Comments":
        this.step(record, { kind: "message", text: record.body, locator });
        break;
      case "Post Info":
        this.addEnd(record, locator);
        break;
      case "RolePlaying":
      case "Seminar Conclusion":
        this.build.lose("log-echo", "arguments and conclusions that the log shows a second time");
        break;
      default:
        this.build.lose("log-noise", "records of the framework that nobody said");
    }
  }

  private addTask(record: ChatDevRecord, locator: string): void {
    const text = between(record.body, "**task_prompt**: ", "\n\n**project_name**:");
    if (text === null || this.build.draftRun.task !== null) return;
    this.build.draftRun.task = text;
    this.step(record, { kind: "message", text, locator });
  }

  private addPhase(rows: ReadonlyMap<string, string>): void {
    for (const who of ["assistant", "user"]) {
      const [name, prompt] = [rows.get(`${who}_role_name`), rows.get(`${who}_role_prompt`)];
      if (name !== undefined && prompt !== undefined && prompt !== "") this.roles.set(name, prompt);
    }
    this.build.model(rows.get("model_type")?.replace(/^ModelType\./, ""));
  }

  private agent(name: string): string {
    const role = this.roles.get(name);
    return this.build.agent(name, role === undefined ? {} : { role });
  }

  private addUsage(body: string): void {
    const input = /^prompt_tokens: (\d{1,12})$/m.exec(body)?.[1];
    const output = /^completion_tokens: (\d{1,12})$/m.exec(body)?.[1];
    if (input !== undefined && output !== undefined) {
      this.calls.push({ input: Number(input), output: Number(output) });
    }
  }

  private dropCalls(): void {
    if (this.calls.length > 0) {
      this.build.lose(
        "usage-without-step",
        "model calls whose answer the log does not show",
        this.calls.length,
      );
    }
    this.calls = [];
  }

  private addArtifact(record: ChatDevRecord, locator: string): void {
    const [text = ""] = record.body.split("\n", 1);
    const agent = this.speaker === null ? null : this.agent(this.speaker);
    this.step(record, { kind: "artifact", agent, text, canned: true, locator });
    this.build.lose("diff-echo", "diffs of written files, whose code stands in the answers");
  }

  private addEnd(record: ChatDevRecord, locator: string): void {
    const { draftRun: run } = this.build;
    this.ended = true;
    run.endReason = "completed";
    run.endDetail = /^[\w.]{1,40} Ends \(\d{1,20}\)$/m.exec(record.body)?.[0] ?? "Post Info";
    this.step(record, { kind: "end", text: run.endDetail, locator });
  }

  private step(record: ChatDevRecord, input: StepInput) {
    return this.build.step({ at: record.at, ...input });
  }
}

function between(text: string, before: string, behind: string): string | null {
  const start = text.indexOf(before);
  if (start < 0) return null;
  const end = text.indexOf(behind, start);
  return text.slice(start + before.length, end < 0 ? undefined : end).trim();
}
