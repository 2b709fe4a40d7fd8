import { isObject } from "../../../core/json.ts";
import { type ChatTurn, newTurns, parseJson } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading } from "../staged-span.ts";
import { type Convention, defined, textAttribute } from "./convention.ts";
import { geminiTurns, plainResponse } from "./gemini-contents.ts";
import { genAiConvention } from "./genai.ts";

const SCOPE = "gcp.vertex.agent";
/** Turns of other agents come as messages of the user that begin so: echoes of what was told already. */
const ECHO = "For context:";
const AGENT_RUN = /^agent_run \[(.+)\]$/s;

/**
 * Google's Agent Development Kit. Version 2 writes GenAI spans; version 1 has names of its own and requests and
 * responses as JSON (`gcp.vertex.agent.*`). Each prompt repeats what other agents did.
 */
export const adkConvention: Convention = (span) => {
  if (span.scope.name !== SCOPE) return null;
  const reading = genAiConvention(span) ?? { convention: "genai", kind: "other" as const };
  const named = { ...reading, framework: "google-adk", ...versionOne(span) };
  const input = named.input?.filter((turn) => !isEcho(turn));
  return defined<Reading>({ ...named, input, tool: toolOf(span, named) });
};

function isEcho({ role, text }: ChatTurn): boolean {
  return role === "user" && text?.startsWith(ECHO) === true;
}

function versionOne(span: OtlpSpan): Partial<Reading> {
  if (span.name === "invocation") return { kind: "workflow" };
  const agent = AGENT_RUN.exec(span.name)?.[1];
  if (agent !== undefined) return { kind: "agent", agent };
  return span.name === "call_llm" ? { kind: "model", ...requestOf(span), ...responseOf(span) } : {};
}

function requestOf(span: OtlpSpan): Pick<Reading, "input" | "tools"> {
  const request = vendorJson(span, "llm_request");
  if (request === null || !Array.isArray(request["contents"])) return {};
  const config = isObject(request["config"]) ? request["config"] : {};
  const system = config["system_instruction"];
  const turns = geminiTurns(request["contents"]);
  if (typeof system === "string") turns.unshift({ role: "system", text: system });
  return { input: newTurns(turns), ...offeredTools(config["tools"]) };
}

function responseOf(span: OtlpSpan): Pick<Reading, "output"> {
  const content = vendorJson(span, "llm_response")?.["content"];
  return isObject(content) ? { output: geminiTurns(content) } : {};
}

function offeredTools(tools: unknown): Pick<Reading, "tools"> {
  if (!Array.isArray(tools)) return {};
  const names = tools.flatMap((tool: unknown) => {
    const declared = isObject(tool) ? tool["function_declarations"] : null;
    if (!Array.isArray(declared)) return [];
    return declared.flatMap((item: unknown) =>
      isObject(item) && typeof item["name"] === "string" ? [item["name"]] : [],
    );
  });
  return { tools: names };
}

function toolOf(span: OtlpSpan, { tool }: Reading): Reading["tool"] {
  if (tool === undefined) return undefined;
  const result = tool.result ?? textAttribute(span, `${SCOPE}.tool_response`);
  return defined<NonNullable<Reading["tool"]>>({
    ...tool,
    args: tool.args ?? textAttribute(span, `${SCOPE}.tool_call_args`),
    result: result === undefined ? undefined : plainResponse(parseJson(result) ?? result),
  });
}

function vendorJson(span: OtlpSpan, name: string): Record<string, unknown> | null {
  const text = textAttribute(span, `${SCOPE}.${name}`);
  const value = text === undefined ? undefined : parseJson(text);
  return isObject(value) ? value : null;
}
