import { EXIT } from "../core/errors.ts";
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
  };
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
    columns: stream.columns ?? 100,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(stream.isTTY === true ? text.replace(C1, escaped) : text, (error) => {
          if (error === null || error === undefined) resolve();
          else reject("code" in error && error.code === "EPIPE" ? new OutputClosed() : error);
        });
      }),
  };
}

/**
 * JSON leaves these in strings as they are, and a terminal takes them for the start of a control sequence. No text of
 * mast's own holds them.
 */
const C1 = /[\x80-\x9f]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
