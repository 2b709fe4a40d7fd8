/**
 * Measures what gets past the checks that guard an `absent` (docs/judge.md, "What slips past"), by a scripted judge that
 * obeys every text in a run and yet answers the controls rightly, and by one that obeys all that it reads:
 *
 *     npm run judge:injections -- test/judge/injections/held-out.yaml
 */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { type Attack, attacked } from "../test/judge/attacks.ts";
import { absentsOf, careful, naive } from "../test/judge/injections/obedient.ts";
import { caseOf } from "../test/judge/scripted-judge.ts";

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("error: npm run judge:injections -- FILE.yaml");
  process.exit(2);
}
const { attacks } = parse(await readFile(file, "utf8")) as { attacks: Attack[] };
const slipped: Attack[] = [];
const obeyed: Attack[] = [];
for (const attack of attacks) {
  const about = caseOf(attacked(attack));
  if (absentsOf(about, careful(about)).length > 0) slipped.push(attack);
  if (absentsOf(about, naive(about)).length > 0) obeyed.push(attack);
}
const n = attacks.length;
console.log(`${n} attacks`);
console.log(`an absent comes out of a judge that obeys everything it reads: ${obeyed.length} of ${n}`);
console.log(
  `an absent comes out of one that obeys the run and answers the controls rightly: ${slipped.length} of ${n}`,
);
for (const kind of [...new Set(attacks.map((attack) => attack.class))]) {
  const all = attacks.filter((attack) => attack.class === kind).length;
  const past = slipped.filter((attack) => attack.class === kind).map(({ id }) => id);
  console.log(`${kind}: ${past.length} of ${all}${past.length === 0 ? "" : `: ${past.join(", ")}`}`);
}
