/** Everything outside the process that a command may touch; tests hand in their own. */
export interface Io {
  stdin: NodeJS.ReadableStream;
  stdout: TextOutput;
  stderr: TextOutput;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  /** Aborted at the first SIGINT or SIGTERM; `reason` is the exit code that follows. */
  signal: AbortSignal;
}

export interface TextOutput {
  /** Resolves when the text is handed over, so that a slow pipe slows mast instead of filling memory. */
  write(text: string): Promise<void>;
  isTty: boolean;
  /** Columns of the terminal; 100 where there is none. */
  columns: number;
}

/** The reader of a pipe went away (`mast … | head`); the rest of the output is not wanted. */
export class OutputClosed extends Error {}
