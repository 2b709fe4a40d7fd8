import type { Json } from "../../core/run.ts";
import { parsedOrText } from "../json-text.ts";

/**
 * The name under which CrewAI shows a tool to the model and reports its results: "Soil moisture" and "SoilMoisture"
 * are both `soil_moisture`. Events of text mode carry the display name at one end and this one at the other.
 */
export function toolName(display: string): string {
  return display
    .normalize("NFKD")
    .replace(/[^\p{ASCII}]/gu, "")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/["'`]/g, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}

/** Arguments as an object; a JSON string (text mode) is parsed, anything else stays a string. */
export function toolArguments(value: unknown): Json {
  if (typeof value !== "string") return (value ?? {}) as Json;
  const parsed = parsedOrText(value);
  return typeof parsed === "object" && parsed !== null ? parsed : value;
}

/** The tools with which one agent hands work or a question to another: work and handoff at once. */
export const DELEGATION_TOOLS: ReadonlySet<string> = new Set([
  "delegate_work_to_coworker",
  "ask_question_to_coworker",
]);

export interface Delegation {
  /** As the model wrote it; case and white space vary. */
  coworker: string;
  /** The task or question, and the context that goes with it. */
  request: string;
}

/** What a call of one of CrewAI's two delegation tools hands over, or null for every other call. */
export function delegationOf(tool: string, args: Json | undefined): Delegation | null {
  if (!DELEGATION_TOOLS.has(tool) || typeof args !== "object" || args === null || Array.isArray(args))
    return null;
  const text = (key: string): string => (typeof args[key] === "string" ? args[key] : "");
  const request = [text("task") || text("question"), text("context")].filter((part) => part !== "");
  return { coworker: text("coworker"), request: request.join("\n\n") };
}

/** Coworkers are matched as CrewAI does: quotes removed, white space folded, case ignored. */
export function coworkerKey(role: string): string {
  return role.replaceAll('"', "").replace(/\s+/g, " ").trim().toLowerCase();
}

/** Reasons of a failure for which CrewAI gives a call back without having carried it out. */
const NOT_CARRIED_OUT = new Set<unknown>(["unknown_tool", "usage_limit", "invalid_input"]);

export function wasCarriedOut(reason: unknown): boolean {
  return !NOT_CARRIED_OUT.has(reason);
}
