import type { Step } from "../../core/run.ts";

/** An exception on its way out meets no more spans than these. */
const MOST_ERRORS = 32;

/** Shorter data tells nothing of a failure. */
const LEAST_DATA = 12;

/** Which exceptions were told: one passes through every span around the place where it was raised. */
export class Failures {
  private readonly recent: string[] = [];
  private readonly first = new Map<string, number>();

  /** Notes the error of a span that ended; whether it was told already. */
  wasTold(error: string): boolean {
    const core = withoutPrefix(error);
    const known = this.recent.some(
      (earlier) => earlier.includes(core) || error.includes(withoutPrefix(earlier)),
    );
    if (!known) this.recent.push(error);
    if (this.recent.length > MOST_ERRORS) this.recent.shift();
    return known;
  }

  /** Marks an error step as a retry of the first one with the same words by the same agent. */
  link(step: Step): void {
    const key = `${step.agent}\0${step.text}`;
    const first = this.first.get(key);
    if (first === undefined) this.first.set(key, step.index);
    else step.retryOf = first;
  }
}

/** The OpenAI Agents SDK words a failure anew at each level and adds the same data: `Error in agent run: {…}`. */
function withoutPrefix(error: string): string {
  const data = error.indexOf(": {");
  const core = error.slice(data + 2);
  return data < 0 || !error.endsWith("}") || core.length < LEAST_DATA ? error : core;
}
