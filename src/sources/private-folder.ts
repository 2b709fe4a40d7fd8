import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SourceError } from "./source-error.ts";

/** A temporary folder that only this user can enter. */
export class PrivateFolder {
  readonly path = madeFolder();

  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * Called as soon as what is in it is open, so that nothing stays behind however the process ends. Windows may refuse
   * to remove open files; there it is called again when they are closed.
   */
  remove(): void {
    try {
      rmSync(this.path, { recursive: true, force: true });
    } catch {
      // Left to the next attempt, and after that to the system's own cleaning of temporary files.
    }
  }
}

/** @throws SourceError that blames the folder for temporary files and not the source, which may be quite well */
function madeFolder(): string {
  const parent = tmpdir();
  try {
    return mkdtempSync(join(parent, "mast-"));
  } catch (cause) {
    throw new SourceError(
      "no-temporary-folder",
      `no temporary folder can be made in ${parent}, and it cannot be read without; TMPDIR names another place`,
      { cause },
    );
  }
}
