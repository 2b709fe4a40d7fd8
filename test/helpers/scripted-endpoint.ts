import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

interface Schema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
}

/** What a client sent. */
export interface Call {
  readonly body: Record<string, unknown>;
  readonly system: string;
  readonly user: string;
  /** Keys of the answer that is asked for, from the schema, wherever it stands. */
  readonly keys: readonly string[];
  readonly schema: Schema | null;
  readonly headers: IncomingMessage["headers"];
  readonly path: string;
}

export type Behaviour =
  | {
      readonly text: string;
      readonly finish?: string;
      readonly refusal?: string;
      readonly usage?: object | null;
      /** Answers as one document, whatever was asked for. */
      readonly whole?: boolean;
    }
  | { readonly status: number; readonly error?: unknown; readonly headers?: Record<string, string> }
  /** Sends this much of an answer, then closes the connection. */
  | { readonly cutAfter: string }
  /** Never answers. */
  | { readonly hang: true }
  /** Sends these bytes as the body. */
  | { readonly bytes: string; readonly type?: string };

export interface ScriptedEndpoint extends AsyncDisposable {
  /** As `http://127.0.0.1:4711/v1`. */
  readonly url: string;
  readonly calls: Call[];
  /** Most calls under way at once so far. */
  readonly atOnce: () => number;
}

const USAGE = { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 400 } };

/** An OpenAI-compatible endpoint on loopback that does as the script says for each call, by its place. */
export async function scriptedEndpoint(
  script: (call: Call, index: number) => Behaviour | Promise<Behaviour>,
): Promise<ScriptedEndpoint> {
  const calls: Call[] = [];
  let underWay = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    const call = await read(request);
    const index = calls.push(call) - 1;
    underWay++;
    most = Math.max(most, underWay);
    response.on("close", () => underWay--);
    answer(response, await script(call, index), call.body["stream"] === true);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    calls,
    atOnce: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  const messages = body["messages"] as { role: string; content: string }[];
  const said = (role: string): string => messages.find((message) => message.role === role)?.content ?? "";
  const user = said("user");
  const format = body["response_format"] as { json_schema?: { schema: Schema } } | undefined;
  const spelled = /JSON Schema:\n(\{.*\})(?:\n|$)/.exec(user)?.[1];
  const schema =
    format?.json_schema?.schema ?? (spelled === undefined ? null : (JSON.parse(spelled) as Schema));
  const keys = schema?.required ?? [];
  return {
    body,
    system: said("system"),
    user,
    keys,
    schema,
    headers: request.headers,
    path: request.url ?? "",
  };
}

function answer(response: ServerResponse, behaviour: Behaviour, isStream: boolean): void {
  if ("hang" in behaviour) return;
  if ("bytes" in behaviour) {
    response.writeHead(200, { "content-type": behaviour.type ?? "application/json" }).end(behaviour.bytes);
    return;
  }
  if ("status" in behaviour) {
    const headers = { "content-type": "application/json", ...behaviour.headers };
    response.writeHead(behaviour.status, headers).end(JSON.stringify({ error: behaviour.error ?? {} }));
    return;
  }
  const about = { id: "c", object: "chat.completion", created: 0, model: "scripted-1" };
  if ("cutAfter" in behaviour) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event({ ...about, choices: [{ index: 0, delta: { content: behaviour.cutAfter } }] }));
    setTimeout(() => response.destroy(), 5);
    return;
  }
  const { text, finish = "stop", refusal, usage = USAGE, whole } = behaviour;
  const said = { role: "assistant", content: text, ...(refusal === undefined ? {} : { refusal }) };
  if (!isStream || whole === true) {
    const body = { ...about, choices: [{ index: 0, message: said, finish_reason: finish }], usage };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const half = Math.ceil(text.length / 2);
  for (const delta of [{ ...said, content: text.slice(0, half) }, { content: text.slice(half) }]) {
    response.write(event({ ...about, choices: [{ index: 0, delta, finish_reason: null }] }));
  }
  response.write(event({ ...about, choices: [{ index: 0, delta: {}, finish_reason: finish }] }));
  if (usage !== null) response.write(event({ ...about, choices: [], usage }));
  response.end("data: [DONE]\n\n");
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

const { judge } = await loadTaxonomy();
/** What the bait says before the word that it asks for; only in the excerpt to be answered with present. */
const BAITS = (judge?.controls.baits ?? []).map((bait) => bait.split("{{canary}}")[0] ?? "");

/** An answer that reads the controls rightly, and says of each mode what `on` says; else absent. */
export function honestText(
  { keys, user, schema }: Pick<Call, "keys" | "user" | "schema">,
  on: (mode: string) => object | undefined = () => undefined,
): string {
  const body: Record<string, unknown> = {};
  for (const key of keys) {
    if (/^X\d$/.test(key)) {
      const end = user.indexOf(`Question for ${key}:`);
      const before = user.slice(Math.max(user.lastIndexOf("Question for X", end - 1), 0), end);
      const excerpt = before.slice(-900);
      body[key] = { verdict: BAITS.some((bait) => excerpt.includes(bait)) ? "present" : "absent" };
    } else if (!/^FM-\d\.\d$/.test(key)) {
      body[key] = on(key) ?? leastOf(schema?.properties?.[key] ?? {});
    } else {
      const usual = { counterargument: "none", explanation: `on ${key}`, quotes: [], agent: "" };
      body[key] = { ...usual, verdict: "absent", ...on(key) };
    }
  }
  return JSON.stringify(body);
}

/** Some words of the first step. */
export function firstWords(record: string): string {
  return /\[s000 \w+\][^\n]*\n([^\n]{12,40})/.exec(record)?.[1]?.trim() ?? "";
}

/** The least that fits a schema. */
function leastOf({ type, required, properties, enum: values }: Schema): unknown {
  if (values !== undefined) return values.at(-1);
  if (type === "array") return [];
  if (type === "object") {
    return Object.fromEntries((required ?? []).map((key) => [key, leastOf(properties?.[key] ?? {})]));
  }
  return type === "string" ? "" : type === "boolean" ? false : 0;
}
