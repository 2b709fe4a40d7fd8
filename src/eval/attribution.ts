import {
  ATTRIBUTION_BASELINES,
  type AttributionBaseline,
  type AttributionScores,
  type AttributionShares,
  type Estimate,
} from "../core/evaluation.ts";
import { wilson } from "../core/wilson.ts";
import { type Chances, chancesOf, MEASURES, randomChances } from "./blame-chances.ts";
import { Bootstrap } from "./bootstrap.ts";
import type { Blame, Guess, ScoredRun } from "./scored-run.ts";

interface Resampling {
  resamples: number;
  seed: number;
}

/** How often the agent and the record that a label blames are guessed; null where no label blames anything. */
export function scoreAttribution(
  runs: readonly ScoredRun[],
  resampling: Resampling,
): AttributionScores | null {
  const blames = runs.flatMap(({ blame }) => blame ?? []);
  if (blames.length === 0) return null;
  const scored = blames.map((blame) => chancesOf(blame, blame.guesses));
  const baselines = baselinesOf(blames, scored, resampling);
  const count = (key: keyof Guess, of: (blame: Blame) => readonly Guess[] = () => []): number =>
    blames.filter((blame) => blame[key] !== null && of(blame).some((guess) => guess[key] !== null)).length;
  const baseline = (name: AttributionBaseline["name"], measure: keyof AttributionShares): Estimate =>
    baselines.find((one) => one.name === name)?.[measure] ?? { value: null, interval: null };
  return {
    ...sharesOf(scored),
    agents: {
      labelled: blames.filter(({ agent }) => agent !== null).length,
      guessed: count("agent", ({ guesses }) => guesses),
    },
    agentBaseline: baseline("most-active", "agentTop1"),
    steps: {
      labelled: blames.filter(({ record }) => record !== null).length,
      guessed: count("record", ({ guesses }) => guesses),
      unmapped: blames.filter(({ unmapped }) => unmapped).length,
    },
    stepBaseline: baseline("first-step", "stepExact"),
    baselines,
  };
}

function baselinesOf(
  blames: readonly Blame[],
  scored: readonly Chances[],
  { resamples, seed }: Resampling,
): AttributionBaseline[] {
  const fields = blames.flatMap(({ field }) => field ?? []);
  if (fields.length < blames.length) return [];
  const bootstrap = new Bootstrap(blames.length, { resamples, seed });
  return ATTRIBUTION_BASELINES.map((name) => {
    const guessesOf = ({ field }: Blame): readonly Guess[] =>
      name === "random" || field === null ? [] : field.baselines[name];
    const chances = blames.map((blame) =>
      name === "random" ? randomChances(blame) : chancesOf(blame, guessesOf(blame)),
    );
    const guessed = (key: keyof Guess): number =>
      blames.filter(
        (blame) =>
          blame[key] !== null && (name === "random" || guessesOf(blame).some((guess) => guess[key] !== null)),
      ).length;
    const lead = bootstrap.estimate((weights) =>
      difference(meansOf(scored, weights), meansOf(chances, weights)),
    );
    return {
      name,
      guessed: { agents: guessed("agent"), steps: guessed("record") },
      ...(name === "random" ? bootstrap.estimate((weights) => meansOf(chances, weights)) : sharesOf(chances)),
      lead,
    };
  });
}

type Means = Record<keyof AttributionShares, number | null>;

/** The mean of each measure over the runs whose label says something of it, weighted. */
function meansOf(chances: readonly Chances[], weights: { readonly [index: number]: number }): Means {
  const means = {} as Means;
  for (const measure of MEASURES) {
    let sum = 0;
    let total = 0;
    for (const [index, chance] of chances.entries()) {
      const value = chance[measure];
      if (value === null) continue;
      sum += value * (weights[index] ?? 0);
      total += weights[index] ?? 0;
    }
    means[measure] = total === 0 ? null : sum / total;
  }
  return means;
}

function difference(ours: Means, theirs: Means): Means {
  const lead = {} as Means;
  for (const measure of MEASURES) {
    const [own, other] = [ours[measure], theirs[measure]];
    lead[measure] = own === null || other === null ? null : own - other;
  }
  return lead;
}

/** Shares with Wilson intervals of guesses that are right or wrong. */
function sharesOf(chances: readonly Chances[]): AttributionShares {
  const shares = {} as AttributionShares;
  for (const measure of MEASURES) {
    const values = chances.flatMap((chance) => chance[measure] ?? []);
    const hits = values.reduce((sum, value) => sum + value, 0);
    shares[measure] = {
      value: values.length === 0 ? null : hits / values.length,
      interval: wilson(hits, values.length),
    };
  }
  return shares;
}
