import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { parseJson } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading } from "../staged-span.ts";
import { defined, stringList, textAttribute } from "./convention.ts";

/** What OpenLLMetry writes of a crew (its root) or of a task; null for every other span. */
export function crewFacts(span: OtlpSpan): Partial<Reading> | null {
  const description = textAttribute(span, "crewai.task.description");
  if (description !== undefined) return taskTurn(span, description);
  if (!span.attributes.has("crewai.crew.id") && !span.attributes.has("crewai.crew.agents")) return null;
  const tasks = listAttribute(span, "crewai.crew.tasks").flatMap((task) =>
    typeof task["description"] === "string" ? [task["description"]] : [],
  );
  return defined<Partial<Reading>>({
    kind: "workflow",
    members: listAttribute(span, "crewai.crew.agents").flatMap(memberOf),
    tasks: tasks.length > 0 ? tasks : undefined,
    result: textAttribute(span, "crewai.crew.result"),
  });
}

/** A task as its agent's turn: its output is all there is where the model's client is not instrumented. */
function taskTurn(span: OtlpSpan, description: string): Partial<Reading> {
  const output = textAttribute(span, "traceloop.entity.output");
  return defined<Partial<Reading>>({
    kind: "agent",
    input: [{ role: "user", text: description }],
    output: output === undefined ? undefined : [{ role: "assistant", text: output }],
  });
}

export function memberOf(agent: Record<string, unknown>): NonNullable<Reading["members"]> {
  if (typeof agent["role"] !== "string") return [];
  const role = [agent["goal"], agent["backstory"]]
    .filter((text) => typeof text === "string" && text !== "")
    .join("\n");
  return [{ name: agent["role"], role, tools: toolNames(agent["tools"] ?? agent["tools_names"]) }];
}

function toolNames(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: unknown) =>
    isObject(tool) ? stringList([tool["name"] as Json]) : stringList([tool as Json]),
  );
}

/** A list of objects that an attribute holds as JSON text. */
export function listAttribute(span: OtlpSpan, key: string): Record<string, unknown>[] {
  const text = textAttribute(span, key);
  const value = text === undefined ? undefined : parseJson(text);
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : [];
}
