/** Tasks that a stream began and did not end. */
export class OpenTasks {
  /** Names by namespace and id. */
  private readonly names = new Map<string, string>();
  /** Tasks begun inside a task's subgraph, by the id of that task. */
  private readonly inside = new Map<string, Set<string>>();

  get nodes(): string[] {
    return [...new Set(this.names.values())];
  }

  open(id: string, node: string, namespace: readonly string[]): void {
    const key = keyOf(id, namespace);
    this.names.set(key, node);
    for (const segment of namespace) {
      const parent = segment.slice(segment.indexOf(":") + 1);
      const inside = this.inside.get(parent) ?? new Set();
      this.inside.set(parent, inside.add(key));
    }
  }

  /** With a task end those inside it: a handoff leaves its subgraph without ending the task that made it. */
  close(id: string, namespace: readonly string[]): void {
    this.names.delete(keyOf(id, namespace));
    for (const key of this.inside.get(id) ?? []) this.names.delete(key);
    this.inside.delete(id);
  }
}

function keyOf(id: string, namespace: readonly string[]): string {
  return `${namespace.join("|")} ${id}`;
}
