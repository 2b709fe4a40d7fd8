import type { Price, PriceList } from "../../taxonomy/judge-schema.ts";
import type { Usage } from "../request.ts";

/** What a call of a model costs, with where the numbers come from. */
export interface ModelPrice extends Price {
  /** For people: a file and its day, `configuration`, or that the host is the machine itself. */
  readonly source: string;
}

/** Prices that a person sets, by the model's name as calls use it; they go before the list. */
export type PriceOverrides = Readonly<Record<string, Price>>;

const MILLION = 1e6;
/** What follows a model's name in its dated versions. */
const DATED = /-(?:\d{4}-\d{2}-\d{2}|\d{8})$/;

/**
 * The price of a model at an endpoint: what the configuration says, nothing on the machine itself, else what the list
 * has for that host. Null where nobody says: the same name may cost another amount elsewhere.
 * @param baseUrl the endpoint's address, as `https://api.openai.com/v1`
 */
export function priceFor(
  { providers }: PriceList,
  model: string,
  baseUrl: string,
  overrides: PriceOverrides = {},
): ModelPrice | null {
  const own = named(overrides, model);
  if (own !== null) return { ...own, source: "configuration" };
  const host = hostOf(baseUrl);
  if (host === null) return null;
  if (isLoopback(host)) return { input: 0, output: 0, source: "this machine" };
  for (const { hosts, models, source, day } of providers) {
    if (!hosts.includes(host)) continue;
    const price = named(models, model);
    if (price !== null) return { ...price, source: `${source}, ${day}` };
  }
  return null;
}

function named(prices: Readonly<Record<string, Price>>, model: string): Price | null {
  for (const name of [model, model.replace(DATED, "")]) {
    if (Object.hasOwn(prices, name)) return prices[name] ?? null;
  }
  return null;
}

function hostOf(baseUrl: string): string | null {
  try {
    return new URL(baseUrl).hostname.toLowerCase();
  } catch {
    return null;
  }
}

/** Whether a host, as `URL.hostname` gives it, is the machine itself: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/**
 * What one call costs, in USD. Input that is not read from the cache counts as written to it where that costs more:
 * usage does not say which it was, and a cap must hold.
 */
export function costOf(
  { input, cached, output }: Pick<Usage, "input" | "cached" | "output">,
  price: Price,
): number {
  const rate = price.above !== undefined && input > price.above.tokens ? price.above : price;
  const fresh = Math.max(rate.input, rate.write ?? 0);
  const known = Math.min(Math.max(cached, 0), input);
  return ((input - known) * fresh + known * (rate.cached ?? rate.input) + output * rate.output) / MILLION;
}
