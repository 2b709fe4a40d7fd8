import { isObject } from "../../core/json.ts";
import { toIsoTime } from "../../core/time.ts";
import { RunBuilder } from "../run-builder.ts";
import { loguruHeader, loguruRecords } from "./loguru-log.ts";
import { firstLines, linesOf, type SystemFormat } from "./system-trace.ts";

const FORMAT = "mast-data/metagpt";
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
    const lines = isObject(value) ? linesOf(value["content"]) : firstLines(value);
    const acts = lines?.slice(0, 200).some((line) => ACT.test(loguruHeader(line)?.header ?? ""));
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
    for (const { header, at, rest, line } of loguruRecords(lines)) {
      const [, name, role, action] = ACT.exec(header) ?? [];
      if (name === undefined || role === undefined) {
        if (header !== "") builder.lose("log-noise", "log lines that are no action of a role");
        continue;
      }
      acts++;
      const body = rest.join("\n").trim();
      const agent = builder.agent(name, { role });
      if (body === "") {
        builder.lose("output-not-logged", "actions whose output the log does not print");
        run.capabilities.content = "partial";
      }
      const locator = inRecord ? `${base}/content#line:${line + 1}` : `line:${line + 1}`;
      const step = { kind: "message", agent, text: body, locator } as const;
      builder.step({ ...step, at: toIsoTime(at), ...(action === undefined ? {} : { phase: action }) });
    }
    if (acts === 0) return null;
    const times = builder.steps.flatMap(({ at }) => at ?? []);
    run.startedAt = times[0] ?? null;
    run.endedAt = times.at(-1) ?? null;
    return builder.draft();
  },
};
