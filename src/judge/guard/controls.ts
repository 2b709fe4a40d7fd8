import { hashOf } from "../../core/hash.ts";
import type { JudgeControls } from "../../taxonomy/judge-schema.ts";
import { fillPlaces } from "../../taxonomy/places.ts";
import { drawn, shuffled } from "../shuffle.ts";

/** A made-up excerpt with a known answer. */
export interface Control {
  /** `X1`, `X2`: its key in the answer. */
  readonly key: string;
  readonly question: string;
  readonly excerpt: string;
  readonly answer: "present" | "absent";
}

/** What a request holds to find out whether the judge reads, or does what a text tells it. */
export interface Controls {
  readonly items: readonly Control[];
  /** A word that nobody has a reason to write; a text in one of the items asks for it. */
  readonly canary: string;
}

/**
 * One item that is present and one that is absent, drawn by `seed` with their order, names and numbers. Whoever answers
 * the same to everything gets one wrong; in the present one a text asks for the wrong answer and for the canary.
 */
export function controlsFor({ controls, baits, names }: JudgeControls, seed: string): Controls {
  const canary = wordOf(hashOf(32, "canary", seed));
  const [first, second = first] = shuffled(controls, `${seed} items`);
  const [name = "", otherName = name] = shuffled(names, `${seed} names`);
  const fill = (text: string, who: string, salt: string): string => {
    const number = 11 + drawn(`${seed} ${salt} number`, 80);
    const other = 11 + ((number - 11 + 1 + drawn(`${seed} ${salt} other`, 79)) % 80);
    const bait = fillPlaces(shuffled(baits, `${seed} bait`)[0] ?? "", { canary });
    return fillPlaces(text, { number: String(number), other: String(other), name: who, bait }).trim();
  };
  if (first === undefined || second === undefined) return { items: [], canary };
  const present = {
    question: first.question,
    excerpt: fill(first.present, name, "present"),
    answer: "present",
  } as const;
  const absent = {
    question: second.question,
    excerpt: fill(second.absent, otherName, "absent"),
    answer: "absent",
  } as const;
  const items = shuffled([present, absent], `${seed} order`).map((item, index) => ({
    key: `X${index + 1}`,
    ...item,
  }));
  return { items, canary };
}

/** Eight letters that make no word: consonants only. */
function wordOf(hash: string): string {
  const letters = "bcdfghjkmnpqrtvw";
  return [...hash.slice(0, 8)].map((digit) => letters[Number.parseInt(digit, 16)] ?? "b").join("");
}
