import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { z } from "zod";
import { nearestOf } from "../core/nearest.ts";
import type { FileProblem } from "./file-problem.ts";

/** A path into the parsed value: keys and positions. */
export type ValuePath = readonly PropertyKey[];

/** After a first mistake a parser sees many more that are none. */
const MOST_ERRORS = 5;

/** A YAML file that was parsed and checked, and that still knows where each value stands. */
export class CheckedYaml<T> {
  readonly file: string;
  /** Null where the file does not parse or does not fit its schema. */
  readonly value: T | null;
  readonly problems: readonly FileProblem[];
  private readonly root: Node | null;
  private readonly lines: LineCounter;

  constructor(file: string, content: string, schema: z.ZodType<T>) {
    this.file = file;
    this.lines = new LineCounter();
    const document = parseDocument(content, { lineCounter: this.lines, prettyErrors: false });
    this.root = document.contents;
    if (document.errors.length > 0) {
      this.value = null;
      const first = document.errors.slice(0, MOST_ERRORS);
      this.problems = first.map((error) => this.problemAt(error.pos[0], parseMistake(error)));
      return;
    }
    const forbidden = this.forbiddenKeys(document);
    if (forbidden.length > 0) {
      this.value = null;
      this.problems = forbidden;
      return;
    }
    let data: unknown;
    try {
      data = document.toJS();
    } catch (error) {
      // An alias without its anchor, or aliases that multiply without end.
      this.value = null;
      this.problems = [this.problem([], error instanceof Error ? error.message : String(error))];
      return;
    }
    const checked = schema.safeParse(data, { reportInput: true });
    this.value = checked.success ? checked.data : null;
    this.problems = checked.success ? [] : this.issueProblems(checked.error.issues, schema);
  }

  /** A problem with the value at this path, or with the nearest enclosing one that is there. */
  problem(path: ValuePath, message: string): FileProblem {
    return this.problemAt(this.offsetOf(path, false), message);
  }

  /** A problem with the key itself, not with its value. */
  keyProblem(path: ValuePath, message: string): FileProblem {
    return this.problemAt(this.offsetOf(path, true), message);
  }

  /** The issues of a schema for the value at `at`, each placed where it arises. */
  issueProblems(issues: readonly z.core.$ZodIssue[], schema: z.ZodType, at: ValuePath = []): FileProblem[] {
    return issues.flatMap((issue) => {
      const path = [...at, ...issue.path];
      const named = path.length === 0 ? "" : `${path.join(".")}: `;
      if (issue.code === "unrecognized_keys") {
        const known = knownKeys(schema, issue.path);
        return issue.keys.map((key) =>
          this.keyProblem([...path, key], `${named}unknown key "${key}"; ${keyAdvice(key, known)}`),
        );
      }
      const branch = issue.code === "invalid_union" ? closestBranch(issue.errors) : null;
      if (branch === null) return [this.problem(path, named + describeIssue(issue))];
      const nested = branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
      return this.issueProblems(nested, schema, at);
    });
  }

  /** A schema passes over this key where keys are free, so that what it says would be lost without a word. */
  private forbiddenKeys(document: Document): FileProblem[] {
    const found: FileProblem[] = [];
    visit(document, {
      Pair: (_, { key }) => {
        if (isScalar(key) && key.value === "__proto__")
          found.push(this.problemAt(key.range?.[0] ?? 0, 'unknown key "__proto__"'));
      },
    });
    return found;
  }

  private problemAt(offset: number, message: string): FileProblem {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col), message };
  }

  private offsetOf(path: ValuePath, atKey: boolean): number {
    let node: Node | null = this.root;
    let offset = node?.range?.[0] ?? 0;
    for (const [depth, part] of path.entries()) {
      if (!isCollection(node)) break;
      const last = depth === path.length - 1;
      let next: unknown;
      if (isMap(node)) {
        const pair = node.items.find(
          ({ key }) => (isScalar(key) ? String(key.value) : null) === String(part),
        );
        if (pair === undefined) break;
        const key = pair.key;
        if (isScalar(key) && key.range) offset = key.range[0];
        if (last && atKey) return offset;
        next = pair.value;
      } else {
        next = node.items[Number(part)];
      }
      if (next === undefined || next === null || isPair(next)) break;
      node = next as Node;
      offset = node.range?.[0] ?? offset;
    }
    return offset;
  }
}

function parseMistake({ code, message }: YAMLError): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here, and one is expected";
  return message.startsWith("Maximum call stack") ? "it nests too deep" : message;
}

function keyAdvice(key: string, known: readonly string[]): string {
  const nearest = nearestOf(key, known);
  if (nearest !== null) return `did you mean "${nearest}"?`;
  return known.length === 0 ? "no key is known here" : `known here: ${known.join(", ")}`;
}

/** The keys that the schema knows at a path. */
function knownKeys(schema: z.ZodType, path: ValuePath): string[] {
  let current: unknown = schema;
  for (const part of path) {
    current = inner(current);
    if (current instanceof z.ZodObject) current = current.shape[String(part)];
    else if (current instanceof z.ZodArray) current = current.element;
    else if (current instanceof z.ZodRecord) current = current.valueType;
    else return [];
  }
  current = inner(current);
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function inner(schema: unknown): unknown {
  let current = schema;
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodNullable ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault ||
    current instanceof z.ZodPipe
  ) {
    current = current instanceof z.ZodPipe ? current.in : current.unwrap();
  }
  if (current instanceof z.ZodUnion) return current.options.find((option) => option instanceof z.ZodObject);
  return current;
}

/** Of the alternatives the one whose kind of value was given: its own complaints are the helpful ones. */
function closestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | null {
  const wrongKind = (issues: readonly z.core.$ZodIssue[]): boolean =>
    issues.some(
      ({ code, path }) => path.length === 0 && (code === "invalid_type" || code === "invalid_value"),
    );
  return branches.find((issues) => !wrongKind(issues)) ?? branches[0] ?? null;
}

/** One zod issue as `expected …, got …`. */
function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return expected(issue.expected === "record" ? "object" : issue.expected, issue.input);
    case "invalid_value": {
      const options = issue.values.map((value) => JSON.stringify(value));
      return expected(
        options.length === 1 ? (options[0] ?? "") : `one of ${options.join(", ")}`,
        issue.input,
      );
    }
    case "too_small":
      return `expected at least ${issue.minimum}${unitOf(issue.origin)}, got ${shown(issue.input)}`;
    case "too_big":
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}, got ${shown(issue.input)}`;
    case "invalid_format":
      return issue.message.startsWith("expected")
        ? `${issue.message}, got ${shown(issue.input)}`
        : `expected ${issue.format}, got ${shown(issue.input)}`;
    case "invalid_key":
    case "invalid_element":
      return issue.issues.map((one) => describeIssue(one)).join("; ");
    default:
      return issue.message;
  }
}

function expected(what: string, input: unknown): string {
  return input === undefined ? `is missing; expected ${what}` : `expected ${what}, got ${shown(input)}`;
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function shown(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 57)}…"` : json;
}
