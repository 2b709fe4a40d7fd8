import type { Json } from "../core/run.ts";

/**
 * What a call can do, as far as its name and command tell: `wait` passes time or asks how something is getting on,
 * `read` looks without changing, `change` alters something outside the conversation so that doing it again is
 * pointless or harmful, `advance` moves one further so that doing it again makes sense (next page, scroll, press),
 * `run` executes code or commands, `unknown` is anything else.
 */
export type ToolEffect = "wait" | "read" | "change" | "advance" | "run" | "unknown";

const WAIT_WORDS = new Set(
  "wait sleep poll polling status heartbeat ping watch monitor progress await ready pending alive health delay".split(
    " ",
  ),
);
const READ_WORDS = new Set(
  (
    "read get fetch search find list lookup look query show view open cat grep describe retrieve load browse visit " +
    "inspect check calculate calc calculator compute convert count compare analyze analyse summarize count info " +
    "weather select explain translate validate verify recall ask lint scan extract parse"
  ).split(" "),
);
const ADVANCE_WORDS = new Set(
  (
    "next previous prev back forward skip scroll click press type fill key keypress swipe hover drag play pause add " +
    "append increment decrement roll draw tick step move turn advance rotate page up down left right"
  ).split(" "),
);
const CHANGE_WORDS = new Set(
  (
    "write edit create update delete remove insert save store set put patch apply install upload rename copy send " +
    "post submit commit push publish deploy book buy order pay transfer cancel assign close merge replace modify " +
    "reset start stop enable disable register login draft schedule reply notify editor"
  ).split(" "),
);
const RUN_WORDS = new Set(
  "run execute exec python bash shell terminal command cmd interpreter test tests pytest compile build eval repl sandbox".split(
    " ",
  ),
);
/** Run things where no other word says what is done with them: `code`, but not `code_search`. */
const RUN_OBJECTS = new Set(["code", "script", "notebook"]);
const READ_COMMANDS = new Set(
  "ls cat head tail grep rg find pwd wc tree stat file which echo diff less more du df env whoami date".split(
    " ",
  ),
);

/** Words of a tool name: `get_jobStatus` → get, job, status. */
export function nameWords(tool: string): string[] {
  return tool
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/**
 * What the name of a tool says. Where it carries words of several kinds, waiting wins, then the word that comes first.
 * For `run` the command line tells more.
 */
export function effectOfName(tool: string): ToolEffect {
  const words = nameWords(tool);
  if (words.some((word) => WAIT_WORDS.has(word))) return "wait";
  for (const word of words) {
    if (RUN_WORDS.has(word)) return "run";
    if (ADVANCE_WORDS.has(word)) return "advance";
    if (CHANGE_WORDS.has(word)) return "change";
    if (READ_WORDS.has(word)) return "read";
  }
  return words.some((word) => RUN_OBJECTS.has(word)) ? "run" : "unknown";
}

const COMMAND_KEYS = ["command", "cmd", "script", "code", "input"];

/** The command line or code that a call hands over, or null. */
export function commandIn(args: Json | undefined): string | null {
  if (typeof args === "string") return args;
  if (args === null || args === undefined || typeof args !== "object" || Array.isArray(args)) return null;
  for (const key of COMMAND_KEYS) {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (typeof value === "string") return value;
  }
  return null;
}

/** What a call of a tool that runs things does, by its command line. */
export function effectOfCommand(command: string | null): ToolEffect {
  if (command === null) return "run";
  if (/^\s*sleep\b/.test(command)) return "wait";
  if (command.length > 300 || /[>`$]/.test(command)) return "run";
  const parts = command.split(/&&|\|\||[;|\n]/);
  return parts.every((part) => READ_COMMANDS.has(part.trim().split(/\s+/, 1)[0] ?? "")) ? "read" : "run";
}

/** Whether a result says that something is still going on, so that asking again is in order. */
export function saysPending(result: string): boolean {
  if (result.length > 600) return false;
  return /\b(?:pending|queued|in[ _-]progress|running|processing|not (?:yet )?ready|not finished|waiting|try again|retry after)\b/i.test(
    result,
  );
}

/** Whether an error is one that goes away by itself: retrying the same call is then in order. */
export function saysTransient(error: string): boolean {
  return /\b(?:time[d ]?-?out|timeout|rate.?limit\w*|too many requests|429|50[234]|temporar\w+|unavailable|overloaded|connection (?:reset|refused|aborted|error)|network|try again)\b/i.test(
    error.slice(0, 1000),
  );
}

/** Whether an output reads like a failure although the format does not say so. */
export function readsAsFailure(output: string): boolean {
  const head = output.slice(0, 200);
  if (/^\s*exitcode: 0\b/.test(head)) return false;
  if (/^\s*(?:\W{0,3}(?:error|exception|traceback|fatal|failed)\b|exitcode: [1-9-])/i.test(head)) return true;
  return (
    /^\w*(?:Error|Exception): /m.test(output.slice(-400)) ||
    head.includes("Traceback (most recent call last)")
  );
}
