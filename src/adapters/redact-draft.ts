import { deeperThan } from "../core/json.ts";
import { isCredentialField, redactedField, redactSecrets, redactWrittenFields } from "../core/redact.ts";
import type { Agent, Json, Loss, Step } from "../core/run.ts";
import type { RunDraft } from "./adapter.ts";

/**
 * Arguments nested deeper are left out: they are JSON texts inside the trace, which the source's own limit does not
 * see, and everything after this walks them by recursion.
 */
const MAX_ARGUMENT_DEPTH = 200;

type Body = Omit<RunDraft, "nativeKey" | "locator">;

/** A draft without credentials anywhere; the losses say what was replaced and how often. */
export function redactDraft(body: Body): Body {
  return new Redaction().body(body);
}

class Redaction {
  private readonly found = new Map<string, number>();
  private readonly agentIds = new Names();
  private readonly callIds = new Names();
  private tooDeep = 0;

  body(body: Body): Body {
    const cleaned: Body = {
      ...body,
      framework: this.text(body.framework),
      agents: body.agents.map((agent) => this.agent(agent)),
      steps: body.steps.map((step) => this.step(step)),
      task: this.nullable(body.task),
      models: this.texts(body.models),
      tags: this.fields(body.tags) as Record<string, string>,
      outcomeSource: this.nullable(body.outcomeSource),
      endDetail: this.nullable(body.endDetail),
      inferred: this.texts(body.inferred),
      losses: body.losses.map((loss) => ({ ...loss, detail: this.text(loss.detail) })),
    };
    cleaned.losses.push(...this.losses());
    return cleaned;
  }

  private agent(agent: Agent): Agent {
    return {
      ...agent,
      id: this.agentIds.distinct(agent.id, this.text(agent.id)),
      name: this.text(agent.name),
      role: this.nullable(agent.role),
      model: this.nullable(agent.model),
      tools: agent.tools === null ? null : this.texts(agent.tools),
    };
  }

  private step(step: Step): Step {
    const cleaned = { ...step };
    if (step.agent !== null) cleaned.agent = this.agentIds.known(step.agent);
    cleaned.to = step.to.map((id) => this.agentIds.known(id));
    cleaned.text = this.text(step.text);
    if (step.callId !== undefined)
      cleaned.callId = this.callIds.distinct(step.callId, this.text(step.callId));
    if (step.tool !== undefined) cleaned.tool = this.text(step.tool);
    if (step.args !== undefined) cleaned.args = this.args(step.args);
    if (step.phase !== undefined) cleaned.phase = this.text(step.phase);
    cleaned.locator = this.text(step.locator);
    return cleaned;
  }

  private args(args: Json): Json {
    if (!deeperThan(args, MAX_ARGUMENT_DEPTH)) return this.json(args);
    this.tooDeep++;
    return null;
  }

  private json(value: Json): Json {
    if (typeof value === "string") return this.text(redactWrittenFields(value, this.found));
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    return this.fields(value);
  }

  private fields(fields: { [key: string]: Json }): { [key: string]: Json } {
    const names = new Names();
    return Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        names.distinct(key, this.text(key)),
        Array.isArray(value) ? value.map((item) => this.field(key, item)) : this.field(key, value),
      ]),
    );
  }

  private field(key: string, value: Json): Json {
    const isValue = typeof value === "string" || typeof value === "number";
    return isValue && isCredentialField(key, value) ? redactedField(this.found) : this.json(value);
  }

  private text(text: string): string {
    return redactSecrets(text, this.found);
  }

  private nullable(text: string | null): string | null {
    return text === null ? null : this.text(text);
  }

  private texts(texts: readonly string[]): string[] {
    return texts.map((text) => this.text(text));
  }

  private losses(): Loss[] {
    const losses = [...this.found].map(([kind, count]) => {
      const detail =
        kind === "credential-field"
          ? "the value of a field for credentials was replaced"
          : `text that looks like a ${kind} was replaced`;
      return { code: "secret-redacted", detail, count };
    });
    if (this.tooDeep > 0) {
      const detail = `arguments nested deeper than ${MAX_ARGUMENT_DEPTH} levels`;
      losses.push({ code: "arguments-too-deep", detail, count: this.tooDeep });
    }
    return losses;
  }
}

/** Keeps names that were different before cleaning different after it, and equal ones equal. */
class Names {
  private readonly byOriginal = new Map<string, string>();
  private readonly taken = new Set<string>();

  /** The cleaned name, with a number where another name was cleaned to the same. */
  distinct(original: string, cleaned: string): string {
    if (!cleaned.includes("[redacted:")) return cleaned;
    const known = this.byOriginal.get(original);
    if (known !== undefined) return known;
    let name = cleaned;
    for (let number = 2; this.taken.has(name); number++) name = `${cleaned} ${number}`;
    this.taken.add(name);
    this.byOriginal.set(original, name);
    return name;
  }

  known(original: string): string {
    return this.byOriginal.get(original) ?? original;
  }
}
