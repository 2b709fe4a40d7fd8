import { constants, open } from "node:fs";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** How long to wait for somebody to write to a named pipe, in milliseconds. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 50;

/**
 * Reads a named pipe to its end. Opened without blocking, since a pipe that nobody writes to would hold a thread for
 * ever and the process could not end; such a pipe is empty after five seconds.
 */
export async function* readPipe(path: string): AsyncGenerator<Uint8Array> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += PAUSE_MS) {
    const fd = await promisify(open)(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const socket = new Socket({ fd, readable: true, writable: false });
    let empty = true;
    for await (const chunk of socket) {
      empty = false;
      yield chunk;
    }
    if (!empty) return;
    await sleep(PAUSE_MS);
  }
}
