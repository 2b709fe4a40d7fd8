import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type ChatTurn, parseJson, valueText } from "../chat-turn.ts";
import type { Reading } from "../staged-span.ts";
import type { Convention } from "./convention.ts";
import { genAiConvention } from "./genai.ts";

const SCOPE = "gcp.vertex.agent";
/** Turns of other agents come as messages of the user that begin so: echoes of what was told already. */
const ECHO = "For context:";

/** Google's Agent Development Kit: GenAI spans, with what other agents did repeated in each prompt. */
export const adkConvention: Convention = (span) => {
  if (span.scope.name !== SCOPE) return null;
  const reading = genAiConvention(span);
  if (reading === null) return { convention: "genai", kind: "other", framework: "google-adk" };
  return { ...reading, framework: "google-adk", ...ownWords(reading), ...plainResult(reading) };
};

function ownWords({ input }: Reading): Pick<Reading, "input"> {
  return input === undefined ? {} : { input: input.filter((turn) => !isEcho(turn)) };
}

function isEcho({ role, text }: ChatTurn): boolean {
  return role === "user" && text?.startsWith(ECHO) === true;
}

/** A function's plain result is wrapped, since the model's API wants an object. */
function plainResult({ tool }: Reading): Pick<Reading, "tool"> {
  if (tool?.result === undefined) return tool === undefined ? {} : { tool };
  const value = parseJson(tool.result);
  if (!isObject(value) || Object.keys(value).length !== 1 || !("result" in value)) return { tool };
  return { tool: { ...tool, result: valueText(value["result"] as Json) } };
}
