import type { Rated } from "../loops.ts";
import type { Repeat } from "../repeats.ts";

/**
 * Raises a repeated request to the tier of the repeated answers that it brought: who answers an unchanged request in the same
 * words does what it is told, and the repetition is the asker's. A request goes before its answers, so it leads the loop.
 */
export function withRequests(rated: readonly Rated[]): Rated[] {
  const answers = rated.filter(({ repeat, tier }) => repeat.kind === "message" && tier !== "low");
  if (answers.length === 0) return [...rated];
  return rated.map((item) => {
    if (item.tier !== "low" || item.repeat.kind !== "message") return item;
    const answered = answers.find(({ repeat }) => isAnsweredBy(item.repeat, repeat));
    return answered === undefined ? item : { ...item, tier: answered.tier };
  });
}

/** Whether each time that `request` was said, `answer` came before it was said again. */
export function isAnsweredBy(request: Repeat, answer: Repeat): boolean {
  if (request.agent === answer.agent || request.occurrences.length !== answer.occurrences.length)
    return false;
  return request.occurrences.every(({ step }, nth) => {
    const reply = answer.occurrences[nth]?.step;
    const next = request.occurrences[nth + 1]?.step;
    if (reply === undefined || reply.index <= step.index || (next !== undefined && reply.index > next.index))
      return false;
    return step.to.length === 0 || step.to.includes(answer.agent);
  });
}
