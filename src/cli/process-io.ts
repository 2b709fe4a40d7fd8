import { EXIT, MastError } from "../core/errors.ts";
import { type Io, OutputClosed, type TextOutput } from "./io.ts";

/**
 * The real process. At the first SIGINT or SIGTERM commands are asked to stop at the next safe place; the handler is
 * taken away then, so that a second signal ends the process at once, which loses nothing that is stored.
 */
export function processIo(): Io & Disposable {
  const controller = new AbortController();
  const interrupt = () => stop(EXIT.interrupted);
  const terminate = () => stop(EXIT.terminated);
  const release = () => {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", terminate);
  };
  const stop = (code: number) => {
    release();
    controller.abort(code);
    // Whoever waits for input would wait on: a read from a terminal or a pipe may never end.
    process.stdin.destroy(new Error("interrupted"));
  };
  process.stdin.on("error", () => {});
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", terminate);
  return {
    stdin: process.stdin,
    stdout: streamOutput(process.stdout),
    stderr: streamOutput(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal: controller.signal,
    [Symbol.dispose]: release,
  };
}

function streamOutput(stream: NodeJS.WriteStream): TextOutput {
  // Without a listener a closed pipe is an uncaught exception; the write below reports it.
  stream.on("error", () => {});
  return {
    isTty: stream.isTTY === true,
    columns: stream.columns ?? requestedColumns() ?? 100,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(stream.isTTY === true ? text.replace(UNSAFE, escaped) : text, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(writeFailure(error));
        });
      }),
  };
}

/** What is piped to a pager has no width of its own; `COLUMNS` in the environment names one. */
function requestedColumns(): number | undefined {
  const columns = Number(process.env["COLUMNS"]);
  return Number.isInteger(columns) && columns > 0 ? columns : undefined;
}

function writeFailure(error: Error): Error {
  const code = "code" in error ? error.code : null;
  if (code === "EPIPE") return new OutputClosed();
  const reason = code === "ENOSPC" || code === "EDQUOT" ? "the disk is full" : error.message;
  return new MastError(`the output cannot be written: ${reason}`, { cause: error });
}

/**
 * JSON leaves these in strings as they are: a terminal takes the first for the start of a control sequence and lets
 * the others turn the direction of what follows. No text of mast's own holds them.
 */
const UNSAFE = /[\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
