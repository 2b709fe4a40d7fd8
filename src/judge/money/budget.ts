/** Money set aside for a call that is under way. */
export interface Reservation {
  /** USD. */
  readonly worst: number;
}

/**
 * A cap that holds: a call may go out only once the most that it can cost is set aside, so calls under way can never
 * together exceed what is left.
 */
export interface Budget {
  readonly cap: number;
  /** USD of all settled calls. */
  spent(): number;
  /** USD set aside for calls under way. */
  reserved(): number;
  /** Null where the call could exceed the cap: then nothing more may be sent. */
  reserve(worstUsd: number): Reservation | null;
  /**
   * Replaces what was set aside by what it came to; 0 for a call that was never sent.
   * @throws RangeError where it was settled before, or the amount is no amount
   */
  settle(reservation: Reservation, actualUsd: number): void;
}

/** Below any price of a token; sums of many small amounts are off by less. */
const SLACK = 1e-9;

/**
 * @param capUsd ≥ 0, or `Infinity`
 * @param spentBefore what earlier calls under the same cap came to
 * @throws RangeError where the cap is negative or no number
 */
export function makeBudget(capUsd: number, spentBefore = 0): Budget {
  if (!(capUsd >= 0)) throw new RangeError(`a cap of ${capUsd} USD is none`);
  const open = new Set<Reservation>();
  let spent = amount(spentBefore);
  let reserved = 0;
  return {
    cap: capUsd,
    spent: () => spent,
    reserved: () => reserved,
    reserve(worstUsd) {
      const worst = amount(worstUsd);
      if (spent + reserved + worst > capUsd + SLACK) return null;
      const reservation = { worst };
      open.add(reservation);
      reserved += worst;
      return reservation;
    },
    settle(reservation, actualUsd) {
      const actual = amount(actualUsd);
      if (!open.delete(reservation)) throw new RangeError("this reservation is not open");
      reserved = open.size === 0 ? 0 : reserved - reservation.worst;
      spent += actual;
    },
  };
}

function amount(usd: number): number {
  if (!(usd >= 0 && usd < Number.POSITIVE_INFINITY)) throw new RangeError(`${usd} USD is no amount`);
  return usd;
}
