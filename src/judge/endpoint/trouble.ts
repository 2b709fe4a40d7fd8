import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import { isObject } from "../../core/json.ts";
import { redactSecrets } from "../../core/redact.ts";
import { visibleLine } from "../dossier/visible-text.ts";
import type { JudgeRequest } from "../request.ts";
import { BodyTooLong, WebPage } from "./bounded-fetch.ts";
import { TimedOut } from "./call.ts";
import { CutOff, EndlessReply, NoStream } from "./read-completion.ts";

/** Why an attempt gave no answer. */
export type Trouble = {
  /** kebab-case. */
  readonly code: string;
  /** For people, without credentials and without trace text. */
  readonly message: string;
} & (
  | { readonly kind: "complaint"; readonly param: string | null }
  /** Asks for less; comes back by itself. */
  | { readonly kind: "busy"; readonly waitMs: number | null }
  /** `sent`: the endpoint may have worked, and charge, for it. */
  | { readonly kind: "broken"; readonly sent: boolean }
  | { readonly kind: "no-stream" }
  | { readonly kind: "filtered" }
  /** `stop`: whatever is asked, nothing will be answered. */
  | { readonly kind: "hopeless"; readonly stop: boolean }
);

/** Longest piece of an endpoint's message that is passed on, in UTF-16 units. */
const LONGEST_MESSAGE = 240;
/** Pieces of this length are no coincidence. */
const ECHO = 24;

/**
 * What an endpoint said, fit for a log: on one line, without the key and whatever else looks like one. Endpoints repeat
 * what they were sent; a message that holds a stretch of the run is held back.
 */
export function fitForLogs(message: string, secret: string | null, request: JudgeRequest | null): string {
  const bare = secret === null || secret === "" ? message : message.replaceAll(secret, "[key]");
  const line = visibleLine(redactSecrets(bare, new Map()), LONGEST_MESSAGE);
  if (request === null) return line;
  for (let at = 0; at + ECHO <= line.length; at++) {
    if (request.trace.includes(line.slice(at, at + ECHO))) return "(its message repeats the request)";
  }
  return line;
}

const TOO_LONG = {
  ...{ kind: "hopeless", code: "too-long", message: "the reply is far too long", stop: false },
} as const satisfies Trouble;

/** @param secret the key, which endpoints like to repeat in parts too */
export function troubleOf(error: unknown, secret: string | null, request: JudgeRequest): Trouble {
  const said = (text: string): string => fitForLogs(text, secret, request);
  if (error instanceof NoStream) return { kind: "no-stream", code: "no-stream", message: error.message };
  if (error instanceof TimedOut) {
    return { kind: "broken", code: "timeout", message: error.message, sent: true };
  }
  if (error instanceof EndlessReply) return TOO_LONG;
  if (error instanceof CutOff) return { kind: "broken", code: "cut-off", message: error.message, sent: true };
  if (error instanceof APIConnectionTimeoutError) {
    return { kind: "broken", code: "timeout", message: "no reply in time", sent: true };
  }
  if (error instanceof APIConnectionError) return connectionTrouble(error, said);
  if (error instanceof APIError && error.status !== undefined) return statusTrouble(error, said);
  const causes = causesOf(error);
  if (causes.some((cause) => cause instanceof BodyTooLong)) return TOO_LONG;
  if (error instanceof APIError) {
    return {
      kind: "broken",
      code: "endpoint-error",
      message: `the endpoint reports: ${said(error.message)}`,
      sent: true,
    };
  }
  return { kind: "broken", code: "cut-off", message: "the reply breaks off or is no JSON", sent: true };
}

function connectionTrouble(error: Error, said: (text: string) => string): Trouble {
  const causes = causesOf(error);
  const codes = causes.flatMap((cause) =>
    isObject(cause) && typeof cause["code"] === "string" ? [cause["code"]] : [],
  );
  if (causes.some((cause) => cause instanceof Error && cause.message.includes("redirect"))) {
    const message = "the endpoint redirects elsewhere, which is not followed: give the address itself";
    return { kind: "hopeless", code: "redirect", message, stop: true };
  }
  if (causes.some((cause) => cause instanceof WebPage)) {
    const message = "a web page answers, no endpoint: is the base URL right, as https://host/v1?";
    return { kind: "hopeless", code: "web-page", message, stop: true };
  }
  if (codes.includes("ECONNREFUSED") || codes.includes("ENOTFOUND")) {
    const message = codes.includes("ENOTFOUND") ? "there is no such host" : "nothing listens at this address";
    return { kind: "broken", code: "connection", message, sent: false };
  }
  const known = codes[0] === undefined ? "" : ` (${said(codes[0])})`;
  return { kind: "broken", code: "connection", message: `the connection failed${known}`, sent: true };
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let at = error; at instanceof Error && causes.length < 5; at = at.cause) causes.push(at);
  return causes;
}

function statusTrouble(error: APIError, said: (text: string) => string): Trouble {
  const status = error.status ?? 0;
  const kind = String(error.code ?? error.type ?? "");
  const text = wordsOf(error);
  const message = `HTTP ${status}${text === "" ? "" : `: ${said(text)}`}${hintOn(status)}`;
  const code = `http-${status}`;
  if (status === 401 || status === 402 || status === 403 || kind === "insufficient_quota") {
    return { kind: "hopeless", code, message, stop: true };
  }
  if (
    status === 408 ||
    status === 409 ||
    status === 425 ||
    status === 429 ||
    status === 503 ||
    status === 529
  ) {
    return {
      kind: "busy",
      code: status === 429 ? "rate-limited" : code,
      message,
      waitMs: waitOf(error.headers),
    };
  }
  if (kind === "content_filter" || kind === "ResponsibleAIPolicyViolation") {
    return { kind: "filtered", code: "filtered", message };
  }
  if (kind === "context_length_exceeded" || /context (?:length|window|size)|prompt is too long/i.test(text)) {
    const hint = "the request is longer than the model takes: set judge.contextTokens lower";
    return { kind: "hopeless", code: "context-length", message: `${hint} (${message})`, stop: false };
  }
  if (status >= 500 && !(status <= 501 && /response_format|json_schema|grammar|schema/i.test(text))) {
    return { kind: "broken", code, message, sent: false };
  }
  // The words themselves stay here: they are read for names of parameters, and only `message` goes on.
  return { kind: "complaint", code, message, param: `${error.param ?? ""} ${text}` };
}

/** What people mostly have to look at then. */
function hintOn(status: number): string {
  if (status === 401 || status === 403) return " (is MAST_JUDGE_API_KEY the key of this endpoint?)";
  return status === 404 ? " (are the model's name and the base URL right?)" : "";
}

/** The message alone, wherever the endpoint has put it. */
function wordsOf(error: APIError): string {
  const body: unknown = error.error;
  if (typeof body === "string") return body;
  for (const name of ["message", "detail", "error"]) {
    const value = isObject(body) ? body[name] : undefined;
    if (typeof value === "string") return value;
    if (value !== undefined && value !== null) return JSON.stringify(value).slice(0, 4000);
  }
  return error.message.replace(/^\d{3} /, "");
}

/** `Retry-After` in seconds or as a date, told by the answer's own clock; milliseconds, null where there is none. */
export function waitOf(headers: Headers | undefined): number | null {
  const exact = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (exact >= 0) return exact;
  const after = headers?.get("retry-after") ?? "";
  if (/^\d+(?:\.\d+)?$/.test(after.trim())) return Number(after) * 1000;
  const wait = Date.parse(after) - Date.parse(headers?.get("date") ?? "");
  return wait >= 0 ? wait : null;
}
