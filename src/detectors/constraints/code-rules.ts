import { codeBlocks } from "../actions.ts";
import type { CodeChange } from "../code-work.ts";
import { placeholderCode } from "../cues/placeholders.ts";
import type { Breach, ConstraintKind } from "./constraint.ts";
import type { DeliveredWork } from "./delivered-work.ts";

/** Python packages that everyone knows to be installed apart. */
const THIRD_PARTY = new Set(
  (
    "numpy pandas scipy matplotlib seaborn sklearn requests httpx aiohttp flask django fastapi sqlalchemy pydantic click " +
    "typer rich bs4 lxml yaml torch tensorflow keras transformers nltk spacy PIL cv2 pytest hypothesis attr attrs dateutil " +
    "pytz tqdm redis celery boto3 psycopg2 pymongo networkx sympy statsmodels plotly openpyxl xlrd selenium playwright " +
    "scrapy jinja2 tabulate colorama termcolor loguru simplejson orjson regex more_itertools sortedcontainers cachetools"
  ).split(" "),
);
const IMPORT = /^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)/gm;
const MOST_READ = 100_000;

/** The newest code with imports; earlier versions are drafts. */
function importsOfNewest({ code }: DeliveredWork): { change: CodeChange; names: RegExpExecArray[] } | null {
  for (let at = code.length - 1; at >= 0; at--) {
    const change = code[at];
    if (change === undefined || change.isTest) continue;
    const names = [...change.code.slice(0, MOST_READ).matchAll(IMPORT)];
    if (names.length > 0) return { change, names };
  }
  return null;
}

function importOf(work: DeliveredWork, isForbidden: (name: string) => boolean): Breach | null {
  const newest = importsOfNewest(work);
  const found = newest?.names.find(([, name = ""]) => isForbidden(name));
  if (newest == null || found === undefined) return null;
  const [line, name] = found;
  return { tier: "high", by: newest.change.step, words: line.trim(), instead: `the code imports ${name}` };
}

