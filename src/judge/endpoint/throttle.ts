/** A place among the calls under way. */
export interface Slot {
  /** `fine`: answered; `busy`: the endpoint asked for less; `other`: says nothing about its load. */
  leave(how: "fine" | "busy" | "other"): void;
}

/** Calls at once to begin with; endpoints that stand more show it soon. */
const FIRST = 4;

/**
 * How many calls are under way at once: one more for each round that went well, half as many where the endpoint is busy
 * (additive increase, multiplicative decrease, as TCP avoids congestion; Chiu and Jain 1989).
 */
export class Throttle {
  private readonly most: number;
  private room: number;
  private underWay = 0;
  /** Calls that began before the last cut say nothing about the number after it. */
  private epoch = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param most ≥ 1 */
  constructor(most: number) {
    this.most = most;
    this.room = Math.min(FIRST, most);
  }

  /** Calls at once, as of now. */
  get limit(): number {
    return Math.floor(this.room);
  }

  async enter(): Promise<Slot> {
    while (this.underWay >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.underWay++;
    const { epoch } = this;
    let isOpen = true;
    return {
      leave: (how) => {
        if (!isOpen) return;
        isOpen = false;
        this.underWay--;
        if (epoch === this.epoch && how !== "other") this.adapt(how === "fine");
        for (const wake of this.waiting.splice(0)) wake();
      },
    };
  }

  private adapt(isFine: boolean): void {
    if (isFine) {
      this.room = Math.min(this.most, this.room + 1 / this.room);
    } else {
      this.room = Math.max(1, this.room / 2);
      this.epoch++;
    }
  }
}
