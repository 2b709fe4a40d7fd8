import { isObject } from "../../../../core/json.ts";
import type { Json } from "../../../../core/run.ts";
import { type ChatTurn, newTurns, parseJson } from "../../chat-turn.ts";
import type { OtlpSpan } from "../../span.ts";
import type { Reading } from "../../staged-span.ts";
import { teamOf } from "../autogen.ts";
import { defined, stringList, textAttribute } from "../convention.ts";
import { listAttribute, memberOf } from "../crew-facts.ts";
import { nodeOutput } from "../observed.ts";
import { resultText, taskText, valueTurns } from "./values.ts";

/** A team, crew or graph, an agent's turn, or a link of a chain. */
export function invocation(span: OtlpSpan, base: Reading, metadata: Record<string, unknown>): Reading {
  if (base.framework === "crewai") return crewInvocation(span, base);
  if (base.framework === "autogen") return teamInvocation(span, base);
  const isGraph = base.framework === "langgraph" && metadata["langgraph_node"] === undefined;
  if (isGraph) {
    return defined<Reading>({
      ...base,
      kind: "workflow",
      // A graph with a name of its own: an agent made by create_agent, or what its author called it.
      task: taskText(span),
      result: resultText(span),
      waiting: textAttribute(span, "output.value")?.includes('"__interrupt__"') === true ? true : undefined,
    });
  }
  if (base.kind === "agent") return { ...base, ...agentTurns(span) };
  const isNode = metadata["langgraph_node"] === span.name;
  return isNode
    ? defined<Reading>({ ...base, result: nodeOutput(textAttribute(span, "output.value")) })
    : { convention: base.convention, kind: "other" };
}

/** Input and output of an agent's turn, used where no model call below it tells the same. */
function agentTurns(span: OtlpSpan): Pick<Reading, "input" | "output"> {
  const input = valueTurns(span, "input.value", "user");
  const output = valueTurns(span, "output.value", "assistant");
  return defined<Pick<Reading, "input" | "output">>({
    input: input === undefined ? undefined : newTurns(input),
    output: output?.slice(-1),
  });
}

function teamInvocation(span: OtlpSpan, base: Reading): Reading {
  const team = textAttribute(span, "team_id");
  if (team === undefined) return base;
  const result = textAttribute(span, "output.value");
  const parsed = result === undefined ? undefined : parseJson(result);
  const names = stringList(span.attributes.get("participant_names"));
  const descriptions = stringList(span.attributes.get("participant_descriptions"));
  const members = names.map((name, index) =>
    defined<{ name: string; role?: string }>({ name, role: descriptions[index] }),
  );
  return defined<Reading>({
    ...base,
    kind: "workflow",
    runKey: teamOf(team) ?? team,
    members,
    task: taskText(span),
    messages:
      isObject(parsed) && Array.isArray(parsed["messages"]) ? (parsed["messages"] as Json[]) : undefined,
    stop: isObject(parsed) && typeof parsed["stop_reason"] === "string" ? parsed["stop_reason"] : undefined,
  });
}

function crewInvocation(span: OtlpSpan, base: Reading): Reading {
  if (base.kind === "agent") return defined<Reading>({ ...base, output: spoken(resultText(span)) });
  if (textAttribute(span, "crew_agents") === undefined && textAttribute(span, "flow_id") === undefined)
    return base;
  const task = listAttribute(span, "crew_tasks").flatMap((item) =>
    typeof item["description"] === "string" ? [item["description"]] : [],
  );
  const members = listAttribute(span, "crew_agents").flatMap(memberOf);
  return defined<Reading>({
    ...base,
    kind: "workflow",
    members,
    tasks: task.length > 0 ? task : undefined,
    result: resultText(span),
  });
}

function spoken(text: string | undefined): ChatTurn[] | undefined {
  return text === undefined ? undefined : [{ role: "assistant", text }];
}
