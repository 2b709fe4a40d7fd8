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
}

/** What a check came to. */
export interface Outcome {
  readonly verdict: "pass" | "fail" | "unknown";
  /** The words of the result that say so; null where only the format does. */
  readonly evidence: string | null;
}

const TEST_WORDS = new Set(
  "test tests pytest unittest check checks checker checksum checksums verify verifier validate validator lint linter typecheck compare audit inspect proofread".split(
    " ",
  ),
);
const TEST_COMMAND =
  /\b(?:pytest|unittest|doctest|tox|nox|jest|vitest|mocha|rspec|phpunit|ctest|tsc|mypy|pyright|ruff|eslint|flake8|javac|gcc|g\+\+|clang|(?:go|cargo|dotnet|mvn|gradle|npm|yarn|pnpm|make|bazel) (?:run |-\S+ )*(?:test|check|build|vet)|run_?tests?)\b/;
const TEST_CODE = /^\s*assert\b|\bunittest\.main\(|\bpytest\.main\(|\bdef test_\w+/m;

/** The checks of a run in order, one for each action that runs or validates something and has a result. */
export function checksOf(_run: Run, prepared: PreparedRun): Check[] {
  return prepared.actions.flatMap((action) => {
    const { result } = action;
    const kind = result === null ? null : kindOf(action);
    return result === null || kind === null ? [] : [{ action, result, kind }];
  });
}

/** Reads the result of a check: to be asked for where something hangs on it. */
export function outcomeOf({ action, result, kind }: Check): Outcome {
  const words = endsOf(result.text);
  const failure = (FAILURE.exec(words) ?? FAILURE_MARK.exec(words))?.[0] ?? null;
  const fault = failure === null && kind === "test" ? faultIn(words) : failure;
  const isFailure = fault !== null && (kind === "test" || EXIT_CODE.test(fault));
  if (action.failed || isFailure) return { verdict: "fail", evidence: fault };
  const success = SUCCESS.exec(words)?.[0] ?? null;
  return { verdict: success !== null || result.ok === true ? "pass" : "unknown", evidence: success };
}

function kindOf(action: Action): Check["kind"] | null {
  if (action.tool === "code") return isTestCode(action.step.text) ? "test" : "execution";
  if (nameWords(action.tool).some((word) => TEST_WORDS.has(word))) return "test";
  if (action.effect !== "run") return null;
  const command = commandIn(action.step.args);
  return command !== null && TEST_COMMAND.test(command.slice(0, 2000)) ? "test" : "execution";
}

function isTestCode(text: string): boolean {
  const code = text.slice(0, MOST_OF_CODE);
  return /assert|test/.test(code) && TEST_CODE.test(code);
}

const MOST_OF_CODE = 20_000;

/** Test runners and compilers sum up at the end; exit codes stand at the beginning. */
function endsOf(text: string): string {
  return text.length <= 1200 ? text : `${text.slice(0, 300)}\n${text.slice(-900)}`;
}

const FAULT =
  /\b(?:mismatch(?:es|ed)?|invalid|not valid|differs?|do(?:es)? not (?:match|agree|equal)|disagrees?|missing|broken|incorrect|inconsistent|inconsistenc(?:y|ies)|discrepanc(?:y|ies)|deviat\w+|violat\w+|conflicts?|duplicates?|unreachable|rejected|^error)\b/im;
const NONE_BEFORE = /\b(?:no|not|0|none|without|nothing)(?:\s+\w+){0,2}\s*$|[=:]\s*$/i;
/** "11 of 14 fields valid", "3/5 passed": fewer than all. */
const SHARE =
  /\b(\d{1,6}) ?(?:of|out of|\/) ?(?:the )?(\d{1,6})\b(?: \w+){0,3} (?:are |were |is |was )?(?:valid|pass(?:ed|es|ing)?|ok|okay|correct|match(?:ed|es)?|agree|succeeded|reachable|verified|found)\b/i;
const NONE_AFTER = /^["\w]*\s*[:=]\s*(?:0\b|\[\]|none|false)/i;

/** What a validator names as wrong, and not as the kind of fault of which it found none. */
function faultIn(words: string): string | null {
  const share = SHARE.exec(words);
  if (share !== null && Number(share[1]) < Number(share[2])) return share[0];
  const match = FAULT.exec(words);
  if (match === null || NONE_BEFORE.test(words.slice(Math.max(0, match.index - 30), match.index)))
    return null;
  return NONE_AFTER.test(words.slice(match.index + match[0].length, match.index + match[0].length + 20))
    ? null
    : match[0];
}

const EXIT_CODE = /exit/i;
const FAILURE =
  /\b[1-9]\d* (?:tests? |checks? |assertions? )?(?:failed|failures?|failing|errors?)\b|\b(?:failures|errors|failed)"?\s?[=:]\s?[1-9]\d*|\bexit(?:ed with)?[ _-]?(?:code|status)?:? (?:code |status )?[1-9]\d*\b|"?\b(?:valid|passed|success|verified|ok)"?\s?[=:]\s?false\b|\btests? (?:has |have )?failed\b|^# fail [1-9]\d*|\bcompilation (?:failed|error)/im;
/** What test runners and interpreters print in exactly this spelling. */
const FAILURE_MARK =
  /\bFAILED\b|--- FAIL|^(?:FAIL|not ok)\b|\bAssertionError\b|Traceback \(most recent call last\)/m;
const SUCCESS =
  /\b[1-9]\d* (?:tests? |checks? )?(?:passed|passing)\b|\b0 (?:failed|failures|errors)\b|^OK\b|\ball (?:\w+ )?(?:tests|checks) pass(?:ed)?|\bexit[ _-]?code:? 0\b|"?\b(?:valid|passed|success|verified|ok)"?\s?[=:]\s?true\b|\bBUILD SUCCESS/im;

const FILE_NAME = /[\w-]+\.[a-z]{1,5}\b/gi;

function filesIn(text: string): string[] {
  return [...new Set([...text.matchAll(FILE_NAME)].map(([name]) => name.toLowerCase()))];
}

const MOST_OF_CALL = 1000;

/** Whether words that name files speak of other files than the check covers. */
export function isAboutOtherFiles(words: string, { action }: Check): boolean {
  const named = filesIn(words);
  if (named.length === 0) return false;
  const covered = filesIn(quotableText(action.step).slice(0, MOST_OF_CALL));
  return covered.length > 0 && !named.some((name) => covered.includes(name));
}

/** The line of an output that says that tests failed; null where none does. */
export function failureLine(output: string): string | null {
  const match =
    /^[^\n]{0,160}\b[1-9]\d* failed\b[^\n]{0,80}$|^FAILED \S+[^\n]{0,160}$|^FAILED \([^\n]{0,80}\)$/m.exec(
      output,
    );
  return match?.[0].trim() ?? null;
}
