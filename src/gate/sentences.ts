import type { GateRate, RateMode } from "../core/gate.ts";
import type { Group, GroupCount } from "./groups.ts";

/** 0.1234 → `12.3 %`, never rounding to 0 or 100 what is neither. */
export function percentText(share: number): string {
  const text = (Math.round(share * 1000) / 10).toString();
  if (text === "0" && share > 0) return "<0.1 %";
  if (text === "100" && share < 1) return ">99.9 %";
  return `${text} %`;
}

/** A difference of shares: `+3.4 points`. */
export function pointsText(difference: number): string {
  const points = Math.round(difference * 1000) / 10;
  return `${points > 0 ? "+" : ""}${points === 0 ? 0 : points} ${Math.abs(points) === 1 ? "point" : "points"}`;
}

/** `FM-3.2`, or words for what is no mode. */
export function modeText(mode: RateMode): string {
  if (mode === "any") return "any mode";
  return mode.startsWith("FC") ? `any mode of ${mode}` : mode;
}

/** ` of framework crewai`; empty for all runs. */
export function groupText(group: Group): string {
  const [entry] = Object.entries(group);
  if (entry === undefined) return "";
  const [grouping, value] = entry;
  if (value === "*") return ` with a ${grouping.startsWith("tag:") ? `tag ${grouping.slice(4)}` : grouping}`;
  return ` of ${grouping.startsWith("tag:") ? `tag ${grouping.slice(4)}` : grouping} ${value}`;
}

/** `3 of 120 examined runs of framework crewai (2.5 %)`. */
export function countText(
  { present, n }: Pick<GroupCount, "present" | "n">,
  group: Group,
  uses: GateRate,
): string {
  const kind = uses === "atLeast" ? "examined" : "decided";
  return `${present} of ${n} ${kind} ${n === 1 ? "run" : "runs"}${groupText(group)} (${percentText(present / n)})`;
}

/** Why nothing can be said without a denominator. */
export function nothingText(
  { runs, examined }: GroupCount,
  mode: RateMode,
  group: Group,
  uses: GateRate,
): string {
  const made = Object.keys(group).some((grouping) => grouping !== "framework");
  if (runs === 0 && Object.values(group)[0] === "*")
    return `no run${groupText(group)} is known here; a stored report must be made with --by`;
  if (runs === 0)
    return `there is no run${groupText(group)}${made ? "; a stored report must be made with --by" : ""}`;
  if (examined === 0)
    return `nobody looked for ${modeText(mode)} in the ${runs} runs${groupText(group)}, or could (mast detect looks)`;
  return uses === "rate"
    ? `nobody who counts here can say where ${modeText(mode)} is absent, so there is no such rate`
    : `no run${groupText(group)} was examined`;
}

export function tooFewText(n: number, minRuns: number, what: string): string {
  return `${n} ${what} ${n === 1 ? "is" : "are"} too few to tell, ${minRuns} are asked for (min-runs)`;
}

export function tooUnknownText({ unknown, examined }: GroupCount, maxUnknown: number): string {
  return (
    `${unknown} of ${examined} examined runs (${percentText(unknown / examined)}) are unknown, ` +
    `more than the ${percentText(maxUnknown)} allowed (max-unknown)`
  );
}
