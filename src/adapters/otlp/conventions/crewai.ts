import { parsedOrText } from "../../json-text.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading } from "../staged-span.ts";
import type { Convention } from "./convention.ts";
import { genAiConvention } from "./genai.ts";

/** Anonymous usage data of CrewAI, which up to 1.15.14 went to whatever provider the application had set. */
const TELEMETRY = "crewai.telemetry";

/**
 * The spans that CrewAI exports itself: GenAI attributes, where `gen_ai.agent.name` is a hash (the role is in
 * `crewai.agent.role`), tool results are JSON texts, and the crew's input is its template's, not a task.
 */
export const crewaiConvention: Convention = (span) => {
  if (span.scope.name === TELEMETRY) return { convention: "crewai", kind: "setup" };
  if (span.scope.name !== "crewai" || !span.attributes.has("crewai.event_name")) return null;
  const reading = genAiConvention(span);
  if (reading === null) return { convention: "crewai", kind: "other", framework: "crewai" };
  const own: Reading = { ...reading, convention: "crewai" };
  if (own.kind === "workflow") return crew(span, own);
  // An agent's span has display names of tools, the calls inside it those that a model uses.
  if (own.kind === "agent") delete own.tools;
  if (own.tool?.result !== undefined) own.tool = { ...own.tool, result: plainText(own.tool.result) };
  return own;
};

/** A crew's or flow's input are the values for its templates; its tasks say what is to be done. */
function crew(span: OtlpSpan, reading: Reading): Reading {
  const { task: _inputs, ...rest } = reading;
  const isCrew = span.attributes.has("crewai.crew.id");
  return isCrew ? rest : reading;
}

/** The text that a JSON string stands for; any other JSON stays as it is written. */
function plainText(result: string): string {
  const value = result.startsWith('"') ? parsedOrText(result) : result;
  return typeof value === "string" ? value : result;
}
