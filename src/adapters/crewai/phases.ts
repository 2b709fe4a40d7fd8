const MAX_LABEL = 80;

/**
 * Labels for the tasks of a crew, used as `phase`: the task's name, else the first words of its description; a number
 * is added where two tasks would share a label.
 */
export class PhaseLabels {
  private readonly labels = new Map<string, string>();
  private readonly uses = new Map<string, number>();

  /** The label of the task with this key (a task id, or name and description), the same each time. */
  of(key: string, name: string | null, description: string): string {
    const known = this.labels.get(key);
    if (known !== undefined) return known;
    const base = shorten(name ?? description) || "task";
    const used = (this.uses.get(base) ?? 0) + 1;
    this.uses.set(base, used);
    const label = used === 1 ? base : `${base} (${used})`;
    this.labels.set(key, label);
    return label;
  }
}

function shorten(text: string): string {
  const line = text.trimStart().slice(0, 400).split(/\r?\n/, 1)[0]?.trim() ?? "";
  return line.length <= MAX_LABEL ? line : `${line.slice(0, MAX_LABEL - 1).trimEnd()}…`;
}
