import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder that only this user can enter. */
export class PrivateFolder {
  readonly path = mkdtempSync(join(tmpdir(), "mast-"));

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
