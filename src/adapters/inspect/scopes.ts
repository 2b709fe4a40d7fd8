type Fields = Record<string, unknown>;

interface Scope {
  id: string;
  type: string;
  name: string;
  parent: Scope | null;
}

/** The spans in which events stand: they say which agent acts, and when a tool has come back. */
export class Scopes {
  private readonly byId = new Map<string, Scope>();

  /** Spans of tools that have begun and whose event has not come. */
  private readonly waiting = new Map<string, Scope[]>();

  begin(event: Fields): void {
    const id = text(event["id"]);
    const parent = this.byId.get(text(event["parent_id"])) ?? null;
    const scope = { id, type: text(event["type"]), name: text(event["name"]), parent };
    this.byId.set(id, scope);
    if (scope.type !== "tool") return;
    const named = this.waiting.get(scope.name);
    if (named === undefined) this.waiting.set(scope.name, [scope]);
    else named.push(scope);
  }

  /** The span in which a tool works, begun just before its event; where it hands over, the agent that goes on. */
  ofTool(name: string): { id: string; handsTo: string | null } | null {
    const scope = this.waiting.get(name)?.shift();
    if (scope === undefined) return null;
    return { id: scope.id, handsTo: scope.parent?.type === "handoff" ? scope.parent.name : null };
  }

  /** The nearest agent around an event; null outside all agents. */
  agentOf(event: Fields): string | null {
    let scope = this.byId.get(text(event["span_id"])) ?? null;
    // Parents begin before their children, so the way up ends.
    while (scope !== null && !(scope.type === "agent" && scope.name !== "")) scope = scope.parent;
    return scope?.name ?? null;
  }

  /** Whether an event stands inside scoring, which is no part of the run. */
  isScoring(event: Fields): boolean {
    let scope = this.byId.get(text(event["span_id"])) ?? null;
    while (scope !== null && scope.type !== "scorers" && scope.type !== "scorer") scope = scope.parent;
    return scope !== null;
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
