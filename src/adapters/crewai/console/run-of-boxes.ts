import type { Step } from "../../../core/run.ts";
import type { RunDraft } from "../../adapter.ts";
import { RunBuilder, type StepInput } from "../../run-builder.ts";
import { nameManager } from "../manager.ts";
import { PhaseLabels } from "../phases.ts";
import { Retries } from "../retries.ts";
import { coworkerKey } from "../tools.ts";
import { type Box, field, type LooseLine, lineField } from "./boxes.ts";
import { endRun, settleEnd } from "./panel-end.ts";
import { ToolPanels } from "./tool-panels.ts";
import { type Worker, Workers } from "./workers.ts";

/** Panels that tell of nothing that agents did, or repeat what others tell. */
const ECHOES = new Set([
  ...["Crew Execution Started", "Flow Execution", "Flow Started", "Flow Method Running"],
  ...["Flow Method Completed", "Flow Method Paused", "Guardrail Check", "Tracing Status", "Task Started"],
  ...[
    "Update Available",
    "Yanked Version",
    "LiteAgent Started",
    "LiteAgent Completed",
    "LiteAgent Completion",
  ],
]);
const FORCED = "Maximum iterations reached. Requesting final answer.";
/** The tree of 0.x: `📋 Task: NAME (ID: …)`, or the id alone where the task has no name. */
const TREE_TASK = /📋 Task: (?:(.{1,300}?) \(ID: )?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)?$/u;
const LONGEST_TREE_LINE = 600;

/** One kickoff of a crew or flow as a run, panel by panel. */
export class ConsoleRun {
  /** What was kicked off; its end is the run's. */
  private readonly root: "Crew" | "Flow" | "LiteAgent";
  private readonly builder: RunBuilder;
  private readonly tools: ToolPanels;
  private readonly workers = new Workers();
  private readonly phases = new PhaseLabels();
  private readonly retries = new Retries();
  private readonly nameByKey = new Map<string, string>();
  private readonly toldTasks = new Set<string>();
  private task = { key: "", name: null as string | null };
  private tasks = 0;
  /** Every task was given to the first agent. */
  private managed = true;
  private lastAnswer: Step | null = null;
  private lastError = "";
  private forced = false;

  constructor(format: string, first: Box) {
    const [word] = first.title.split(" ", 1);
    this.root = word === "Flow" || word === "LiteAgent" ? word : "Crew";
    this.builder = new RunBuilder({
      framework: "crewai",
      format,
      locator: `line:${first.line}`,
      capabilities: { toolCalls: true, toolResults: true, endReason: true, content: "partial" },
    });
    this.tools = new ToolPanels({
      add: (worker, box, input) => this.add(worker, box, input),
      coworker: (role) => this.nameByKey.get(coworkerKey(role)) ?? null,
      lose: (code, detail) => this.builder.lose(code, detail),
    });
    this.builder.infer(
      "rows that fill a panel are joined again, since Rich breaks lines to fit the terminal",
    );
  }

  /** Whether a panel tells of nothing that a run could begin with. */
  static isEcho(title: string): boolean {
    return ECHOES.has(title);
  }

  /** Whether a kickoff that begins now is one of its own: a flow runs crews, and both run single agents. */
  endsBefore(title: string): boolean {
    const hasEnded = this.builder.draftRun.endReason !== "unknown";
    return hasEnded || (this.root !== "Flow" && !title.startsWith("LiteAgent"));
  }

  line({ text }: LooseLine): void {
    if (text.length > LONGEST_TREE_LINE) return;
    if (text.includes(FORCED)) this.forced = true;
    const [, name, id] = TREE_TASK.exec(text.trimEnd()) ?? [];
    if (id !== undefined) this.task = { key: id, name: name ?? null };
  }

  box(box: Box): void {
    const { current } = this.workers;
    switch (box.title) {
      case "Task Started":
        this.task = { key: lineField(box.text, "ID: ") ?? "", name: field(box.text, "Name: ", "ID: ") };
        break;
      case "Agent Started":
        this.agentStarted(box);
        break;
      case "LiteAgent Started":
        this.singleAgent(box);
        break;
      case "Agent Final Answer":
        this.answered(box);
        break;
      case "Tool Execution Started":
        this.tools.started(current, box);
        break;
      case "Tool Execution Completed":
        this.tools.succeeded(current, box);
        break;
      case "Tool Failure":
      case "Tool Error":
        this.tools.failed(current, box);
        break;
      case "Agent Tool Execution":
        this.tools.acted(this.workers.open(lineField(box.text, "Agent: ") ?? "") ?? current, box);
        break;
      case "Tool Input":
        this.tools.input(box);
        break;
      case "Tool Output":
        this.tools.output(current, box);
        break;
      case "LLM Error":
        this.failed(current, box, field(box.text, "Error: ") ?? box.text);
        break;
      case "Guardrail Success":
        this.guarded(box, "", true);
        break;
      case "Guardrail Failed":
        this.guarded(box, field(box.text, "Error: ", "Attempts: ") ?? "", false);
        break;
      case "Task Completion":
      case "Task Failure":
        this.tools.flush();
        this.workers.endTask();
        this.task = { key: "", name: null };
        break;
      case "Crew Completion":
      case "Flow Completion":
      case "LiteAgent Completed":
      case "LiteAgent Completion":
      case "LiteAgent Failed":
      case "LiteAgent Error":
      case "Crew Failure":
      case "Flow Failure":
      case "Flow Paused":
        this.ended(box);
        break;
      default:
        if (!ECHOES.has(box.title)) this.builder.lose("panel-not-carried", `panels “${box.title}”`);
    }
  }

