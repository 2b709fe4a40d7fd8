import { inserted, withSteps, withTools } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { carriesCalls, colleagueOf, type Ground, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase } from "../words.ts";

interface Job {
  readonly tool: string;
  readonly args: Record<string, string | number>;
  readonly waiting: readonly string[];
  readonly done: string;
}
const JOBS: readonly [Job, ...Job[]] = [
  { tool: "job_status", args: { job: 417 }, waiting: ["running"], done: "finished" },
  {
    tool: "get_export",
    args: { id: "E-7" },
    waiting: ["export E-7 is queued"],
    done: "export E-7: ready, 3.2 MB",
  },
  {
    tool: "wait_for_build",
    args: { build: "b-902" },
    waiting: ["in progress, step 2 of 9", "in progress, step 5 of 9", "in progress, step 8 of 9"],
    done: "build b-902 succeeded",
  },
  {
    tool: "fetch_report",
    args: { period: "May" },
    waiting: ["report for May is not ready yet, try again in 30 seconds"],
    done: "report for May: 4 pages",
  },
  { tool: "sleep", args: { seconds: 20 }, waiting: ["slept 20 s"], done: "slept 20 s" },
  { tool: "ping_printer", args: { printer: "P2" }, waiting: ["P2: warming up"], done: "P2: ready" },
];

/** Silence: asking how a slow job is getting on until it is done. */
export const poll: Operator = {
  id: "poll",
  what:
    "A slow job, or a colleague at work, is asked how it is getting on four to twelve times until it is done. Nothing " +
    "may be found.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null) return [];
    return [job(ground, draw), colleague(ground, draw)].filter((mutation) => mutation !== null);
  },
};

function job(ground: Ground, draw: Draw): Mutation | null {
  const { run, team } = ground;
  const [agent] = team;
  const place = quietPlaces(ground).at(-1);
  if (!carriesCalls(run) || agent === undefined || place === undefined) return null;
  const { tool, args, waiting, done } = draw.pick(JOBS);
  const scribe = new Scribe(run);
  const use = (text: string) => scribe.uses(agent.id, tool, args, { text }, place - 1);
  const rounds = Array.from({ length: draw.between(4, 12) }, (_, round) =>
    use(waiting[round % waiting.length] ?? done),
  ).flat();
  const report = scribe.says(agent.id, phrase(draw, draw.words.poll.reports), place - 1);
  const agents = withTools(run.agents, agent.id, [tool]);
  return {
    variant: "a job",
    base: withSteps(run, inserted(run.steps, place, ...use(done), report), { agents }),
    mutant: withSteps(run, inserted(run.steps, place, ...rounds, ...use(done), report), { agents }),
  };
}

function colleague(ground: Ground, draw: Draw): Mutation | null {
  const { run, answerer } = ground;
  const other = colleagueOf(ground, answerer, draw);
  const place = quietPlaces(ground).at(-1);
  if (other === null || place === undefined) return null;
  const scribe = new Scribe(run);
  const asks = (text: string) => scribe.says(answerer, text, place - 1, [other.id]);
  const replies = (text: string) => scribe.says(other.id, text, place - 1, [answerer]);
  const question = phrase(draw, draw.words.poll.questions);
  const rounds = Array.from({ length: draw.between(4, 7) }, () => [
    asks(question),
    replies(phrase(draw, draw.words.poll.notYet)),
  ]).flat();
  const last = [asks(question), replies("Yes, it is.")];
  return {
    variant: "a colleague",
    base: withSteps(run, inserted(run.steps, place, ...last)),
    mutant: withSteps(run, inserted(run.steps, place, ...rounds, ...last)),
  };
}
