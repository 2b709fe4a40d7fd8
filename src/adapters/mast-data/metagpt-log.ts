import { isObject } from "../../core/json.ts";
import { toIsoTime } from "../../core/time.ts";
import { RunBuilder } from "../run-builder.ts";
import { linesOf, type SystemFormat } from "./system-trace.ts";

const FORMAT = "mast-data/metagpt";
const HEADER = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \| [A-Z]+\s+\| [\w.]+:\w+:\d+ - (.*)$/;
const ACT = /^(.+?)\((\w+)\): to do (\w+)\(/;

/** MetaGPT's console log: a header line for each action, then what the action printed. */
export const metagptLog: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "MetaGPT log",
    writtenBy: "MetaGPT's logger; in the MAST data sets under `content` beside `prompt`",
    tested: "the published data sets",
    carries:
      "who acted in which role, what they wrote where the log holds it, times, the task where it is beside it",
    loses: "recipients, tokens, outputs that the log does not print, how the run ended",
    endReasons: { "(never said)": "unknown" },
  },
  recognise: (value) => {
    const lines = linesOf(isObject(value) ? value["content"] : value);
    const acts = lines?.slice(0, 200).some((line) => ACT.test(HEADER.exec(line)?.[2] ?? ""));
    return acts === true ? "actions of MetaGPT roles" : null;
  },
  read: ({ base, value }) => {
    const inRecord = isObject(value);
    const lines = linesOf(inRecord ? value["content"] : value);
    if (lines === null) return null;
    const task = inRecord && typeof value["prompt"] === "string" ? value["prompt"] : null;
    const builder = new RunBuilder({
      framework: "metagpt",
      format: FORMAT,
      locator: base,
      capabilities: { times: true, roles: true, task: task !== null },
    });
    const run = builder.draftRun;
    if (task !== null) {
      run.task = task;
      builder.step({ kind: "message", text: task, locator: `${base}/prompt` });
    }
    let acts = 0;
    for (const { header, at, body, line } of blocksOf(lines)) {
      const [, name, role, action] = ACT.exec(header) ?? [];
      if (name === undefined || role === undefined) {
        if (header !== "") builder.lose("log-noise", "log lines that are no action of a role");
        continue;
      }
      acts++;
      const agent = builder.agent(name, { role });
      if (body === "") {
        builder.lose("output-not-logged", "actions whose output the log does not print");
        run.capabilities.content = "partial";
      }
      const locator = inRecord ? `${base}/content#line:${line}` : `line:${line}`;
      const step = { kind: "message", agent, text: body === "" ? header : body, locator } as const;
      builder.step({ ...step, at: toIsoTime(at), ...(action === undefined ? {} : { phase: action }) });
    }
    if (acts === 0) return null;
    const times = builder.steps.flatMap(({ at }) => at ?? []);
    run.startedAt = times[0] ?? null;
    run.endedAt = times.at(-1) ?? null;
    return builder.draft();
  },
};

interface Block {
  header: string;
  at: string;
  body: string;
  /** 1-based line of the header. */
  line: number;
}

function* blocksOf(lines: readonly string[]): Generator<Block> {
  let current: (Omit<Block, "body"> & { rest: string[] }) | null = null;
  for (const [index, text] of lines.entries()) {
    const match = HEADER.exec(text);
    if (match === null) {
      current?.rest.push(text);
      continue;
    }
    if (current !== null) yield { ...current, body: current.rest.join("\n").trim() };
    current = { header: match[2] ?? "", at: match[1] ?? "", line: index + 1, rest: [] };
  }
  if (current !== null) yield { ...current, body: current.rest.join("\n").trim() };
}