  finish(): RunDraft {
    this.tools.flush();
    const run = this.builder.draftRun;
    run.capabilities.task = run.task !== null;
    run.capabilities.reasoning = this.tools.thoughts > 0;
    settleEnd(run, this.lastAnswer?.marker === "forced-answer");
    nameManager(this.builder, this.managed ? (run.agents[0]?.id ?? null) : null);
    return this.builder.draft();
  }

  private agentStarted(box: Box): void {
    const role = lineField(box.text, "Agent: ") ?? "";
    if (role === "") return;
    const asked = field(box.text, "Task: ") ?? "";
    this.nameByKey.set(coworkerKey(role), this.builder.agent(role));
    this.tools.flush();
    const { name } = this.task;
    const key = this.task.key === "" ? `${role}\0${asked}` : this.task.key;
    const worker = this.workers.begin(role, asked, this.phases.of(key, name, asked));
    worker.phase = worker.asker?.phase ?? worker.phase;
    if (worker.asker !== null) {
      worker.delegation ??= this.tools.orderTo(worker, box);
      this.builder.infer("an agent that begins while another one is at work is taken for its coworker");
      return;
    }
    if (worker.retries !== null || this.toldTasks.has(key)) return;
    this.toldTasks.add(key);
    this.tasks++;
    this.managed &&= this.tasks === 1 || this.builder.draftRun.agents[0]?.id === role;
    this.builder.step({
      kind: "message",
      to: [role],
      text: asked,
      phase: worker.phase,
      locator: `line:${box.line}`,
    });
    this.builder.draftRun.task ??= asked;
  }

  /** An agent that was kicked off by itself. What it was asked is not printed; two panels say that it begins. */
  private singleAgent(box: Box): void {
    const role = lineField(box.text, "Role: ") ?? lineField(box.text, "Name: ") ?? "";
    if (role === "" || this.workers.open(role) !== null) return;
    this.nameByKey.set(coworkerKey(role), this.builder.agent(role));
    this.workers.endTask();
    this.workers.begin(role, "", "");
  }

  private answered(box: Box): void {
    this.tools.flush();
    const role = lineField(box.text, "Agent: ") ?? "";
    const text = field(box.text, "Final Answer:") ?? "";
    const worker = this.workers.open(role);
    if (worker === null && role !== "") this.nameByKey.set(coworkerKey(role), this.builder.agent(role));
    const agent = worker === null && role !== "" ? { agent: role } : {};
    const asker = worker?.delegation?.agent ?? null;
    const step = this.add(worker, box, {
      kind: "message",
      text,
      to: asker === null ? [] : [asker],
      ...agent,
    });
    if (this.forced) step.marker = "forced-answer";
    this.forced = false;
    if (asker === null) this.lastAnswer = step;
    if (worker !== null) this.workers.end(worker);
  }

  /** One failing model call is printed twice, and again by each attempt of the framework. */
  private failed(worker: Worker | null, box: Box, text: string): void {
    const key = `${worker?.role ?? ""}\0${worker?.asked ?? ""}\0${text}`;
    if (key !== this.lastError) this.add(worker, box, { kind: "error", text });
    this.lastError = key;
  }

  private guarded(box: Box, text: string, ok: boolean): void {
    const input = { kind: "tool-result", tool: "guardrail", text, ok } as const;
    this.builder.step({
      ...input,
      phase: this.phases.of(this.task.key, this.task.name, ""),
      locator: `line:${box.line}`,
    });
  }

  private ended(box: Box): void {
    this.tools.flush();
    this.workers.endTask();
    if (!box.title.startsWith(this.root)) return;
    endRun(this.builder, box.title);
  }

  private add(worker: Worker | null, box: Box, input: Omit<StepInput, "locator">): Step {
    const phase = worker === null || worker.phase === "" ? {} : { phase: worker.phase };
    const step = this.builder.step({
      agent: worker?.role ?? null,
      ...phase,
      locator: `line:${box.line}`,
      ...input,
    });
    if (worker !== null && step.agent === worker.role) this.retries.add(worker, step);
    return step;
  }
}
