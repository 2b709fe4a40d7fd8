import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface ActionStep {
  id?: string;
  name: string;
  if?: string;
  run?: string;
  uses?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}

export interface Action {
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: ActionStep[] };
}

export function readAction(): Action {
  return parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as Action;
}

export interface Replay {
  exitCode: number;
  outputs: Record<string, string>;
  /** What the steps printed, in order. */
  log: string;
  summary: string;
  /** Steps that call other actions, with what they are given. */
  used: { uses: string; with: Record<string, string> }[];
}

export interface ReplayOptions {
  workspace: string;
  /** What the workflow gives; mast is taken from this checkout. */
  inputs: Record<string, string>;
  event?: Record<string, unknown>;
  apiUrl?: string;
}

/**
 * Runs the steps of action.yml one after the other in bash, as a runner of GitHub does: inputs and outputs by expressions,
 * files for outputs and summary, an end at the first step that fails. Actions called by steps are noted, not run.
 */
export async function replayAction({
  workspace,
  inputs,
  event = {},
  apiUrl,
}: ReplayOptions): Promise<Replay> {
  const action = readAction();
  const runner = join(workspace, ".runner");
  mkdirSync(runner, { recursive: true });
  const files = {
    output: join(runner, "output"),
    summary: join(runner, "summary"),
    event: join(runner, "event"),
  };
  writeFileSync(files.summary, "");
  writeFileSync(files.event, JSON.stringify(event));
  const given: Record<string, string> = {
    command: `${process.execPath} ${join(ROOT, "bin/mast.js")}`,
    ...inputs,
  };
  for (const name of Object.keys(given))
    if (!(name in action.inputs)) throw new Error(`the action has no input ${name}`);
  const github = { token: "token-of-the-job", action_path: ROOT.replace(/\/$/, ""), event };
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const context: Record<string, unknown> = { github, steps, inputs: {} };
  context["inputs"] = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => {
      if (input.required === true && given[name] === undefined) throw new Error(`${name} is required`);
      return [name, given[name] ?? filled(input.default ?? "", context)];
    }),
  );
  const replay: Replay = { exitCode: 0, outputs: {}, log: "", summary: "", used: [] };
  for (const step of action.runs.steps) {
    if (step.if !== undefined && filled(step.if, context) !== "true") continue;
    if (step.uses !== undefined) {
      replay.used.push({ uses: step.uses, with: filledAll(step.with ?? {}, context) });
      continue;
    }
    writeFileSync(files.output, "");
    const env = {
      ...{ PATH: process.env["PATH"] ?? "", HOME: workspace, RUNNER_TEMP: runner, GITHUB_ACTIONS: "true" },
      ...{ GITHUB_OUTPUT: files.output, GITHUB_STEP_SUMMARY: files.summary, GITHUB_EVENT_PATH: files.event },
      ...{ GITHUB_REPOSITORY: "crew/harbour", GITHUB_API_URL: apiUrl ?? "http://127.0.0.1:9" },
      ...filledAll(step.env ?? {}, context),
    };
    const { code, text } = await bash(step.run ?? "", workspace, env);
    replay.log += text;
    if (step.id !== undefined) steps[step.id] = { outputs: outputsOf(readFileSync(files.output, "utf8")) };
    if (code !== 0) {
      replay.exitCode = code;
      break;
    }
  }
  replay.summary = readFileSync(files.summary, "utf8");
  const values = Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value, context)]);
  replay.outputs = Object.fromEntries(values);
  return replay;
}

/** The options are those that a runner gives to `shell: bash`. */
function bash(
  script: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number; text: string }> {
  const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], { cwd, env });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += String(chunk);
    });
  }
  return new Promise((resolve) => child.on("close", (code) => resolve({ code: code ?? 1, text })));
}

/** `name=value`, or `name<<MARK`, lines, `MARK`. */
function outputsOf(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const [, name = "", mark] = /^([\w-]+)(?:<<(.+)|=)/.exec(lines[at] ?? "") ?? [];
    if (name === "") continue;
    if (mark === undefined) outputs[name] = (lines[at] ?? "").slice(name.length + 1);
    else {
      const end = lines.indexOf(mark, at + 1);
      outputs[name] = lines.slice(at + 1, end).join("\n");
      at = end;
    }
  }
  return outputs;
}

function filledAll(texts: Record<string, string>, context: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(text, context)]));
}

/** With each expression in the text worked out: names of contexts, texts, `==`, `!=` and `&&`. */
function filled(text: string, context: unknown): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const terms = expression.split("&&").map((term) => term.trim());
    const values = terms.map((term) => {
      const [, left, sign, right] = /^(.+?)\s*(==|!=)\s*(.+)$/.exec(term) ?? [];
      if (left === undefined || right === undefined) return termValue(term, context);
      return String((termValue(left, context) === termValue(right, context)) === (sign === "=="));
    });
    return values.find((value) => value === "false" || value === "") ?? values.at(-1) ?? "";
  });
}

function termValue(term: string, context: unknown): string {
  const text = /^'(.*)'$/.exec(term)?.[1];
  if (text !== undefined) return text;
  if (term === "true" || term === "false") return term;
  let value = context;
  for (const name of term.split("."))
    value =
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return value === undefined || value === null ? "" : String(value);
}

/** The annotations that a runner makes of a log; what is printed while commands are stopped makes none. */
export function annotationsOf(log: string): string[] {
  const found: string[] = [];
  let paused: string | null = null;
  for (const line of log.split("\n").map((one) => one.trimStart())) {
    const [, command = "", rest = ""] = /^::([\w-]+)(.*)$/.exec(line) ?? [];
    if (paused !== null) {
      if (line === `::${paused}::`) paused = null;
    } else if (command === "stop-commands") paused = rest.slice("::".length);
    else if (command !== "") found.push(`${command}${rest}`);
  }
  return found;
}

/** Whether a report that the action wrote is there. */
export function hasReport(workspace: string, name: string): boolean {
  return existsSync(join(workspace, "mast-report", name));
}
