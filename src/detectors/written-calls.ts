import type { Run, Step } from "../core/run.ts";
import { codeBlocks } from "./actions.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { effectOfCommand, effectOfName, type ToolEffect } from "./tool-effects.ts";

/**
 * A call that an agent wrote into its message for a harness to carry out, in a log that has no records of calls and
 * results of its own: a fenced block under the label "Action:", as ReAct prompts ask for.
 */
export interface WrittenCall {
  readonly step: Step;
  readonly agent: string;
  /** Code or command line, verbatim. */
  readonly code: string;
  /** Offset of `code` in the step's text. */
  readonly start: number;
  /** Equal for two calls of the same code by the same agent, white space aside. */
  readonly key: string;
  readonly effect: ToolEffect;
}

const LABEL = "Action:";
const LABELLED_FENCE = /\bAction:\s*```\w*\s*$/;
const SHELLS = new Set(["bash", "sh", "shell", "console", "terminal", "zsh", "powershell"]);

/** The written calls of a run in order; none where the format records calls, for then these are the records' words. */
export function writtenCallsOf(run: Run, prepared: PreparedRun): WrittenCall[] {
  if (run.capabilities.toolCalls) return [];
  const calls: WrittenCall[] = [];
  for (const step of run.steps) {
    if (step.agent === null || !prepared.isOwnWords(step) || !step.text.includes(LABEL)) continue;
    for (const { code, language, start } of codeBlocks(step.text)) {
      if (!LABELLED_FENCE.test(step.text.slice(Math.max(0, start - LONGEST_LABEL), start))) continue;
      const key = `${step.agent}\0${code.replace(/\s+/g, " ").trim()}`;
      calls.push({ step, agent: step.agent, code, start, key, effect: effectOfCode(code, language) });
    }
  }
  return calls;
}

/** Characters before the code in which its label and fence stand. */
const LONGEST_LABEL = 60;
const CALLED = /\b([A-Za-z_]\w*)(?:\.(?:_?run|invoke|call))?\(/g;
/** What prints, converts or wraps says nothing of what the code is for. */
const PLUMBING = new Set(
  "print str int float len range list dict set tuple sorted format repr open min max sum".split(" "),
);
const MOST_READ = 2000;
const RUNS =
  /(?:^|&&|[;|\n])\s*(?:(?:\w+=\S+|export|sudo|time) ){0,3}(?:python3?|pytest|tox|uv run|node|npx|npm (?:run|test|start)|yarn|go (?:run|test)|cargo|java|javac|mvn|gradle|make|ruby|php|dotnet|bash|sh|\.\/)(?![\w-])/;
const FIRST_COMMAND = /^\s*(?:#[^\n]*\n\s*)*([\w-]+)/;
const CHANGING_COMMANDS = new Set("sed rm mv cp mkdir touch patch tee git pip pip3 apt conda".split(" "));
/** These write where their output goes to a file, and else show something. */
const PRINTING_COMMANDS = new Set(["echo", "cat", "printf"]);

/** The strongest effect of the functions that the code calls; of a shell command what the command does. */
function effectOfCode(code: string, language: string): ToolEffect {
  const head = code.slice(0, MOST_READ);
  if (SHELLS.has(language)) return effectOfShell(head);
  const effects = new Set<ToolEffect>();
  for (const [, name = ""] of code.slice(-MOST_READ).matchAll(CALLED)) {
    if (!PLUMBING.has(name)) effects.add(effectOfName(name));
  }
  const strongest = STRONGEST_FIRST.find((effect) => effects.has(effect));
  return strongest ?? "run";
}

/** What a command line does; `cat file` and `echo words` look, `cat > file` and `echo words > file` write. */
function effectOfShell(command: string): ToolEffect {
  if (RUNS.test(command)) return "run";
  const first = FIRST_COMMAND.exec(command)?.[1] ?? "";
  if (CHANGING_COMMANDS.has(first) || (PRINTING_COMMANDS.has(first) && command.includes(">")))
    return "change";
  return effectOfCommand(command.trim());
}

const STRONGEST_FIRST: readonly ToolEffect[] = ["change", "run", "wait", "advance", "read"];
