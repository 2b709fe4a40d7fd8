import type { Step } from "../../../src/core/run.ts";
import { sameWords } from "../../../src/detectors/normalise-text.ts";

import { inserted, withSteps, withTools } from "../edit.ts";
import { valuesIn } from "../facts.ts";
import type { Mutation, Operator } from "../operator.ts";
import { answeredCalls, carriesCalls, colleagueOf, type Ground, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase } from "../words.ts";

const COMPUTES = /calc|comput|convert|minutes|rate|translate|hash/i;
const READINGS: readonly [Reading, ...Reading[]] = [
  { tool: "read_gauge", args: { gauge: "G4" }, result: (n) => `gauge G4: ${n / 10} bar`, least: 21 },
  { tool: "next_ticket", args: {}, result: (n) => `ticket ${n} taken from the pile`, least: 300 },
  { tool: "list_visitors", args: { hall: "east" }, result: (n) => `${n} visitors in hall east`, least: 40 },
  {
    tool: "fetch_messages",
    args: { folder: "inbox" },
    result: (n) => `${n} unread, newest: no. ${n * 7}`,
    least: 3,
  },
  { tool: "draw_sample", args: { batch: "B" }, result: (n) => `sample ${n}: within limits`, least: 11 },
];
interface Reading {
  readonly tool: string;
  readonly args: Record<string, string>;
  readonly result: (n: number) => string;
  readonly least: number;
}

/** Silence: the same call or question again, each time with another outcome. */
export const repeatWithNewResult: Operator = {
  id: "repeat-with-new-result",
  what:
    "A call is made several times with the same arguments and another result each time, as readings, queues and pages " +
    "give it; or a colleague is asked the same and has a new figure each time. Nothing may be found.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null) return [];
    return [ownCall(ground, draw), reading(ground, draw), question(ground, draw)].filter(
      (mutation) => mutation !== null,
    );
  },
};

/** A call of the run itself: other readings first, the one that the answer uses last. */
function ownCall(ground: Ground, draw: Draw): Mutation | null {
  const { run } = ground;
  const action = answeredCalls(ground).find(
    ({ effect, tool, result, failed, step }) =>
      (effect === "read" || effect === "unknown" || effect === "wait") &&
      !failed &&
      !COMPUTES.test(tool) &&
      valuesIn(result.text).length > 0 &&
      run.steps[step.index + 1] === result,
  );
  if (action === undefined) return null;
  const { step, result } = action;
  const scribe = new Scribe(run);
  const earlier: Step[] = [];
  for (let round = draw.between(2, 5); round > 0; round--) {
    const text = result.text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + round) % 10));
    if (sameWords(text, result.text)) continue;
    const [call, output] = scribe.again([step, { ...result, text }]);
    if (call !== undefined && output !== undefined) earlier.push(call, output);
  }
  if (earlier.length === 0) return null;
  const mutant = withSteps(run, inserted(run.steps, step.index, ...earlier));
  return { variant: "a call of the run", base: run, mutant };
}

/** A tool whose readings change, put into the run. */
function reading(ground: Ground, draw: Draw): Mutation | null {
  const { run, team } = ground;
  const [agent] = team;
  const place = quietPlaces(ground).at(-1);
  if (!carriesCalls(run) || agent === undefined || place === undefined) return null;
  const { tool, args, result, least } = draw.pick(READINGS);
  const scribe = new Scribe(run);
  const use = (n: number) => scribe.uses(agent.id, tool, args, { text: result(n) }, place - 1);
  const agents = withTools(run.agents, agent.id, [tool]);
  const rounds = draw.between(3, 6);
  const more = Array.from({ length: rounds }, (_, round) => use(least + round * 2));
  const [once = []] = more;
  return {
    variant: "a changing reading",
    base: withSteps(run, inserted(run.steps, place, ...once), { agents }),
    mutant: withSteps(run, inserted(run.steps, place, ...more.flat()), { agents }),
  };
}

function question(ground: Ground, draw: Draw): Mutation | null {
  const { run, answerer } = ground;
  const colleague = colleagueOf(ground, answerer, draw);
  const place = quietPlaces(ground).at(-1);
  if (colleague === null || place === undefined) return null;
  const scribe = new Scribe(run);
  const words = phrase(draw, draw.words.newResult.questions);
  const first = draw.between(11, 40);
  const rounds = Array.from({ length: draw.between(3, 5) }, (_, round) => [
    scribe.says(answerer, words, place - 1, [colleague.id]),
    scribe.says(
      colleague.id,
      phrase(draw, draw.words.newResult.replies, { n: String(first + round * 9) }),
      place - 1,
      [answerer],
    ),
  ]);
  const [once = []] = rounds;
  return {
    variant: "a question with new answers",
    base: withSteps(run, inserted(run.steps, place, ...once)),
    mutant: withSteps(run, inserted(run.steps, place, ...rounds.flat())),
  };
}
