import type { JudgeReply, JudgeRequest } from "./request.ts";

/** Digits of the run's id in the name of its folder. */
const ID = 12;

/** Where a request stands below the folder of requests, without the ending: `<run>/<request>`. */
export function offlinePath(runId: string, { name }: Pick<JudgeRequest, "name">): string {
  return `${runId.slice(0, ID)}/${name}`;
}

/** The first line of such a file, by which it is known again. */
export function promptTitle(runId: string, { name, stage }: Pick<JudgeRequest, "name" | "stage">): string {
  return `# ${name}: run ${runId.slice(0, ID)}, stage ${stage}\n`;
}

/** A request as a file that a person can read and answer, or give to a model as it is. */
export function promptFile(runId: string, request: JudgeRequest): string {
  const { name, system, trace, question, schema } = request;
  return `${promptTitle(runId, request)}
Answer this with one JSON object in the file ${name}.json of a folder ${runId.slice(0, ID)} and pass its parent as --answers.

# System

${system}

# Record

${trace}

# Question

${question}

# Form of the answer, a JSON Schema

\`\`\`json
${JSON.stringify(schema, null, 2)}
\`\`\`
`;
}

/** What a file says, as a reply that cost nothing. */
export function offlineReply(text: string, model: string): JudgeReply {
  const usage = { input: 0, cached: 0, output: 0, reasoning: 0 };
  return { text, model, usage, finish: "stop" };
}
