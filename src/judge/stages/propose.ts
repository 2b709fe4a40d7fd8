import { MastError } from "../../core/errors.ts";
import type { ModeId } from "../../core/finding.ts";
import { CATEGORY_IDS } from "../../core/mode-info.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import type { JudgeCase } from "../case.ts";
import { dossierOf, type Shown } from "../dossier/dossier.ts";
import { excerptOf } from "../dossier/excerpt.ts";
import { ruleFindings } from "../prompt/claims.ts";
import { requestFor } from "../prompt/questions.ts";
import type { JudgeRequest } from "../request.ts";

/** Share of what a model can take in that the record may fill: beyond it, models overlook what stands in the middle. */
const RECORD_SHARE = 0.6;
/** A smaller window holds too little of a run to tell anything. */
const LEAST_WINDOW = 3000;
/** An overview of a run that no window holds. */
const OVERVIEW_TOKENS = 12_000;
const OVERVIEW_SHARE = 0.3;
/** What a proposal costs besides the record: room for counting tokens in another way than the endpoint does. */
const SPARE = 1.1;

/** The first questions of a run: what each of them shows, and what it asks. */
export interface Proposals {
  readonly requests: readonly JudgeRequest[];
  /** Windows in order, with the names of the requests on each. */
  readonly windows: readonly { readonly shown: Shown; readonly requests: readonly string[] }[];
}

/**
 * One request for each group of modes and each window; where the run needs several windows, an overview of the whole
 * besides, for the modes that parts do not settle.
 * @throws MastError where the model takes in too little for questions and a window
 */
export function proposeRequests(about: JudgeCase, modes: readonly ModeDefinition[]): Proposals {
  const dossier = dossierOf(about);
  const groups = groupsOf(about, modes);
  const ask = (name: string, ids: readonly ModeId[], shown: Shown): JudgeRequest =>
    requestFor(about, dossier, {
      name: `propose-${name}`,
      stage: "propose",
      modes: ids,
      shown,
      temperature: 0,
    });
  const shown = dossier.windows(windowTokens(about, groups, ask));
  const windows = shown.map((window, index) => ({
    shown: window,
    requests: groups.map(({ name, modes: ids }) => ask(`${name}-w${index + 1}`, ids, window)),
  }));
  const requests = windows.flatMap((window) => window.requests);
  if (windows.length > 1) {
    const whole = new Set(modes.filter(({ judge }) => judge.scope === "run").map(({ id }) => id));
    for (const { name, modes: ids } of overviewGroups(about, groups, whole)) {
      requests.push(ask(`${name}-overview`, ids, overview(about, ids)));
    }
  }
  return {
    requests,
    windows: windows.map(({ shown, requests }) => ({ shown, requests: requests.map(({ name }) => name) })),
  };
}

interface Group {
  readonly name: string;
  readonly modes: readonly ModeId[];
}

function groupsOf({ options, taxonomy }: JudgeCase, modes: readonly ModeDefinition[]): Group[] {
  const ids = modes.map(({ id }) => id);
  switch (options.layout) {
    case "all":
      return ids.length === 0 ? [] : [{ name: "all", modes: ids }];
    case "single":
      return ids.map((id) => ({ name: id, modes: [id] }));
    case "categories":
      return CATEGORY_IDS.map((name) => {
        const own = new Set(taxonomy.modesIn(name).map(({ id }) => id));
        return { name, modes: ids.filter((id) => own.has(id)) };
      }).filter((group) => group.modes.length > 0);
  }
}

/** One overview for all of them, since its record is short; with one mode a call, one for each. */
function overviewGroups(
  { options }: JudgeCase,
  groups: readonly Group[],
  whole: ReadonlySet<ModeId>,
): Group[] {
  const own = groups.map(({ name, modes }) => ({ name, modes: modes.filter((id) => whole.has(id)) }));
  const some = own.filter(({ modes }) => modes.length > 0);
  if (options.layout === "single" || some.length === 0) return some;
  return [{ name: "run", modes: some.flatMap(({ modes }) => modes) }];
}

function windowTokens(
  about: JudgeCase,
  groups: readonly Group[],
  ask: (name: string, ids: readonly ModeId[], shown: Shown) => JudgeRequest,
): number {
  const { contextTokens } = about.options;
  const empty: Shown = {
    text: "",
    scope: "the whole run",
    whole: [],
    steps: about.run.steps.map(({ index }) => index),
  };
  let besides = 0;
  for (const { name, modes } of groups) {
    const { system, question, maxOutputTokens } = ask(`${name}-w1`, modes, empty);
    besides = Math.max(besides, (about.tokens(system) + about.tokens(question)) * SPARE + maxOutputTokens);
  }
  const room = Math.floor(Math.min(contextTokens * RECORD_SHARE, contextTokens - besides));
  if (room >= LEAST_WINDOW) return room;
  const needed = Math.ceil((besides + LEAST_WINDOW) / 1000) * 1000;
  throw new MastError(
    `a model that takes in ${contextTokens} tokens cannot judge in the layout "${about.options.layout}": it needs ${needed}`,
    { hint: 'the layout "single" needs least' },
  );
}

/** What rules found, what was asked, corrected and left open, who failed at what, and how it began and ended. */
function overview(about: JudgeCase, modes: readonly ModeId[]): Shown {
  const dossier = dossierOf(about);
  const focus = new Map<number, string[]>();
  const add = (step: number, words?: string): void => {
    focus.set(step, [...(focus.get(step) ?? []), ...(words === undefined ? [] : [words])]);
  };
  for (const mode of modes) {
    for (const { quotes } of ruleFindings(about.labels, mode).slice(0, 3)) {
      for (const { step, text } of quotes) add(step, text);
    }
  }
  for (const { step, until } of dossier.ledger.items) if (until === null) add(step);
  const kinds = new Set(
    about.taxonomy.active.filter(({ id }) => modes.includes(id)).flatMap(({ judge }) => judge.step_kinds),
  );
  const room = Math.min(OVERVIEW_TOKENS, Math.floor(about.options.contextTokens * OVERVIEW_SHARE));
  return excerptOf(dossier, { focus, kinds, room, withLedger: true }, about.tokens);
}
