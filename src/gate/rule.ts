import { MastError } from "../core/errors.ts";
import { MODE_IDS } from "../core/finding.ts";
import type { GateRate, GateRuleKind, RateMode } from "../core/gate.ts";
import { CATEGORY_IDS } from "../core/mode-info.ts";
import { nearestOf } from "../core/nearest.ts";

/** One rule as a person gives it; with `value: null` it is made for every group that the runs have. */
export interface RuleSpec {
  kind: GateRuleKind;
  mode: RateMode;
  /** Null = all runs. */
  scope: null | { grouping: ScopeGrouping; value: string | null };
  uses: GateRate;
  /** 0–1. */
  limit: number;
}

/** Groups of runs that a rule can be about; the same as `--by` counts. */
export type ScopeGrouping = "framework" | "model" | "agent" | `tag:${string}`;

const RATE_MODES: readonly RateMode[] = [...MODE_IDS, ...CATEGORY_IDS, "any"];
const EXAMPLES =
  "such as FM-3.2=0.1, any=30%, FC3@framework:crewai=0.2, any@framework=0.3 (for each), any@tag:team=blue=0.2";

/**
 * `[rate:]MODE[@SCOPE]=LIMIT`, e.g. `FM-3.2=0.1`, `any@framework:crewai=30%`, `rate:FC2@tag:team=blue=0.2`. The last `=`
 * begins the limit. A scope is `framework`, `model`, `agent` (each of them), one of these with `:NAME`, `tag:NAME` (each value)
 * or `tag:NAME=VALUE`.
 * @throws MastError that says what is wrong
 */
export function parseRule(kind: GateRuleKind, text: string): RuleSpec {
  const end = text.lastIndexOf("=");
  if (end < 0) throw wrong(text, "it has no =LIMIT");
  return parseTarget(kind, text.slice(0, end), limitOf(text, text.slice(end + 1)));
}

/** The same with the limit apart, as a configuration gives it. */
export function parseTarget(kind: GateRuleKind, target: string, limit: number): RuleSpec {
  const match = /^(?:(?<uses>[a-z]+):)?(?<mode>[^@:]+)(?:@(?<scope>.+))?$/is.exec(target.trim());
  if (match === null) throw wrong(target, "it names no mode");
  const { uses, mode = "", scope } = match.groups ?? {};
  return {
    kind,
    mode: modeOf(target, mode.trim()),
    scope: scope === undefined ? null : scopeOf(target, scope.trim()),
    uses: usesOf(target, uses),
    limit,
  };
}

/** What `parseTarget` reads; rules with the same target and kind are the same rule. */
export function targetText({ mode, scope, uses }: Omit<RuleSpec, "kind" | "limit">): string {
  const before = uses === "rate" ? "rate:" : "";
  if (scope === null) return `${before}${mode}`;
  const { grouping, value } = scope;
  const separator = grouping.startsWith("tag:") ? "=" : ":";
  return `${before}${mode}@${grouping}${value === null ? "" : `${separator}${value}`}`;
}

export function ruleText(rule: RuleSpec): string {
  return `${rule.kind} ${targetText(rule)}=${rule.limit}`;
}

function modeOf(text: string, given: string): RateMode {
  const wanted = given.toLowerCase();
  const mode = RATE_MODES.find((id) => id.toLowerCase() === wanted || id.toLowerCase() === `fm-${wanted}`);
  if (mode !== undefined) return mode;
  const near = nearestOf(given, RATE_MODES);
  throw wrong(text, `"${given}" is no mode or category${near === null ? "" : `, did you mean ${near}?`}`);
}

function usesOf(text: string, given: string | undefined): GateRate {
  if (given === undefined || given.toLowerCase() === "atleast") return "atLeast";
  if (given.toLowerCase() === "rate") return "rate";
  throw wrong(text, `"${given}:" is neither rate: nor atLeast:`);
}

function scopeOf(text: string, given: string): RuleSpec["scope"] {
  const tag = /^tag:([^=]+)(?:=(.*))?$/is.exec(given);
  if (tag !== null) {
    const [, name = "", value] = tag;
    return { grouping: `tag:${name}`, value: value === undefined || value === "*" ? null : value };
  }
  const group = /^(framework|model|agent)(?::(.+))?$/is.exec(given);
  if (group === null) {
    throw wrong(
      text,
      `"@${given}" is none of framework, model, agent (each also with :NAME) and tag:NAME=VALUE`,
    );
  }
  const [, name = "", value] = group;
  return {
    grouping: name.toLowerCase() as ScopeGrouping,
    value: value === undefined || value === "*" ? null : value,
  };
}

function limitOf(text: string, given: string): number {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(given);
  const limit = match === null ? Number.NaN : Number(match[1]) / (match[2] === "%" ? 100 : 1);
  if (!(limit >= 0 && limit <= 1)) throw wrong(text, `the limit "${given}" is no share from 0 to 1`);
  return limit;
}

function wrong(text: string, why: string): MastError {
  return new MastError(`the gate rule "${text}" cannot be read: ${why}`, {
    hint: `rules are written ${EXAMPLES}`,
  });
}
