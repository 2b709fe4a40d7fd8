import type { Spent } from "../../core/judgement.ts";
import { NOTHING_SPENT } from "./endpoint.ts";

/** What went into one request so far. */
export class Effort {
  spent: Spent = NOTHING_SPENT;
  retries = 0;
  repairs = 0;
  lessons = 0;
  fault: string | null = null;
  wait: Promise<void> = Promise.resolve();
}
