import { isObject } from "../../../../core/json.ts";
import type { Json } from "../../../../core/run.ts";
import { type ChatTurn, newTurns, parseJson, type TurnCall, valueText } from "../../chat-turn.ts";
import type { OtlpSpan } from "../../span.ts";
import type { Reading } from "../../staged-span.ts";
import { defined, stringList, textAttribute } from "../convention.ts";

/** What smolagents calls the tool that runs the code which a CodeAgent wrote. */
const INTERPRETER = "python_interpreter";
const CODE_FAILED = /\bAgentExecutionError$/;
/** The prompt by which an agent that has used up its steps is made to answer. */
const FORCED = /^An agent tried to answer a user query but it got stuck/;
/** Ends an agent's run with its argument; no work is done by it. */
const FINAL_ANSWER = "final_answer";

/** A run of an agent; one with managed agents is the invocation of a team. */
export function smolagentsRun(span: OtlpSpan, base: Reading): Reading {
  const input = parseJson(textAttribute(span, "input.value") ?? "");
  const brief = isObject(input) && typeof input["task"] === "string" ? readTask(input["task"]) : undefined;
  const agent = brief?.agent ?? base.agent;
  const tools = namesOf(span.attributes.get("smolagents.tools_names"));
  const own = agent === undefined ? [] : [defined<Member>({ name: agent, role: undefined, tools })];
  const managed = managedAgents(span);
  const named = brief?.agent === undefined ? {} : { agentFrom: "the task that its manager gave it" };
  if (managed.length === 0) return defined<Reading>({ ...base, agent, ...named });
  return defined<Reading>({
    ...base,
    kind: "workflow",
    agent,
    ...named,
    task: brief?.text,
    members: [...own, ...managed],
    result: textAttribute(span, "output.value"),
  });
}

type Member = NonNullable<Reading["members"]>[number];

function managedAgents(span: OtlpSpan): Member[] {
  const members: Member[] = [];
  for (let index = 0; ; index++) {
    const prefix = `smolagents.managed_agents.${index}.`;
    const name = textAttribute(span, `${prefix}name`);
    if (name === undefined) return members;
    members.push(
      defined<Member>({ name, role: textAttribute(span, `${prefix}description`), tools: undefined }),
    );
  }
}

function namesOf(value: Json | undefined): string[] | undefined {
  const list = typeof value === "string" ? parseJson(value) : value;
  return Array.isArray(list) ? stringList(list).filter((name) => name !== FINAL_ANSWER) : undefined;
}

/** One step of an agent. What came of a CodeAgent's code stands here and on no other span. */
export function smolagentsStep(span: OtlpSpan, base: Reading): Reading {
  const output = textAttribute(span, "output.value");
  const failed = span.events.some(({ attributes }) =>
    CODE_FAILED.test(valueText(attributes.get("exception.type"))),
  );
  const printed = output?.startsWith("Execution logs:") ? { name: INTERPRETER, result: output } : undefined;
  const tool = failed ? { name: INTERPRETER, ok: false } : printed;
  return defined<Reading>({ convention: base.convention, kind: "other", framework: base.framework, tool });
}

/** A call of a tool, or the final answer in the words of the agent. Arguments come as `args` and `kwargs` of a Python call. */
export function smolagentsTool(reading: Reading): Reading {
  const { tool } = reading;
  if (tool === undefined) return reading;
  const call = typeof tool.args === "string" ? parseJson(tool.args) : tool.args;
  if (!isObject(call) || !isObject(call["kwargs"]) || !Array.isArray(call["args"])) return reading;
  if (tool.name === FINAL_ANSWER) {
    const text = valueText(call["kwargs"]["answer"] ?? call["args"][0]);
    return { convention: reading.convention, kind: "other", output: [{ role: "assistant", text }] };
  }
  const args = call["args"].length === 0 ? call["kwargs"] : { args: call["args"], ...call["kwargs"] };
  return { ...reading, tool: { ...tool, args: args as Json } };
}

/**
 * A model call without what smolagents writes around it: the wrapping of tasks, the memory repeated as messages, and
 * prompts of its own (planning, a last answer at the limit), which hold no turn of anybody.
 */
export function smolagentsModelCall(reading: Reading, prompt: readonly ChatTurn[]): Reading {
  const isForced = FORCED.test(prompt[0]?.text ?? "");
  const input = prompt.flatMap((turn): ChatTurn[] => {
    if (turn.role !== "user") return [turn];
    const task = turn.text === undefined ? undefined : TASK.exec(turn.text)?.[1];
    if (task === undefined) return [];
    const { text, agent } = readTask(task);
    return [agent === undefined ? { role: "user", text } : { role: "user", text, byCaller: true }];
  });
  return defined<Reading>({
    ...reading,
    input: withBriefs(input),
    output: reading.output?.map((turn) => (isForced ? { ...turn, forced: true } : spoken(turn))),
    tools: reading.tools?.filter((name) => name !== FINAL_ANSWER),
  });
}

/** What is new in a prompt, and its task: notes of its own planning stand between them from the first call on. */
function withBriefs(turns: readonly ChatTurn[]): ChatTurn[] {
  const recent = new Set(newTurns(turns));
  return turns.filter((turn) => turn.role === "user" || recent.has(turn));
}

const TASK = /^New task:\n([\s\S]*)$/;
const MANAGED = /^You're a helpful agent named '([^'\n]{1,100})'\.\n[^\n]*\n---\nTask:\n([\s\S]*?)\n---\n/;

/** A task as its author wrote it; one from a manager names the agent that it is for. */
function readTask(task: string): { text: string; agent?: string } {
  const managed = MANAGED.exec(task);
  return managed?.[1] === undefined ? { text: task } : { text: managed[2] ?? "", agent: managed[1] };
}

/** The code in a CodeAgent's words is what it does; the final answer is what it says. */
function spoken(turn: ChatTurn): ChatTurn {
  const { calls = [], text = "" } = turn;
  const answer = calls.find(({ name }) => name === FINAL_ANSWER);
  const kept: TurnCall[] = calls.filter((call) => call !== answer);
  const code = calls.length === 0 ? codeOf(text) : undefined;
  if (code !== undefined) kept.push({ id: null, name: INTERPRETER, args: code });
  const said = [text, answerText(answer)].filter((part) => part !== "").join("\n");
  const { calls: _calls, text: _text, ...rest } = turn;
  return { ...rest, ...(said === "" ? {} : { text: said }), ...(kept.length === 0 ? {} : { calls: kept }) };
}

function answerText(call: TurnCall | undefined): string {
  const args = typeof call?.args === "string" ? parseJson(call.args) : call?.args;
  return isObject(args) ? valueText(args["answer"]) : "";
}

const CODE_BEGINS = /<code>|Code:\s{0,9}```(?:py(?:thon)?)?\n/;

/** The block that the framework runs; a stop sequence may have cut off its end. */
function codeOf(text: string): string | undefined {
  const begin = CODE_BEGINS.exec(text);
  if (begin === null) return undefined;
  const rest = text.slice(begin.index + begin[0].length);
  const end = rest.indexOf(begin[0] === "<code>" ? "</code>" : "```");
  return (end < 0 ? rest : rest.slice(0, end)).trim();
}
