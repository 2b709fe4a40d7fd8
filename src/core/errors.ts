/** The exit codes of every command; a contract. */
export const EXIT = {
  done: 0,
  gateFailed: 1,
  usage: 2,
  noRuns: 3,
  incomplete: 4,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** An expected failure with a message for a person; everything else that is thrown is a bug in mast (exit 70). */
export class MastError extends Error {
  readonly exitCode: number;
  readonly hint: string | null;

  constructor(message: string, options: { exitCode?: number; hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "MastError";
    this.exitCode = options.exitCode ?? EXIT.usage;
    this.hint = options.hint ?? null;
  }
}
