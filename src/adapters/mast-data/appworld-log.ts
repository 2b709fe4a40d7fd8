import type { RunDraft } from "../adapter.ts";
import { RunBuilder } from "../run-builder.ts";
import { type AppWorldBlock, appWorldBlocks, blockHeader } from "./appworld-blocks.ts";
import { firstLines, logOf, type SystemFormat } from "./system-trace.ts";

const FORMAT = "mast-data/appworld";
const SUPERVISOR = "Supervisor";
/** The call by which the supervisor ends a task: as code, at the start of a line or as an argument. */
const COMPLETE = /^[ \t]{0,40}(?:print\()?(?:apis\.supervisor\.)?complete_task\([^)\n]{0,500}\)?/m;
const GAVE_UP = /status\s{0,5}=\s{0,5}["']fail/;
const FAILED = /^Execution failed\b/;
/** A shorter text in another one proves nothing. */
const LEAST_ECHO = 20;

/** The console log of AppWorld's multi-agent baseline: a supervisor that writes code and sends messages to app agents. */
export const appworldLog: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "AppWorld log",
    writtenBy:
      "the multi-agent experiments on AppWorld that the MAST data sets hold, under `trajectory` or as the trace",
    tested: "untested: written after descriptions of the log and other people's readers of it",
    carries:
      "answers of the supervisor and of app agents, who wrote to whom, outputs of executed code, the task",
    loses:
      "times, tokens, single API calls (they stand in code); the evaluation at the end gives the outcome only",
    endReasons: {
      "complete_task() in the supervisor's last answer": "completed",
      'complete_task(status="fail")': "stopped",
      "no complete_task and no evaluation": "truncated",
      "(anything else)": "unknown",
    },
  },
  recognise: (value) => {
    const kinds = new Set(firstLines(value).map((line) => blockHeader(line)?.kind));
    const isLog = kinds.has("response") && (kinds.has("task") || kinds.has("output") || kinds.has("enter"));
    return isLog ? "headers of an AppWorld log" : null;
  },
  read: (trace) => {
    const log = logOf(trace);
    if (log === null) return null;
    const runs: AppWorldRun[] = [];
    for (const block of appWorldBlocks(log.lines)) {
      const locator = log.locate(block.line);
      const isFirst = runs.length === 0;
      if (isFirst || block.kind === "task") runs.push(new AppWorldRun(isFirst ? trace.base : locator));
      runs.at(-1)?.add(block, locator);
    }
    return runs.flatMap((run) => run.finish() ?? []);
  },
};

class AppWorldRun {
  private readonly build: RunBuilder;
  /** Agents by their name in lower case: logs write the same app in both cases. */
  private readonly names = new Map<string, string>();
  /** The agent in whose message loop the log stands, and whether it has been written to. */
  private loop: { name: string; opened: boolean } | null = null;
  private evaluated = false;

  constructor(locator: string) {
    this.build = new RunBuilder({
      framework: "appworld",
      format: FORMAT,
      locator,
      capabilities: { recipients: true, toolResults: true, endReason: true },
    });
  }

  add(block: AppWorldBlock, locator: string): void {
    const { kind, name, text } = block;
    if (kind === "enter" || kind === "exit") {
      this.loop = kind === "enter" ? { name, opened: false } : null;
      return;
    }
    if (text === "") return;
    if (kind === "task") {
      this.build.draftRun.task = text;
      this.build.step({ kind: "message", text, locator });
    } else if (kind === "evaluation") this.addEvaluation(text);
    else if (kind === "response")
      this.build.step({ kind: "message", agent: this.agent(name), text, locator });
    else if (kind === "reply") this.addReply(name, text, locator);
    else if (kind === "message") this.addMessage(name, text, locator);
    else this.addOutput(text, locator, kind === "api");
  }

  finish(): RunDraft | null {
    const run = this.build.draft();
    if (run.agents.length === 0) return null;
    run.capabilities.task = run.task !== null;
    const close = run.steps.findLastIndex((step) => step.agent !== null);
    const last = run.steps[close];
    const isSupervisor = last?.agent === this.names.get(SUPERVISOR.toLowerCase());
    const call = isSupervisor ? COMPLETE.exec(last?.text ?? "")?.[0] : undefined;
    const failed = run.steps.slice(close).some(({ ok }) => ok === false);
    if (last !== undefined && call !== undefined && !failed) {
      last.marker = "terminal";
      run.endReason = GAVE_UP.test(call) ? "stopped" : "completed";
      run.endDetail = call.trim();
    } else {
      run.endReason = this.evaluated ? "unknown" : "truncated";
      run.capabilities.endReason = false;
    }
    return run;
  }

  private agent(name: string): string {
    const key = name.toLowerCase();
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const id = this.build.agent(name, key === SUPERVISOR.toLowerCase() ? { kind: "manager" } : {});
    this.names.set(key, id);
    return id;
  }

  /** The first message in a loop is the supervisor's own; all others show an agent what its code gave. */
  private addMessage(name: string, text: string, locator: string): void {
    const isOpening = this.loop?.opened === false && this.loop.name.toLowerCase() === name.toLowerCase();
    if (!isOpening || this.loop === null) {
      this.addOutput(text, locator, false);
      return;
    }
    this.loop.opened = true;
    const agent = this.agent(SUPERVISOR);
    this.build.step({ kind: "message", agent, to: [this.agent(name)], text, locator });
  }

  /** A reply is the agent's last answer once more, now with its addressee. */
  private addReply(name: string, text: string, locator: string): void {
    const agent = this.agent(name);
    const to = [this.agent(SUPERVISOR)];
    const last = this.build.steps.at(-1);
    if (last?.agent === agent && last.kind === "message" && repeats(last.text, text)) {
      last.to = to;
      this.build.lose("log-echo", "texts that the log shows a second time, to the one they are meant for");
    } else this.build.step({ kind: "message", agent, to, text, locator });
  }

  private addOutput(text: string, locator: string, isApi: boolean): void {
    const last = this.build.steps.at(-1);
    if (last === undefined || this.build.draftRun.agents.length === 0) {
      this.build.lose("prompt", "what the supervisor is shown before its first answer");
    } else if (last.agent === null || last.to.length > 0 ? repeats(last.text, text) : last.text === text) {
      this.build.lose("log-echo", "texts that the log shows a second time, to the one they are meant for");
    } else {
      const tool = isApi ? { tool: "send_message" } : {};
      this.build.step({ kind: "tool-result", text, ok: !FAILED.test(text), locator, ...tool });
    }
  }

  /** The verdict on the task stands outside the run: it is the run's outcome and no step. */
  private addEvaluation(text: string): void {
    this.evaluated = true;
    const success = /"success":\s{0,5}(true|false)/.exec(text)?.[1];
    if (success === undefined) return;
    this.build.draftRun.outcome = success === "true" ? "succeeded" : "failed";
    this.build.draftRun.outcomeSource = "AppWorld's evaluation at the end of the log";
  }
}

/** Whether the log shows a text again, whole or inside another one. */
function repeats(text: string, again: string): boolean {
  if (text === again) return true;
  return Math.min(text.length, again.length) >= LEAST_ECHO && (text.includes(again) || again.includes(text));
}
