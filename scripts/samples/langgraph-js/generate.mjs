// Writes the LangGraph.js samples and what must be found in them, with the real framework against a scripted model.
//
//     npm install --prefix scripts/samples/langgraph-js
//     node scripts/samples/langgraph-js/generate.mjs
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { tool } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { createHandoffTool, createSwarm } from "@langchain/langgraph-swarm";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { z } from "zod";
import { scriptedModel } from "./scripted-model.mjs";

const ROOT = new URL("../../../", import.meta.url);
const MODES = ["FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2"];

/** Two agents: one finds a berth, the other books it and looks the booking up. */
async function harbour() {
  const counted = { tools: 0 };
  const define = (name, description, schema, run) =>
    tool(
      (given) => {
        counted.tools += 1;
        return run(given);
      },
      { name, description, schema: z.object(schema) },
    );
  const findBerth = define(
    "find_berth",
    "Free berths of a length",
    { metres: z.number() },
    () => "berth 14, 12 m, free until Sunday",
  );
  const bookBerth = define(
    "book_berth",
    "Books a berth",
    { berth: z.number() },
    ({ berth }) => `berth ${berth} booked, number B-77`,
  );
  const lookUp = define(
    "look_up",
    "Looks a booking up",
    { number: z.string() },
    ({ number }) => `${number}: berth 14, confirmed`,
  );
  const model = await scriptedModel([
    ["find_berth", { metres: 11 }],
    ["transfer_to_booking", {}],
    ["book_berth", { berth: 14 }],
    ["look_up", { number: "B-77" }],
    "Berth 14 is booked for your 11 m boat until Sunday, number B-77; I looked the booking up and it is confirmed.",
  ]);
  const llm = new ChatOpenAI({
    model: "gpt-4o-mini",
    apiKey: "sk-sample-not-a-key",
    configuration: { baseURL: model.url },
    maxRetries: 0,
  });
  const agent = (name, systemPrompt, tools) => createAgent({ model: llm, name, systemPrompt, tools }).graph;
  const graph = createSwarm({
    agents: [
      agent("harbour_master", "You find berths.", [findBerth, createHandoffTool({ agentName: "booking" })]),
      agent("booking", "You book berths.", [
        bookBerth,
        lookUp,
        createHandoffTool({ agentName: "harbour_master" }),
      ]),
    ],
    defaultActiveAgent: "harbour_master",
  }).compile({ checkpointer: new MemorySaver() });
  return { graph, model, counted };
}

const INPUT = {
  messages: [
    { role: "user", content: "Please book a berth for my 11 m boat until Sunday and check the booking." },
  ],
};
const CONFIG = { configurable: { thread_id: "thread-js" } };
const lines = async (chunks) => {
  let text = "";
  for await (const chunk of chunks) text += `${JSON.stringify(chunk)}\n`;
  return text;
};

/** File ending, and what is written. */
const FORMS = {
  "js-updates.jsonl": async (graph) =>
    lines(await graph.stream(INPUT, { ...CONFIG, streamMode: "updates", subgraphs: true })),
  "js-events-v2.jsonl.gz": async (graph) =>
    gzipSync(await lines(graph.streamEvents(INPUT, { ...CONFIG, version: "v2" }))),
  "js-messages.jsonl": async (graph) =>
    lines(await graph.stream(INPUT, { ...CONFIG, streamMode: "messages", subgraphs: true })),
  "js-history.jsonl": async (graph) => {
    await graph.invoke(INPUT, CONFIG);
    return lines(graph.getStateHistory(CONFIG));
  },
};
const wanted = process.argv.slice(2);

for (const [form, write] of Object.entries(FORMS)) {
  if (wanted.length > 0 && !wanted.includes(form)) continue;
  const { graph, model, counted } = await harbour();
  const text = await write(graph);
  model.close();
  const sum = (key) => model.usage.reduce((all, usage) => all + usage[key], 0);
  const expected = {
    framework: "langgraph",
    runs: 1,
    agents: ["harbour_master", "booking"],
    toolCalls: counted.tools,
    inputTokens: sum("prompt_tokens"),
    outputTokens: sum("completion_tokens"),
    endReason: "completed",
    mustFind: [],
    mustNotFind: MODES,
  };
  const folder = form.includes("events") ? "langchain" : "langgraph";
  const name = `berth.${form}`;
  const files = {
    [`sample-traces/${folder}/${name}`]: text,
    [`test/expected/${folder}/${name}.json`]: `${JSON.stringify(expected, null, 2)}\n`,
  };
  for (const [file, content] of Object.entries(files)) {
    const path = fileURLToPath(new URL(file, ROOT));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
