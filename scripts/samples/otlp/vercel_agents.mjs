// The agents of vercel_runs.py: a scenario's name is the argument; model and OTLP endpoint come from the environment.
// It is run inside an environment that has the packages of vercel-6/ or vercel-7/.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.PACKAGES}/package.json`);
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const { generateText, stepCountIs, isStepCount, tool, ...ai } = await load("ai");
const { createOpenAICompatible } = await load("@ai-sdk/openai-compatible");
const { z } = await load("zod");
const { NodeTracerProvider, BatchSpanProcessor } = await load("@opentelemetry/sdk-trace-node");
const { OTLPTraceExporter } = await load("@opentelemetry/exporter-trace-otlp-proto");

const exporter = new OTLPTraceExporter({ url: process.env.OTLP_URL });
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
provider.register();

const isVersion7 = ai.registerTelemetry !== undefined;
if (isVersion7) {
  const { OpenTelemetry } = await load("@ai-sdk/otel");
  ai.registerTelemetry(new OpenTelemetry());
}

const model = createOpenAICompatible({
  name: "scripted",
  baseURL: process.env.MODEL_URL,
  apiKey: "sk-sample-not-a-key",
})("gpt-4o-mini");
const record = !process.argv[2].endsWith("silent");

/** One agent: its name is the function id, which is all that names it in the spans. */
async function ask(name, system, prompt, tools, steps = 5) {
  const telemetry = { isEnabled: true, functionId: name, recordInputs: record, recordOutputs: record };
  const { text } = await generateText({
    model,
    prompt,
    tools,
    maxRetries: 0,
    stopWhen: (isStepCount ?? stepCountIs)(steps),
    ...(isVersion7 ? { instructions: system, telemetry } : { system, experimental_telemetry: telemetry }),
  });
  return text;
}

const lensState = tool({
  description: "State of a lens.",
  inputSchema: z.object({ lens: z.string() }),
  execute: async ({ lens }) => `${lens}: ground, focal length 1.2 m`,
});
const askGrinder = tool({
  description: "Asks the grinder.",
  inputSchema: z.object({ question: z.string() }),
  execute: ({ question }) => ask("grinder", "You know the lenses.", question, { lensState }),
});

const scenarios = {
  lens: () =>
    ask("optician", "You build telescopes and ask the grinder.", "Which tube fits lens L4?", { askGrinder }),
  polish: () => ask("polisher", "You watch lenses.", "Is lens L9 ready?", { lensState }, 4),
};
try {
  await scenarios[process.argv[2].split("-")[0]]();
} catch (error) {
  console.log(error.name);
}
await provider.forceFlush();
