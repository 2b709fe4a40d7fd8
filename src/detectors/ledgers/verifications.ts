import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotableText } from "../quote.ts";
import { commandIn, nameWords } from "../tool-effects.ts";

/** A check that took place: something was run, compiled or validated, and there is a result. */
export interface Check {
  readonly action: Action;
  readonly result: Step;
  /** `test`: made to tell right from wrong (tests, compilers, validators); `execution`: anything else that was run. */
  readonly kind: "test" | "execution";
  readonly outcome: "pass" | "fail" | "unknown";
  /** The words of the result that say so; null where only the format does. */
  readonly evidence: string | null;
  /** Names of the files that the call names; [] where it names none. */
  readonly covers: readonly string[];
}

const TEST_WORDS = new Set(
  "test tests pytest unittest checks verify validate validator lint linter typecheck compare".split(" "),
);
const TEST_COMMAND =
  /\b(?:pytest|unittest|doctest|tox|nox|jest|vitest|mocha|rspec|phpunit|ctest|tsc|mypy|pyright|ruff|eslint|flake8|javac|gcc|g\+\+|clang|(?:go|cargo|dotnet|mvn|gradle|npm|yarn|pnpm|make|bazel) (?:run |-\S+ )*(?:test|check|build|vet)|run_?tests?)\b/;
const TEST_CODE = /^\s*assert\b|\bunittest\.main\(|\bpytest\.main\(|\bdef test_\w+/m;

/** The checks of a run in order, one for each action that runs or validates something and has a result. */
export function checksOf(_run: Run, prepared: PreparedRun): Check[] {
  const checks: Check[] = [];
  for (const action of prepared.actions) {
    const { result } = action;
    if (result === null) continue;
    const kind = kindOf(action);
    if (kind === null) continue;
    const words = endsOf(result.text);
    const found = kind === "test" ? faultIn(words) : null;
    const failure = (FAILURE.exec(words) ?? FAILURE_MARK.exec(words))?.[0] ?? found;
    const success = SUCCESS.exec(words)?.[0] ?? null;
    const failed = action.failed || (failure !== null && (kind === "test" || EXIT_CODE.test(failure)));
    checks.push({
      ...{ action, result, kind },
      outcome: failed ? "fail" : success !== null || result.ok === true ? "pass" : "unknown",
      evidence: failed ? failure : success,
      covers: filesIn(quotableText(action.step).slice(0, 1000)),
    });
  }
  return checks;
}

function kindOf(action: Action): Check["kind"] | null {
  if (action.tool === "code") return TEST_CODE.test(action.step.text.slice(0, 20_000)) ? "test" : "execution";
  if (nameWords(action.tool).some((word) => TEST_WORDS.has(word))) return "test";
  if (action.effect !== "run") return null;
  const command = commandIn(action.step.args);
  return command !== null && TEST_COMMAND.test(command.slice(0, 2000)) ? "test" : "execution";
}

/** Test runners and compilers sum up at the end; exit codes stand at the beginning. */
function endsOf(text: string): string {
  return text.length <= 1200 ? text : `${text.slice(0, 300)}\n${text.slice(-900)}`;
}

const FAULT = /\b(?:mismatch(?:es|ed)?|invalid|not valid|differs?|do(?:es)? not match|missing|^error)\b/im;
const NONE_BEFORE = /\b(?:no|not|0|none|without|nothing)(?:\s+\w+){0,2}\s*$|[=:]\s*$/i;
const NONE_AFTER = /^["\w]*\s*[:=]\s*(?:0\b|\[\]|none|false)/i;

/** What a validator names as wrong, and not as the kind of fault of which it found none. */
function faultIn(words: string): string | null {
  const match = FAULT.exec(words);
  if (match === null || NONE_BEFORE.test(words.slice(Math.max(0, match.index - 30), match.index)))
    return null;
  return NONE_AFTER.test(words.slice(match.index + match[0].length, match.index + match[0].length + 20))
    ? null
    : match[0];
}

const EXIT_CODE = /exit/i;
const FAILURE =
  /\b[1-9]\d* (?:tests? |checks? |assertions? )?(?:failed|failures?|failing|errors?)\b|\b(?:failures|errors|failed)"?\s?[=:]\s?[1-9]\d*|\bexit(?:ed with)?[ _-]?(?:code|status)?:? (?:code |status )?[1-9]\d*\b|"?\b(?:valid|passed|success|verified|ok)"?\s?[=:]\s?false\b|\btests? (?:has |have )?failed\b|\bcompilation (?:failed|error)/im;
/** What test runners and interpreters print in exactly this spelling. */
const FAILURE_MARK =
  /\bFAILED\b|--- FAIL|^(?:FAIL|not ok)\b|\bAssertionError\b|Traceback \(most recent call last\)/m;
const SUCCESS =
  /\b[1-9]\d* (?:tests? |checks? )?(?:passed|passing)\b|\b0 (?:failed|failures|errors)\b|^OK\b|\ball (?:\w+ )?(?:tests|checks) pass(?:ed)?|\bexit[ _-]?code:? 0\b|"?\b(?:valid|passed|success|verified|ok)"?\s?[=:]\s?true\b|\bBUILD SUCCESS/im;

const FILE_NAME = /[\w-]+\.[a-z]{1,5}\b/gi;

function filesIn(text: string): string[] {
  return [...new Set([...text.matchAll(FILE_NAME)].map(([name]) => name.toLowerCase()))];
}

/** Whether words that name files speak of other files than the check covers. */
export function isAboutOtherFiles(words: string, { covers }: Check): boolean {
  const named = filesIn(words);
  return covers.length > 0 && named.length > 0 && !named.some((name) => covers.includes(name));
}

/** The line of an output that says that tests failed; null where none does. */
export function failureLine(output: string): string | null {
  const match =
    /^[^\n]{0,160}\b[1-9]\d* failed\b[^\n]{0,80}$|^FAILED \S+[^\n]{0,160}$|^FAILED \([^\n]{0,80}\)$/m.exec(
      output,
    );
  return match?.[0].trim() ?? null;
}
