/** How answers are asked for, strictest first; what an endpoint refuses is given up for the next. */
const FORMATS = ["schema", "json", "text"] as const;
export type AnswerFormat = (typeof FORMATS)[number];

/** What an endpoint takes, as far as its refusals have told. */
export interface Abilities {
  readonly format: AnswerFormat;
  /** The schema is written into the question too: the endpoint does not hold answers to it. */
  readonly spelledOut: boolean;
  readonly limit: "max_completion_tokens" | "max_tokens" | null;
  /** The most that the endpoint takes as a limit of output, in tokens. */
  readonly mostOutput: number | null;
  readonly temperature: boolean;
  readonly stream: boolean;
  /** Usage is asked for at the end of a stream. */
  readonly streamUsage: boolean;
  /** Instructions go into a message of their own. */
  readonly systemRole: boolean;
  /** Tokens of thinking that are paid for before an answer begins. */
  readonly thinkingRoom: number;
}

/** Thinking of a small reasoning model on a few questions; grows where answers are cut off. */
const FIRST_ROOM = 4_000;
const MOST_ROOM = 64_000;

export const EVERYTHING: Abilities = {
  format: "schema",
  spelledOut: false,
  limit: "max_completion_tokens",
  mostOutput: null,
  temperature: true,
  stream: true,
  streamUsage: true,
  systemRole: true,
  thinkingRoom: FIRST_ROOM,
};

/** A refusal of a request as it was put: status 400, 404, 422 and the like. */
export interface Complaint {
  readonly message: string;
  /** The parameter that is complained about, where the endpoint names it. */
  readonly param: string | null;
}

/**
 * What to give up so that the endpoint takes the request; null where the complaint is not about how it was put. Endpoints
 * word this in many ways, so it is the name of the parameter that decides.
 */
export function learned(abilities: Abilities, { message, param }: Complaint): Abilities | null {
  const about = `${param ?? ""} ${message}`.toLowerCase();
  const names = (pattern: RegExp): boolean => pattern.test(about);
  if (abilities.stream && abilities.streamUsage && names(/stream_options|include_usage/)) {
    return { ...abilities, streamUsage: false };
  }
  if (abilities.limit !== null && names(/max_completion_tokens|max_tokens|maximum output tokens/)) {
    const most = mostIn(about);
    if (most !== null && (abilities.mostOutput === null || most < abilities.mostOutput)) {
      return { ...abilities, mostOutput: most };
    }
    const other = abilities.limit === "max_completion_tokens" ? "max_tokens" : null;
    return { ...abilities, limit: other };
  }
  if (abilities.temperature && names(/\btemperature\b/)) return { ...abilities, temperature: false };
  if (names(/response_format|json_schema|json_object|json mode|structured output|guided|grammar|schema/)) {
    return lowered(abilities);
  }
  if (abilities.systemRole && names(/system (?:role|message|prompt)|role.{0,20}system|must alternate/)) {
    return { ...abilities, systemRole: false };
  }
  if (abilities.stream && names(/\bstream(?:ing)?\b/)) return { ...abilities, stream: false };
  return null;
}

/** The next format; null after the last. */
export function lowered(abilities: Abilities): Abilities | null {
  const next = FORMATS[FORMATS.indexOf(abilities.format) + 1];
  return next === undefined ? null : { ...abilities, format: next, spelledOut: true };
}

/** More room, where an answer was cut off; null where there is no more to give. */
export function roomier(abilities: Abilities): Abilities | null {
  const { thinkingRoom, mostOutput } = abilities;
  if (thinkingRoom >= MOST_ROOM || (mostOutput !== null && thinkingRoom >= mostOutput)) return null;
  return { ...abilities, thinkingRoom: thinkingRoom * 2 };
}

/** `supports at most 16384 completion tokens`, `must be less than or equal to 8192`. */
function mostIn(text: string): number | null {
  const match =
    /(?:at most|less than or equal to|<=|maximum(?: value)?(?: is| of)?|up to|no more than)\D{0,12}(\d{3,7})/.exec(
      text.replaceAll(/(\d),(\d{3})/g, "$1$2"),
    );
  return match === null ? null : Number(match[1]);
}
