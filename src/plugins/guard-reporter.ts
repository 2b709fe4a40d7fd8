import { MastError } from "../core/errors.ts";
import type { Reporter } from "../reporters/reporter.ts";

/** A reporter whose errors, and what it gives that is no text, say whose they are; they end the command as wrong usage. */
export function guardReporter(reporter: Reporter, plugin: string): Reporter {
  const { id } = reporter.meta;
  const failure = (why: string, cause?: unknown): MastError =>
    new MastError(`the reporter ${id} of the plugin ${plugin} failed: ${why}`, {
      cause,
      hint: "-v says where; the other formats can be written without it",
    });
  return {
    meta: reporter.meta,
    async *render(report, options, runs) {
      try {
        const chunks: unknown = reporter.render(report, options, runs);
        if (!isIterable(chunks)) {
          // Where it is a promise that fails, its error says more than that it is one.
          await chunks;
          throw failure("render gives no iterable of texts; async *render does");
        }
        for await (const chunk of chunks) {
          if (typeof chunk !== "string") throw failure(`render gave a ${typeof chunk} and no text`);
          yield chunk;
        }
      } catch (error) {
        if (error instanceof MastError) throw error;
        throw failure(error instanceof Error ? error.message : String(error), error);
      }
    },
  };
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return (
    typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}
