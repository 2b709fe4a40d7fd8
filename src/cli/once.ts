/** What was made for one command, by the object that stands for it. */
const made = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Makes a thing once per command, however many parts of it ask: all of them see the same file, read at one moment. What
 * fails fails for each that asks, with the same error.
 * @param command the command's `Io`
 * @param what names the thing
 */
export function once<T>(command: object, what: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(command) ?? new Map<string, Promise<unknown>>();
  made.set(command, known);
  const before = known.get(what) as Promise<T> | undefined;
  if (before !== undefined) return before;
  const now = make();
  known.set(what, now);
  return now;
}
