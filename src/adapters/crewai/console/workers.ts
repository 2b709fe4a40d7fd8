import type { Step } from "../../../core/run.ts";
import { coworkerKey } from "../tools.ts";

/** One time that an agent was set to work, as far as the console shows it. */
export interface Worker {
  role: string;
  /** What it was asked, as its panel says. */
  asked: string;
  /** "" where it works on no task of a crew. */
  phase: string;
  /** The worker before that this one repeats, because the framework started over. */
  retries: Worker | null;
  /** The agent inside whose work it was set to work. */
  asker: Worker | null;
  /** The delegation by which that happened. */
  delegation: Step | null;
  lastCall: Step | null;
}

/** Who is at work: agents of tasks, and coworkers that they set to work meanwhile. */
export class Workers {
  private readonly stack: Worker[] = [];
  private finished: Worker[] = [];

  /** Who began last and has not answered yet. */
  get current(): Worker | null {
    return this.stack.at(-1) ?? null;
  }

  /** The worker of this role that has not answered yet, the innermost. */
  open(role: string): Worker | null {
    return this.stack.findLast((worker) => isRole(worker.role, role)) ?? null;
  }

  /**
   * An agent begins. It repeats its own work where the same was asked of it before in this task; it works for another
   * agent where one is at work that has not answered; else a task of the crew begins with it.
   */
  begin(role: string, asked: string, phase: string): Worker {
    const same = (other: Worker): boolean => isRole(other.role, role) && other.asked === asked;
    const open = this.stack.findLastIndex(same);
    const earlier = this.stack[open] ?? this.finished.findLast(same) ?? null;
    if (open >= 0) this.stack.length = open;
    else if (earlier !== null && earlier.asker === null) this.stack.length = 0;
    const repeats = earlier !== null && (open >= 0 || earlier.asker === null);
    const asker = repeats ? earlier.asker : this.current;
    const delegation = repeats ? earlier.delegation : null;
    const retries = repeats ? earlier : null;
    const worker: Worker = { role, asked, phase, retries, asker, delegation, lastCall: null };
    this.stack.push(worker);
    return worker;
  }

  end(worker: Worker): void {
    const at = this.stack.indexOf(worker);
    if (at >= 0) this.stack.length = at;
    this.finished.push(worker);
  }

  /** A task is over, whoever was still at work on it. */
  endTask(): void {
    this.stack.length = 0;
    this.finished = [];
  }
}

/** The console shows the first line of a role only. */
export function isRole(left: string, right: string): boolean {
  return coworkerKey(left) === coworkerKey(right);
}
