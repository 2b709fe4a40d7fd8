import type { Json, Run, Step } from "../core/run.ts";
import { type Action, codeBlocks } from "./actions.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { nameWords } from "./tool-effects.ts";
import { type WrittenCall, writtenCallsOf } from "./written-calls.ts";

/** One version of code that an agent wrote: a file written or edited by a tool, or code in a message. */
export interface CodeChange {
  readonly step: Step;
  readonly kind: "file" | "message";
  readonly code: string;
  readonly isTest: boolean;
  /** Offset in the step's text of the code, or of its first test; 0 for calls. */
  readonly start: number;
}

/** Code that was written in a run and what was done to try it, in order. */
export interface CodeWork {
  readonly changes: readonly CodeChange[];
  /** Actions that execute something: tests, programs, commands, code handed to an executor. */
  readonly executions: readonly Action[];
}

const CODE_FILE =
  /\.(?:py|js|mjs|cjs|ts|tsx|jsx|java|kt|go|rs|rb|php|c|cc|cpp|h|hpp|cs|swift|scala|sh|sql|r|jl|lua|pl|ipynb|vue|dart)$/i;
const NAMES_CODE_FILE =
  /\w\.(?:py|[mc]?[jt]sx?|java|kt|go|rs|rb|php|cc?|cpp|hp?p?|cs|swift|scala|sh|sql|vue|dart)\b/;
