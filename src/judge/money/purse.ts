import type { Price } from "../../taxonomy/judge-schema.ts";
import type { Purse } from "../endpoint/endpoint.ts";
import type { Budget } from "./budget.ts";
import { costOf } from "./prices.ts";

/**
 * A purse over a budget: who cannot be sure to stay under the cap waits for calls under way, which mostly cost less than
 * their worst.
 */
export function purseOf(budget: Budget, price: Price): Purse {
  const waiting: (() => void)[] = [];
  const worstUsd: Purse["worstUsd"] = ({ input, output }) => costOf({ input, cached: 0, output }, price);
  return {
    worstUsd,
    async take(tokens) {
      const worst = worstUsd(tokens);
      for (;;) {
        const reservation = budget.reserve(worst);
        if (reservation !== null) {
          return {
            settle(usage) {
              const usd = costOf(usage, price);
              budget.settle(reservation, usd);
              for (const wake of waiting.splice(0)) wake();
              return usd;
            },
          };
        }
        if (budget.reserved() === 0) return null;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
