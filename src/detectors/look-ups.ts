import type { Json, Run } from "../core/run.ts";
import { type Action, codeBlocks } from "./actions.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { commandIn, effectOfName } from "./tool-effects.ts";

/**
 * What the agents of a run can look things up with, by name: tools that read, by their names, and colleagues that have
 * such tools or that a format lists although they do not speak.
 */
export function meansOf(run: Run): ReadonlyMap<string, "the tool" | "the colleague"> {
  const means = new Map<string, "the tool" | "the colleague">();
  const authors = new Set(run.steps.map(({ agent }) => agent));
  for (const { id, tools, role } of run.agents) {
    const lookUps = (tools ?? []).filter((tool) => effectOfName(tool) === "read");
    for (const tool of lookUps) means.set(tool, "the tool");
    const isSilent = !authors.has(id) && role !== null && LOOKS_UP.test(role.slice(0, MOST_OF_ROLE));
    if (lookUps.length > 0 || isSilent) means.set(id, "the colleague");
  }
  return means;
}

const LOOKS_UP = /\b(?:search|look up|research|retrieve|browse|find)\w*\b/i;
const MOST_OF_ROLE = 1000;

/** Actions that look something up, or may: refused and failed ones included, for they were tried. */
export function lookUpsOf(run: Run, prepared: PreparedRun): Action[] {
  const authors = new Set(run.steps.map(({ agent }) => agent));
  const names = new Set<string>();
  for (const { id, tools } of run.agents) {
    for (const tool of tools ?? []) names.add(tool);
    // What a colleague does with its own tools shows in its own calls.
    if (tools === null || !authors.has(id)) names.add(id);
  }
  return prepared.attempts.filter((action) => mayLookUp(action, names));
}

function mayLookUp(action: Action, names: ReadonlySet<string>): boolean {
  const { tool, effect, step } = action;
  if (FINISHES.test(tool)) return false;
  if (effect !== "run") return effect !== "change";
  const code = tool === "code" ? codeOf(step.text) : commandIn(step.args as Json);
  if (code === null) return true;
  const plain = withoutStrings(code);
  if (REACHES_OUT.test(plain)) return true;
  return [...plain.matchAll(CALLED)].some(([, name = ""]) => names.has(name));
}

const FINISHES = /^(?:final_?answer|finish|submit|complete|terminate|end)/i;
const REACHES_OUT =
  /\b(?:requests|urllib|urlopen|httpx?|aiohttp|open|read_\w+|load\w*|fetch\w*|get_\w+|search\w*|scrape\w*|download\w*|Path|listdir|glob|curl|wget|cat|grep|ls|find|sqlite3?|connect|wikipedia|BeautifulSoup|import_module|subprocess|system)\b/;
const CALLED = /\b([A-Za-z_]\w*)\(/g;
const STRINGS = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g;

function codeOf(text: string): string {
  return codeBlocks(text)
    .map(({ code }) => code)
    .join("\n");
}

/** Code without its strings and comments, which may speak of what is not done. */
function withoutStrings(code: string): string {
  return code.slice(0, MOST_OF_CODE).replace(STRINGS, '""');
}

const MOST_OF_CODE = 20_000;
