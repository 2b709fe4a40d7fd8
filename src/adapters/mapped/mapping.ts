import { JSONPathEnvironment, type JSONPathQuery, type JSONValue } from "json-p3";
import type { EndReason } from "../../core/run.ts";

/**
 * Where a person's own JSON holds what a run is made of. Paths are JSONPath (RFC 9535). `$` is the document or line for
 * `runs`; the run for `id`, `task`, `messages` and `end`; the message for `agent`, `text`, `time`, `role`, `answers` and
 * `calls`; the call for what is in it.
 */
export interface Mapping {
  /** Shown as the framework of the runs, and part of their ids. */
  name: string;
  /** All runs of a document or line; absent: it is one run. */
  runs?: string;
  /** The run's own key; without `messages` that of the run which a message belongs to. Absent: its place is its key. */
  id?: string;
  /** What the run was asked to do; absent: the first message of a user. */
  task?: string;
  /** The messages of a run in their order; absent: each document or line is one message. */
  messages?: string;
  /** Name of the agent; a message without one is a user's, or an unnamed agent's where it has a role that is no user's. */
  agent: string;
  /** The words; several matches are joined by line breaks. */
  text: string;
  /** ISO 8601 or an epoch in s, ms, µs or ns. */
  time?: string;
  /** user, human → no agent; system, developer → instructions, no step; tool, function → result of a tool. */
  role?: string;
  /** In a message that is the result of a tool: the id of the call that it answers, as `calls.id` finds it. */
  answers?: string;
  /** Names at `agent` that are people outside the team. */
  users?: readonly string[];
  calls?: CallMapping;
  end?: { value: string; reasons: Readonly<Record<string, EndReason>> };
}

export interface CallMapping {
  /** The calls of a message. */
  list: string;
  tool: string;
  args?: string;
  id?: string;
  /** Present where the call and its result stand together. */
  result?: string;
}

export interface Place {
  value: unknown;
  /** JSON pointer from where the path starts. */
  pointer: string;
}

/** Above the nesting that sources hand on, so that `..` reaches everywhere. */
const paths = new JSONPathEnvironment({ maxRecursionDepth: 600 });

/** One compiled path. */
export class JsonPath {
  readonly text: string;
  private readonly query: JSONPathQuery;

  /** @throws an error that says what is wrong with the path */
  constructor(text: string) {
    this.text = text;
    this.query = paths.compile(text);
  }

  all(value: unknown): Place[] {
    return this.query
      .query(value as JSONValue)
      .nodes.map((node) => ({ value: node.value, pointer: node.toPointer().toString() }));
  }

  values(value: unknown): unknown[] {
    return this.query.query(value as JSONValue).nodes.map((node) => node.value);
  }

  first(value: unknown): unknown {
    return this.query.query(value as JSONValue).nodes[0]?.value;
  }
}

/** What is wrong with a path, or null. */
export function pathProblem(text: string): string | null {
  try {
    new JsonPath(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Compiled<T> = { [K in keyof T]: T[K] extends string ? JsonPath : JsonPath | undefined };

/** The paths of a mapping, compiled once. */
export interface MappedPaths {
  runs: JsonPath | null;
  id: JsonPath | null;
  task: JsonPath | null;
  messages: JsonPath | null;
  agent: JsonPath;
  text: JsonPath;
  time: JsonPath | null;
  role: JsonPath | null;
  answers: JsonPath | null;
  calls: Compiled<CallMapping> | null;
  end: JsonPath | null;
}

export function compiled(mapping: Mapping): MappedPaths {
  const optional = (text: string | undefined) => (text === undefined ? null : new JsonPath(text));
  const { calls } = mapping;
  return {
    runs: optional(mapping.runs),
    id: optional(mapping.id),
    task: optional(mapping.task),
    messages: optional(mapping.messages),
    agent: new JsonPath(mapping.agent),
    text: new JsonPath(mapping.text),
    time: optional(mapping.time),
    role: optional(mapping.role),
    answers: optional(mapping.answers),
    end: optional(mapping.end?.value),
    calls:
      calls === undefined
        ? null
        : {
            list: new JsonPath(calls.list),
            tool: new JsonPath(calls.tool),
            args: optional(calls.args) ?? undefined,
            id: optional(calls.id) ?? undefined,
            result: optional(calls.result) ?? undefined,
          },
  };
}