const STANDARD_LIBRARY: ConstraintKind = {
  id: "standard-library",
  hints: [["librar", "stdlib", "third", "external"]],
  cue: /\b(?:only (?:the )?(?:python |python's )?(?:standard|built-?in) librar(?:y|ies)|standard[- ]library only|stdlib only|only (?:the )?stdlib|no (?:third[- ]party|external) (?:packages?|librar(?:y|ies)|dependenc(?:y|ies)|modules?)|without (?:any )?(?:third[- ]party|external) (?:packages?|librar(?:y|ies)|dependenc(?:y|ies)|modules?))\b/gi,
  topic: /\b(?:librar(?:y|ies)|packages?|dependenc(?:y|ies)|install)\b/i,
  read: () => ({
    demand: "for the standard library only",
    check: (work) => importOf(work, (name) => THIRD_PARTY.has(name)),
  }),
};

const FORBIDDEN_IMPORT: ConstraintKind = {
  id: "forbidden-import",
  hints: [
    ["import ", "importing ", "use ", "using ", "rely"],
    ["do not", "don't", "never", "must not", "without", "no "],
  ],
  cue: /\b(?:do not|don't|never|must not|without|no) (?:use |using |import |importing |rely on |relying on )(?:the )?`?([A-Za-z_]\w{1,30})`?(?: (?:library|package|module))?(?=[\s.,;:!)]|$)/gi,
  topic: /\b(?:librar(?:y|ies)|packages?|dependenc(?:y|ies)|import)\b/i,
  read: ([, name = ""]) =>
    name.length < 3
      ? null
      : {
          demand: `not to use ${name}`,
          check: (work) => importOf(work, (imported) => imported === name || imported === name.toLowerCase()),
        },
};

const NO_PLACEHOLDERS: ConstraintKind = {
  id: "no-placeholders",
  hints: [
    ["placeholder", "todo", "stub"],
    ["no ", "without", "don't", "never", "not "],
  ],
  cue: /\bno (?:placeholders?|TODOs?|stubs?)\b|\bwithout (?:any )?(?:placeholders?|TODOs?|stubs?)\b|\b(?:do not|don't|never|must not) (?:use|leave|include|write|contain) (?:any )?(?:placeholders?|TODOs?|stubs?)\b/gi,
  topic: /\b(?:placeholders?|TODOs?|stubs?)\b/i,
  read: () => ({
    demand: "for code without placeholders",
    check: ({ code }) => {
      const newest = code.at(-1);
      const words =
        newest === undefined
          ? null
          : (placeholderCode(newest.code) ?? /(?:#|\/\/) ?TODO\b[^\n]{0,60}/.exec(newest.code)?.[0]);
      if (newest === undefined || words == null) return null;
      return { tier: "high", by: newest.step, words, instead: "the last code has one" };
    },
  }),
};

const NAMED_PIECE: ConstraintKind = {
  id: "named-piece",
  hints: [["`"], ["function", "method", "class"]],
  cue: /\b(?:write|implement|create|build|add|define|provide)\b[^.`\n]{0,60}\b(?:functions?|methods?|class(?:es)?) (?:called |named )?`([A-Za-z_]\w{3,60})(?:\([^`\n]{0,120}\))?`/gi,
  topic: /\b(?:rename|call it|name it|instead)\b/i,
  read: ([, name = ""]) => ({
    demand: `for \`${name}\``,
    check: ({ ended, code, texts, run }) => {
      const newest = code.at(-1);
      if (!ended || newest === undefined || run.capabilities.content !== "full") return null;
      if (texts.some((text) => text.includes(name))) return null;
      return { tier: "high", by: newest.step, words: null, instead: "nothing of that name was written" };
    },
  }),
};

const LANGUAGES = new Map([
  ["python", /^(?:python\d?|py|ipython)$/],
  ["javascript", /^(?:javascript|js|jsx|node|mjs)$/],
  ["typescript", /^(?:typescript|ts|tsx)$/],
  ["java", /^java$/],
  ["kotlin", /^(?:kotlin|kt)$/],
  ["rust", /^(?:rust|rs)$/],
  ["go", /^(?:go|golang)$/],
  ["ruby", /^(?:ruby|rb)$/],
  ["php", /^php$/],
  ["swift", /^swift$/],
  ["c++", /^(?:c\+\+|cpp|cxx|cc)$/],
  ["c#", /^(?:c#|csharp|cs)$/],
]);

const PROGRAMMING_LANGUAGE: ConstraintKind = {
  id: "programming-language",
  hints: [
    ["python", "script", "java", "kotlin", "rust", "go", "ruby", "php", "swift", "c++", "c#"],
    ["write", "implement", "create", "build", "develop", "code"],
  ],
  cue: /\b(?:write|implement|create|build|develop|code)\b[^.\n]{0,80}?\b(?:in|an?|using) (Python|JavaScript|TypeScript|Java|Kotlin|Rust|Go|Ruby|PHP|Swift|C\+\+|C#)(?= (?:functions?|programs?|scripts?|class(?:es)?|modules?|code|cli|command|application|app|package)\b|[.,;]|$)/gi,
  topic: /\b(?:python|javascript|typescript|java|kotlin|rust|go|ruby|php|swift)\b|c\+\+|c#/i,
  read: ([, language = ""]) => ({
    demand: `for ${language}`,
    check: (work) => otherLanguage(work, language),
  }),
};

function otherLanguage({ ended, answers }: DeliveredWork, language: string): Breach | null {
  const isOrdered = LANGUAGES.get(language.toLowerCase());
  if (!ended || isOrdered === undefined) return null;
  const known = [...LANGUAGES.values()];
  let last: Breach | null = null;
  for (const step of answers) {
    for (const block of step.text.includes("```") ? codeBlocks(step.text) : []) {
      if (isOrdered.test(block.language)) return null;
      if (!known.some((pattern) => pattern.test(block.language))) continue;
      last = {
        tier: "high",
        by: step,
        words: `\`\`\`${block.language}`,
        instead: `the code is ${block.language}`,
      };
    }
  }
  return last;
}

/** What was ordered of code. */
export const CODE_RULES: readonly ConstraintKind[] = [
  STANDARD_LIBRARY,
  FORBIDDEN_IMPORT,
  NO_PLACEHOLDERS,
  NAMED_PIECE,
  PROGRAMMING_LANGUAGE,
];
