import { CommanderError } from "commander";
import { EXIT, MastError } from "../core/errors.ts";
import { safeText } from "../core/terminal-text.ts";
import { VERSION } from "../core/version.ts";
import { setEngineFlags } from "./engine-flags.ts";
import { type Io, OutputClosed } from "./io.ts";
import { processIo } from "./process-io.ts";
import { buildProgram } from "./program.ts";

/** Runs one command line and returns its exit code; the only place where all errors end. */
export async function main(argv: readonly string[], io?: Io): Promise<number> {
  if (io !== undefined) return run(argv, io);
  setEngineFlags();
  using real = processIo();
  return await run(argv, real);
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  let help = "";
  let code: number = EXIT.done;
  const program = buildProgram(
    {
      finish: (result) => {
        code = result;
      },
      io,
    },
    {
      writeOut: (text) => {
        help += text;
      },
      writeErr: (text) => {
        help += text;
      },
      getOutHelpWidth: () => Math.min(100, io.stdout.columns),
      getErrHelpWidth: () => Math.min(100, io.stderr.columns),
    },
  );
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    const { code, text, asked } = explain(
      error,
      help,
      io.signal,
      argv.includes("-v") || argv.includes("--verbose"),
    );
    try {
      await (asked ? io.stdout : io.stderr).write(text);
    } catch (failure) {
      // Where not even the explanation can be written, the exit code still tells.
      if (asked && !(failure instanceof OutputClosed)) return EXIT.usage;
    }
    return code;
  }
}

interface Ending {
  code: number;
  text: string;
  /** Asked-for help, no error. */
  asked: boolean;
}

function explain(error: unknown, help: string, signal: AbortSignal, verbose: boolean): Ending {
  const failure = (code: number, ...lines: string[]): Ending => ({
    code,
    text: lines.map((line) => `${safeText(line)}\n`).join(""),
    asked: false,
  });
  if (error instanceof OutputClosed) return failure(EXIT.done);
  if (error instanceof CommanderError) {
    return error.exitCode === 0
      ? { code: EXIT.done, text: help, asked: true }
      : { code: EXIT.usage, text: safeText(help), asked: false };
  }
  if (signal.aborted) {
    return failure(
      typeof signal.reason === "number" ? signal.reason : EXIT.interrupted,
      "interrupted; what was read is stored, the same command goes on from there",
    );
  }
  if (error instanceof MastError) {
    const lines = [`error: ${error.message}`];
    if (error.hint !== null) lines.push(`hint: ${error.hint}`);
    if (verbose && error.cause !== undefined) lines.push(`cause: ${textOf(error.cause)}`);
    return failure(error.exitCode, ...lines);
  }
  return failure(
    EXIT.bug,
    `error: ${textOf(error)}`,
    `This is a bug in mast ${VERSION} (Node ${process.version}); please report it with the lines above.`,
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
