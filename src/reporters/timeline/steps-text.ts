/** Parts of a list of steps that are written out. */
const MOST_PARTS = 5;

/** `step 5`, `steps 5–10`, `steps 1, 19–20, 35 and 7 more`: numbers that follow one another as a range. */
export function stepsText(steps: readonly number[]): string {
  const ordered = [...new Set(steps)].sort((a, b) => a - b);
  if (ordered.length === 0) return "no step";
  const ranges: { from: number; to: number }[] = [];
  for (const step of ordered) {
    const last = ranges.at(-1);
    if (last !== undefined && last.to === step - 1) last.to = step;
    else ranges.push({ from: step, to: step });
  }
  const shown = ranges.slice(0, ranges.length > MOST_PARTS ? MOST_PARTS - 1 : MOST_PARTS);
  const parts = shown.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
  const left = ordered.length - shown.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return `${ordered.length === 1 ? "step" : "steps"} ${parts.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
