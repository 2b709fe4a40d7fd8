/** Milliseconds since any fixed time, fractions included. */
export type Clock = () => number;

/** What one piece of detection cost so far. */
export interface Cost {
  /** `shared`: a notion that several detectors ask for and that is computed once per run. */
  readonly kind: "detector" | "shared";
  /** Id of the detector, or name of the notion's function: `turnsOf`. */
  readonly name: string;
  /** Its own time, without that of the shared notions which it was the first to ask for. */
  ms: number;
  /** How often it was computed: for detectors and notions at most once per run. */
  times: number;
}

/**
 * Adds up where detection spends its time. Each moment is charged to the innermost piece at work, so that the costs add
 * up to the whole and do not depend on which detector happens to ask for a shared notion first. The clock comes from
 * outside: detectors have none.
 */
export class CostMeter {
  private readonly clock: Clock;
  private readonly byName = new Map<string, Cost>();
  private readonly running: Cost[] = [];
  private since = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Does the work and charges its time, also where it throws. */
  measure<T>(kind: Cost["kind"], name: string, work: () => T): T {
    const cost = this.costOf(kind, name);
    this.charge();
    this.running.push(cost);
    try {
      return work();
    } finally {
      this.charge();
      this.running.pop();
      cost.times++;
    }
  }

  /** All costs, dearest first. */
  get costs(): readonly Readonly<Cost>[] {
    return [...this.byName.values()].sort((a, b) => b.ms - a.ms || (a.name < b.name ? -1 : 1));
  }

  private costOf(kind: Cost["kind"], name: string): Cost {
    const key = `${kind} ${name}`;
    const cost = this.byName.get(key) ?? { kind, name, ms: 0, times: 0 };
    this.byName.set(key, cost);
    return cost;
  }

  /** Charges the time since the last change of work to what has been at work since. */
  private charge(): void {
    const now = this.clock();
    const current = this.running.at(-1);
    if (current !== undefined) current.ms += now - this.since;
    this.since = now;
  }
}
