import { CheckedYaml } from "./checked-yaml.ts";
import type { FileProblem } from "./file-problem.ts";
import {
  controlsSchema,
  injectionsSchema,
  type JudgeData,
  judgeFileSchema,
  PROMPT_PLACES,
  type PriceList,
  type PromptName,
  pricesSchema,
} from "./judge-schema.ts";
import { placesIn } from "./places.ts";

/** A file of the folder, as `TaxonomyText` in check.ts. */
interface Text {
  file: string;
  place: string;
  text: string;
}

/**
 * Reads and checks `judge/`: prompts whose places are all there, items with known answers, patterns that compile. Null
 * without problems where the folder has none of it, as a taxonomy of one's own may.
 */
export function checkJudge(
  texts: readonly Text[],
  main: string,
): { judge: JudgeData | null; problems: FileProblem[] } {
  const own = texts.filter(({ place }) => place.startsWith("judge/"));
  if (own.length === 0) return { judge: null, problems: [] };
  const problems: FileProblem[] = [];
  const find = (name: string): Text | null => {
    const found = own.find(({ place }) => place === `judge/${name}`);
    if (found === undefined) {
      problems.push({ file: main, line: 1, column: 1, message: `judge/${name} is missing` });
    }
    return found ?? null;
  };
  const yaml = <T>(name: string, schema: ConstructorParameters<typeof CheckedYaml<T>>[2]): T | null => {
    const text = find(name);
    if (text === null) return null;
    const checked = new CheckedYaml(text.file, text.text, schema);
    problems.push(...checked.problems);
    return checked.value;
  };
  const about = yaml("judge.yaml", judgeFileSchema);
  const controls = yaml("controls.yaml", controlsSchema);
  const injections = yaml("injections.yaml", injectionsSchema);
  const hasPrices = own.some(({ place }) => place === "judge/prices.yaml");
  const prices: PriceList | null = hasPrices ? yaml("prices.yaml", pricesSchema) : { providers: [] };
  const prompts: Partial<Record<PromptName, string>> = {};
  for (const name of Object.keys(PROMPT_PLACES) as PromptName[]) {
    const text = find(`${name}.md`);
    if (text === null) continue;
    problems.push(...promptProblems(text, PROMPT_PLACES[name]));
    prompts[name] = text.text.trim();
  }
  if (problems.length > 0 || about === null || controls === null || injections === null || prices === null) {
    return { judge: null, problems };
  }
  const { version } = about;
  const judge = {
    version,
    prompts: prompts as JudgeData["prompts"],
    controls,
    injections: injections.patterns,
    prices,
  };
  return { judge, problems };
}

/** Each place exactly once, and none that nothing fills. */
function promptProblems({ file, text }: Text, needed: readonly string[]): FileProblem[] {
  const problems: FileProblem[] = [];
  const at = (offset: number, message: string): void => {
    const before = text.slice(0, offset).split("\n");
    problems.push({ file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message });
  };
  if (text.trim() === "") at(0, "the prompt is empty");
  const found = placesIn(text);
  for (const match of text.matchAll(/\{\{([^}\n]*)(\}\})?/g)) {
    const [whole, name = "", end] = match;
    if (end === undefined) at(match.index, `"${whole.slice(0, 20)}" opens a place and does not close it`);
    else if (!needed.includes(name)) {
      const list = needed.map((one) => `{{${one}}}`).join(", ");
      at(match.index, `unknown place {{${name}}}; known here: ${list}`);
    } else if (text.indexOf(`{{${name}}}`) < match.index) at(match.index, `{{${name}}} stands there twice`);
  }
  for (const name of needed) if (!found.includes(name)) at(0, `{{${name}}} is missing`);
  return problems;
}
