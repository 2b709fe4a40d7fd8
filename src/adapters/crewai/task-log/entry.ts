/** One entry of CrewAI's `output_log_file`: a task starts, or a task is completed with its output. */
export interface TaskLogEntry {
  /** `YYYY-MM-DD HH:MM:SS` of the writer's clock, without a zone. */
  timestamp: string;
  /** The task's own name; null where it has none. */
  taskName: string | null;
  task: string;
  /** Role of the agent that the crew gave the task to; null where the task had none. */
  agent: string | null;
  status: "started" | "completed";
  /** Only of a completed task. */
  output: string | null;
  locator: string;
}

/** The tasks that were started and not yet completed. */
export class OpenTasks {
  private readonly counts = new Map<string, number>();

  start(entry: TaskLogEntry): void {
    const key = taskKey(entry);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  has(entry: TaskLogEntry): boolean {
    return this.counts.has(taskKey(entry));
  }

  complete(entry: TaskLogEntry): void {
    const key = taskKey(entry);
    const count = this.counts.get(key) ?? 0;
    if (count > 1) this.counts.set(key, count - 1);
    else this.counts.delete(key);
  }
}

/** Without the role, which may differ between the two entries where a manager took the task over. */
export function taskKey(entry: TaskLogEntry): string {
  return `${entry.taskName ?? ""}\0${entry.task}`;
}

/** CrewAI writes Python's None as a word where a task has no name or no agent. */
export function nullWhereNone(text: string): string | null {
  return text === "None" || text === "" ? null : text;
}
