import { hostname } from "node:os";
import { kill, pid } from "node:process";
import { systemCode } from "../../core/system-error.ts";

/** Names this process in contents that it is writing, so that others can tell whether it is still at it. */
export const WRITER = `${pid}@${hostname()}`;

/** Whether the writer can no longer finish. A process of another machine is given the benefit of the doubt. */
export function isDead(writer: string): boolean {
  const [id, host] = writer.split("@");
  if (host !== hostname()) return false;
  try {
    kill(Number(id), 0);
    return false;
  } catch (error) {
    return systemCode(error) === "ESRCH";
  }
}
