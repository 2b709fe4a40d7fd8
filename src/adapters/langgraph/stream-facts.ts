import { OpenTasks } from "./open-tasks.ts";

/** What a stream says about how it went on, beside its messages. */
export class StreamFacts {
  /** Tasks that were started and have not ended; only debug and tasks streams say so. */
  readonly openTasks = new OpenTasks();
  sawTasks = false;
  /** The last chunk came from inside a subgraph: the graph itself went on after it. */
  endsInside = false;
  /** An interrupt that nothing followed. */
  waiting: string | null = null;
  error: string | null = null;
  /** Steps that were left when the last task began, where the state counts them. */
  remainingSteps: number | null = null;
  sawNamespaces = false;
  /** The nodes that the graph's last checkpoint waits to run; null where the stream has no checkpoints. */
  next: readonly string[] | null = null;
}
