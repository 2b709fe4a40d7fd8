import { open, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { MastError } from "../core/errors.ts";
import { systemCode } from "../core/system-error.ts";

/** Whoever holds a lock for so long has died; what is done under it takes milliseconds. */
const STALE_MS = 10_000;
/** Above the former, so that only clocks that disagree, or a crowd, come to it. */
const PATIENCE_MS = 20_000;
const PAUSE_MS = 25;

/**
 * Lets one process at a time read a small file and write it anew, so that what another adds meanwhile is not lost. A lock
 * that a killed process left is taken over after ten seconds.
 * @throws MastError where no lock file can be made beside the file, or others hold it for too long
 */
export async function whileLocked<T>(path: string, shown: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  const since = Date.now();
  while (!(await isTaken(lock, shown))) {
    if (Date.now() - since > PATIENCE_MS) {
      throw new MastError(`${shown} is being changed by another mast`, {
        hint: `try again; where none is running, remove ${shown}.lock`,
      });
    }
    const held = await stat(lock).catch(() => null);
    if (held !== null && Date.now() - held.mtimeMs > STALE_MS) await rm(lock, { force: true });
    else await sleep(PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function isTaken(lock: string, shown: string): Promise<boolean> {
  try {
    await (await open(lock, "wx")).close();
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return false;
    const reason = code === "ENOENT" ? "there is no such folder" : "no permission";
    throw new MastError(`cannot write ${shown}: ${reason}`, { cause: error });
  }
}