const TEST_FILE = /(?:^|[/_.-])tests?(?:[/_.-]|$)|(?:test|spec)\.[a-z]+$/i;
const TEST_CODE =
  /^\s*(?:async )?def test_\w+|^\s*(?:import|from) (?:pytest|unittest)\b|\bunittest\.TestCase\b|^\s*(?:describe|it|test)\(\s*["'`]|@Test\b|^func Test[A-Z]\w*\(/m;
/** Cheap refusal: each form of test code has one of these. */
const TEST_WORDS = ["test", "Test", "describe(", "it("];
const NO_CODE = new Set(
  "bash sh shell console terminal zsh powershell text txt plaintext json yaml yml xml toml ini csv md markdown output log diff html css mermaid latex tex http dockerfile".split(
    " ",
  ),
);
const PATH_KEYS = ["path", "file_path", "filepath", "filename", "file_name", "file", "name", "target"];
const CONTENT_KEYS = [
  "content",
  "contents",
  "text",
  "code",
  "data",
  "body",
  "new_str",
  "file_text",
  "with",
  "new",
  "patch",
];
const LOOKS_LIKE_CODE =
  /^\s*(?:def \w+\(|class \w+|import \w|from [\w.]+ import|(?:async )?function\b|(?:const|let|var) \w|public \w|#include|package \w|func \w+\(|fn \w+\(|SELECT \b|CREATE TABLE|print\(|@\w+|\w+ = )/m;
const DEFINES =
  /^\s*(?:(?:async )?def \w+\(|class \w+|import \w|from [\w.]+ import|(?:export )?(?:default )?(?:async )?function\b|(?:export )?(?:const|let|var) \w+ = |public \w|#include|package \w|func \w+\(|(?:pub )?fn \w+\(|CREATE (?:TABLE|FUNCTION|VIEW))/m;
/** A message without fences is code where it begins with it. */
const BEGINS_WITH_CODE =
  /^\s{0,8}(?:async def|def|class|import|from|export|function|const|let|var|public|#include|package|func|fn|pub|CREATE|'''|"""|#!)/;
const MOST_EXAMINED = 40_000;

/** Linear in the run's size. Code shown again, as in a review or a handover, is no change. */
export function codeWorkOf(run: Run, prepared: PreparedRun): CodeWork {
  const written: CodeChange[] = [];
  const executions: Action[] = [];
  const executed = new Set<Step>();
  for (const action of prepared.actions) {
    if (action.effect === "run" && !isInstallation(action)) {
      executions.push(action);
      executed.add(action.step);
    } else if (action.effect === "change" && !action.failed) {
      const change = fileChange(action);
      if (change !== null) written.push(change);
    }
  }
  const calls = new Set<Step>();
  for (const call of prepared.of(writtenCallsOf)) {
    calls.add(call.step);
    if (call.effect === "run") executions.push(actionOf(call));
    else if (call.effect === "change" && NAMES_CODE_FILE.test(call.code)) written.push(writtenChange(call));
  }
  for (const step of run.steps) {
    if (!prepared.isOwnWords(step) || executed.has(step) || calls.has(step) || isTask(step, run)) continue;
    if (step.kind === "artifact" || !step.text.includes("```")) {
      const begins = step.kind === "artifact" || BEGINS_WITH_CODE.test(step.text);
      if (begins && DEFINES.test(step.text.slice(0, 4000))) {
        written.push(messageChange(step, step.text, 0));
      }
      continue;
    }
    for (const { language, code, start } of codeBlocks(step.text)) {
      if (NO_CODE.has(language) || !LOOKS_LIKE_CODE.test(code.slice(0, 4000))) continue;
      if (DEFINES.test(code.slice(0, MOST_EXAMINED))) written.push(messageChange(step, code, start));
    }
  }
  written.sort((a, b) => a.step.index - b.step.index || a.start - b.start);
  const shown = new Set<string>();
  for (const step of executed)
    for (const { code } of codeBlocks(step.text)) for (const line of linesOf(code)) shown.add(line);
  return {
    changes: written.filter((change) => change.kind === "file" || bringsNewLines(change, shown)),
    executions,
  };
}

function isTask(step: Step, run: Run): boolean {
  return run.task !== null && (step.index === 0 || step.text === run.task);
}

/** Whether the code has lines that stood in no code before, beyond a few; remembers them. */
function bringsNewLines({ code }: CodeChange, shown: Set<string>): boolean {
  const lines = linesOf(code);
  const fresh = lines.filter((line) => !shown.has(line));
  for (const line of fresh) shown.add(line);
  return fresh.length >= Math.max(2, lines.length * LEAST_NEW_SHARE);
}

const LEAST_NEW_SHARE = 0.2;

function linesOf(code: string): string[] {
  return code
    .slice(0, MOST_EXAMINED)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /\w/.test(line));
}

/** What a harness ran for the agent, as far as its log says so: that it did, and not what came of it. */
function actionOf({ step, agent, key, effect }: WrittenCall): Action {
  return { step, agent, key, effect, tool: "code", result: null, failed: false, executed: true };
}

function writtenChange({ step, code, start }: WrittenCall): CodeChange {
  return { ...messageChange(step, code, start), kind: "file" };
}

function messageChange(step: Step, code: string, start: number): CodeChange {
  const test = testIn(code);
  return { step, kind: "message", code, start: start + (test?.index ?? 0), isTest: test !== null };
}

function testIn(code: string): RegExpExecArray | null {
  const examined = code.slice(0, MOST_EXAMINED);
  return TEST_WORDS.some((word) => examined.includes(word)) ? TEST_CODE.exec(examined) : null;
}

function fileChange({ step, tool }: Action): CodeChange | null {
  const path = stringAt(step.args, PATH_KEYS) ?? "";
  const code = stringAt(step.args, CONTENT_KEYS) ?? "";
  if (!CODE_FILE.test(path)) return null;
  if (nameWords(tool).some((word) => word === "delete" || word === "remove")) return null;
  return {
    step,
    kind: "file",
    code,
    start: 0,
    isTest: TEST_FILE.test(path) || testIn(code) !== null,
  };
}

function stringAt(args: Json | undefined, keys: readonly string[]): string | null {
  if (args === null || typeof args !== "object" || Array.isArray(args)) return null;
  for (const key of keys) {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (typeof value === "string") return value;
  }
  return null;
}

/** Installing packages or moving about in folders tries nothing. */
function isInstallation({ step, tool }: Action): boolean {
  if (tool === "code") return false;
  const command = stringAt(step.args, ["command", "cmd"]);
  return (
    command !== null &&
    /^\s*(?:sudo )?(?:pip3?|npm|yarn|apt(?:-get)?|conda|brew|mkdir|cd|git)\b[^|&;]*$/.test(command) &&
    !/\bnpm (?:run|test|start)\b/.test(command)
  );
}
