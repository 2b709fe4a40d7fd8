import { isObject } from "../../core/json.ts";
import type { JudgeReply, Usage } from "../request.ts";

/** What one call gave. */
export interface Completion {
  readonly text: string;
  readonly finish: JudgeReply["finish"];
  /** As the endpoint names it; null where it does not. */
  readonly model: string | null;
  /** Null where the endpoint does not say. */
  readonly usage: Usage | null;
}

/** The body ended before the answer did. */
export class CutOff extends Error {
  /** What had come by then. */
  readonly text: string;

  constructor(message: string, text: string) {
    super(message);
    this.text = text;
  }
}

/** An endpoint that was asked for a stream gave something else. */
export class NoStream extends Error {}

/** An answer far beyond what was asked for; whoever gave it is not asked for another. */
export class EndlessReply extends CutOff {}

/** Longer answers are none to a few questions, in UTF-16 units. */
const LONGEST_TEXT = 1_000_000;

/** Gathers the parts as they come, before any is looked at: each is what a stranger sent. */
export class Gathering {
  private text = "";
  private refusal = "";
  private reason: string | null = null;
  private model: string | null = null;
  private usage: Usage | null = null;
  private parts = 0;

  /** @throws Error where the endpoint reports an error, or the answer is too long */
  add(part: unknown): void {
    if (!isObject(part)) return;
    this.parts++;
    if (typeof part["model"] === "string" && part["model"] !== "") this.model ??= part["model"];
    this.usage = usageIn(part["usage"]) ?? this.usage;
    const choices = part["choices"];
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
    if (!isObject(choice)) return;
    if (typeof choice["finish_reason"] === "string") this.reason = choice["finish_reason"];
    const said = isObject(choice["delta"]) ? choice["delta"] : choice["message"];
    if (!isObject(said)) return;
    this.text += textIn(said["content"]);
    if (typeof said["refusal"] === "string") this.refusal += said["refusal"];
    if (this.text.length > LONGEST_TEXT) throw new EndlessReply("the reply does not end", this.text);
  }

  get sofar(): string {
    return this.text;
  }

  /** @throws NoStream where nothing came, CutOff where the end is missing */
  end(): Completion {
    if (this.parts === 0) throw new NoStream("the endpoint sent no part of a reply");
    if (this.reason === null && this.refusal === "") {
      throw new CutOff("the reply breaks off", this.text);
    }
    return {
      text: withoutThinking(this.text),
      finish: this.finish(),
      model: this.model,
      usage: this.usage,
    };
  }

  private finish(): JudgeReply["finish"] {
    if (this.reason === "content_filter") return "filtered";
    if (this.refusal !== "" && this.text.trim() === "") return "refused";
    return this.reason === "length" ? "length" : "stop";
  }
}

/** Some gateways give content as a list of parts. */
function textIn(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: unknown) => (isObject(part) && typeof part["text"] === "string" ? part["text"] : ""))
    .join("");
}

/** Local reasoning models write what they think before the answer, between marks. */
function withoutThinking(text: string): string {
  const start = /^\s*<(think|thinking|reasoning)>/.exec(text);
  if (start === null) return text;
  const mark = `</${start[1]}>`;
  const end = text.indexOf(mark);
  return end < 0 ? "" : text.slice(end + mark.length);
}

function usageIn(given: unknown): Usage | null {
  if (!isObject(given)) return null;
  const input = count(given["prompt_tokens"]);
  const output = count(given["completion_tokens"]);
  if (input === null || output === null) return null;
  const inputDetails = given["prompt_tokens_details"];
  const outputDetails = given["completion_tokens_details"];
  const cached = isObject(inputDetails) ? count(inputDetails["cached_tokens"]) : null;
  const hit = count(given["prompt_cache_hit_tokens"]);
  const reasoning = isObject(outputDetails) ? count(outputDetails["reasoning_tokens"]) : null;
  return {
    input,
    cached: Math.min(input, cached ?? hit ?? 0),
    output,
    reasoning: Math.min(output, reasoning ?? 0),
  };
}

/** A billion tokens in one call is no count. */
function count(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 && value < 1e9
    ? Math.round(value)
    : null;
}
