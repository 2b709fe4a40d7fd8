import { EMPTY_FILTER, type Filter, filterOf, filterText } from "./filter.ts";

/** Where the reader is; all of it stands after the `#`, so that a place can be sent to a colleague. */
export type Route = { page: "overview"; filter: Filter } | { page: "run"; id: string; at: Place | null };

/** A place in a run. */
export type Place = { step: number } | { finding: string };

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [page, id, kind, value] = path.split("/").map(decoded);
  if (page !== "run" || id === undefined) return { page: "overview", filter: filterOf(query) };
  if (kind === "step" && /^\d{1,9}$/.test(value ?? ""))
    return { page: "run", id, at: { step: Number(value) } };
  if (kind === "finding" && value !== undefined) return { page: "run", id, at: { finding: value } };
  return { page: "run", id, at: null };
}

export function overviewHash(filter: Filter = EMPTY_FILTER): string {
  const query = filterText(filter);
  return query === "" ? "#/" : `#/?${query}`;
}

export function runHash(id: string, at: Place | null = null): string {
  const place =
    at === null ? "" : "step" in at ? `/step/${at.step}` : `/finding/${encodeURIComponent(at.finding)}`;
  return `#/run/${encodeURIComponent(id)}${place}`;
}

/** A mistyped escape is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
