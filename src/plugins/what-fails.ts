import type { z } from "zod";

/** What about a value does not fit, with its place; null where it fits. A promise is told apart: `async` is easily written. */
export function whatFails(schema: z.ZodType, value: unknown): string | null {
  if (value instanceof Promise) {
    // Whatever becomes of it is not waited for, and must not end the process.
    value.catch(() => {});
    return "it gave a promise, and is not to be async";
  }
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (issue === undefined) return null;
  const place = issue.path.length === 0 ? "what it gave" : issue.path.join(".");
  return `${place}: ${issue.message}`;
}
