import { CommanderError } from "commander";
import { EXIT, MastError } from "../core/errors.ts";
import { safeText } from "../core/terminal-text.ts";
import { VERSION } from "../core/version.ts";
import { type Io, OutputClosed } from "./io.ts";
import { processIo } from "./process-io.ts";
import { buildProgram } from "./program.ts";

/** Runs one command line and returns its exit code; the only place where all errors end. */
export async function main(argv: readonly string[], io?: Io): Promise<number> {
  if (io !== undefined) return run(argv, io);
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
    return await explain(error, help, io, argv.includes("-v") || argv.includes("--verbose"));
  }
}

async function explain(error: unknown, help: string, io: Io, verbose: boolean): Promise<number> {
  if (error instanceof OutputClosed) return EXIT.done;
  if (error instanceof CommanderError) {
    const asked = error.exitCode === 0;
    await (asked ? io.stdout : io.stderr).write(asked ? help : safeText(help));
    return asked ? EXIT.done : EXIT.usage;
  }
  if (io.signal.aborted) {
    await io.stderr.write("interrupted; what was read is stored, the same command goes on from there\n");
    return typeof io.signal.reason === "number" ? io.signal.reason : EXIT.interrupted;
  }
  if (error instanceof MastError) {
    await io.stderr.write(`error: ${safeText(error.message)}\n`);
    if (error.hint !== null) await io.stderr.write(`hint: ${safeText(error.hint)}\n`);
    if (verbose && error.cause !== undefined)
      await io.stderr.write(`cause: ${safeText(textOf(error.cause))}\n`);
    return error.exitCode;
  }
  await io.stderr.write(
    `error: ${safeText(textOf(error))}\nThis is a bug in mast ${VERSION} (Node ${process.version}); please report it with the lines above.\n`,
  );
  return EXIT.bug;
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
