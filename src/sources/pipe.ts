import { close, constants, open, read } from "node:fs";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { systemCode } from "../core/system-error.ts";

/** How long to wait for somebody to write to a named pipe, in milliseconds. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 50;

/**
 * Reads a named pipe to its end. Opened without blocking, since a pipe that nobody writes to would hold a thread for
 * ever and the process could not end; such a pipe is empty after `patienceMs`. A writer that has come may take its time.
 */
export async function* readPipe(path: string, patienceMs: number = PATIENCE_MS): AsyncGenerator<Uint8Array> {
  for (let waited = 0; waited <= patienceMs; waited += PAUSE_MS) {
    const fd = await promisify(open)(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const first = await firstBytes(fd);
    if (first === "no writer") {
      await promisify(close)(fd);
      await sleep(PAUSE_MS);
      continue;
    }
    const socket = new Socket({ fd, readable: true, writable: false });
    let empty = first === "nothing yet";
    if (first !== "nothing yet") yield first;
    for await (const chunk of socket) {
      empty = false;
      yield chunk;
    }
    if (!empty) return;
    await sleep(PAUSE_MS);
  }
}

/**
 * What a read that does not wait gives. Readiness cannot tell a pipe without a writer from one whose writer is silent:
 * the system reports nothing for either.
 */
async function firstBytes(fd: number): Promise<Uint8Array | "no writer" | "nothing yet"> {
  try {
    const { bytesRead, buffer } = await promisify(read)(fd, Buffer.allocUnsafe(65_536), 0, 65_536, null);
    return bytesRead === 0 ? "no writer" : buffer.subarray(0, bytesRead);
  } catch (error) {
    if (systemCode(error) === "EAGAIN") return "nothing yet";
    await promisify(close)(fd);
    throw error;
  }
}
