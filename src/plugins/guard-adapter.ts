import { z } from "zod";
import type { AdapterEvent, AssembledEvent, Recognition, TraceAdapter } from "../adapters/adapter.ts";
import { runSchema } from "../core/run.ts";
import { SourceError } from "../sources/source-error.ts";
import { whatFails } from "./what-fails.ts";

const recognition = z.looseObject({
  score: z.number().min(0).max(1),
  format: z.string().min(1),
  why: z.string(),
});

const event = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("run") }),
  z.looseObject({
    type: z.literal("problem"),
    problem: z.looseObject({ locator: z.string(), code: z.string(), message: z.string() }),
  }),
  z.looseObject({
    type: z.literal("fragments"),
    fragments: z.array(
      z.looseObject({ group: z.string(), key: z.string(), joins: z.array(z.string()), body: z.string() }),
    ),
  }),
]);

const { agents, steps, task, inferred, losses } = runSchema.shape;
/** What is looked at before the finished run is checked; steps are counted anew. */
const draft = z.looseObject({
  ...{ nativeKey: z.string().nullable(), locator: z.string(), agents, task, inferred, losses },
  steps: z.array(steps.element.extend({ index: z.unknown() })),
});

/** An adapter whose errors, and what it gives that is none of what it should, say whose they are and cost the source that it was given alone. */
export function guardAdapter(adapter: TraceAdapter, plugin: string): TraceAdapter {
  const { id } = adapter.meta;
  const failure = (error: unknown, doing: string): Error => {
    if (error instanceof SourceError || (error instanceof Error && "syscall" in error)) return error;
    const why = error instanceof Error ? error.message : String(error);
    const message = `the adapter ${id} of the plugin ${plugin} failed ${doing}: ${why}`;
    return new SourceError("plugin-failed", message, { cause: error });
  };
  const { assemble } = adapter;
  return {
    meta: adapter.meta,
    recognise(source) {
      try {
        const answer: unknown = adapter.recognise(source);
        return answer === null || answer === undefined ? null : (held(recognition, answer) as Recognition);
      } catch (error) {
        throw failure(error, "to say whether it is its own");
      }
    },
    async *read(source, format) {
      try {
        for await (const given of adapter.read(source, format)) yield checked(given) as AdapterEvent;
      } catch (error) {
        throw failure(error, "to read it");
      }
    },
    ...(assemble === undefined
      ? {}
      : {
          *assemble(fragments): Generator<AssembledEvent> {
            try {
              for (const given of assemble.call(adapter, fragments)) yield checked(given) as AssembledEvent;
            } catch (error) {
              throw failure(error, "to make runs of its fragments");
            }
          },
        }),
  };
}

/** The event, or, for what is no run, the problem that says so: it must not cost those after it. */
function checked(given: unknown): AdapterEvent {
  const told = held(event, given) as AdapterEvent;
  if (told.type !== "run") return told;
  const message = whatFails(draft, told.draft);
  if (message === null) return told;
  const place: unknown = (told.draft as { locator?: unknown } | null | undefined)?.locator;
  return {
    type: "problem",
    problem: { locator: typeof place === "string" ? place : "", code: "invalid-run", message },
  };
}

/** The value itself, and no copy. @throws Error that says what is wrong with it, and where */
function held(schema: z.ZodType, value: unknown): unknown {
  const fault = whatFails(schema, value);
  if (fault !== null) throw new Error(fault);
  return value;
}
