import type { ChatCompletionCreateParams } from "openai/resources/chat/completions";
import type { JudgeRequest } from "../request.ts";
import type { Abilities } from "./abilities.ts";

/** The most tokens that may come back: the answer and, before it, thinking that is not shown. */
export function outputLimit({ maxOutputTokens }: JudgeRequest, abilities: Abilities): number {
  const wanted = maxOutputTokens + abilities.thinkingRoom;
  return abilities.mostOutput === null ? wanted : Math.min(wanted, abilities.mostOutput);
}

/**
 * The call that puts a request: the same texts in the same order for all requests on one window, so that endpoints which
 * cache prefixes find them again.
 * @param fault why the answer before this one could not be read
 */
export function callBody(
  request: JudgeRequest,
  model: string,
  abilities: Abilities,
  fault: string | null,
): ChatCompletionCreateParams {
  const { system, schema, temperature } = request;
  const user = userText(request, abilities, fault);
  return {
    model,
    messages: abilities.systemRole
      ? [
          { role: "system", content: system },
          { role: "user", content: user },
        ]
      : [{ role: "user", content: `${system}\n\n${user}` }],
    ...(abilities.limit === null ? {} : { [abilities.limit]: outputLimit(request, abilities) }),
    ...(abilities.temperature && temperature !== null ? { temperature } : {}),
    ...formatOf(abilities, schema),
    ...(abilities.stream ? { stream: true } : {}),
    ...(abilities.stream && abilities.streamUsage ? { stream_options: { include_usage: true } } : {}),
  };
}

/** What a request says to a judge beside the system text. */
export function userText(
  { trace, question, schema }: JudgeRequest,
  { format, spelledOut }: Pick<Abilities, "format" | "spelledOut">,
  fault: string | null,
): string {
  const parts = [trace, question];
  if (format !== "schema" || spelledOut) {
    parts.push(
      `Answer with one JSON object and nothing else, no code fence. It must fit this JSON Schema:\n${JSON.stringify(schema)}`,
    );
  }
  if (fault !== null) {
    parts.push(`An earlier answer to this question could not be used: ${fault}. Answer again, in full.`);
  }
  return parts.join("\n\n");
}

function formatOf(
  { format }: Abilities,
  schema: JudgeRequest["schema"],
): Pick<ChatCompletionCreateParams, "response_format"> {
  switch (format) {
    case "schema":
      return {
        response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
      };
    case "json":
      return { response_format: { type: "json_object" } };
    case "text":
      return {};
  }
}
