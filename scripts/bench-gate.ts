/**
 * What the gate is worth: how often it fails over runs that keep every limit (bar: less than 2 % of gates), and how often
 * it fails where it should. Ends with 1 where the bar is missed. Run from the project's folder:
 *
 *     npm run bench:gate                    all of it
 *     npm run bench:gate -- --share 0.1     a tenth of the simulated gates
 *     npm run bench:gate -- --write         also write the tables into docs/gate.md
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { compiled } from "cephes";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type FalseFails, falseFails } from "./gate/false-fails.ts";
import { falseFailTable, increasePowerTable, markdown, ratePowerTable } from "./gate/tables.ts";

const SIZES = [30, 100, 300] as const;
const SEED = 20260301;
const BAR = 0.02;
const PAGE = "docs/gate.md";
const MARKS = ["<!-- written by npm run bench:gate -- --write -->", "<!-- end -->"] as const;

const { values } = parseArgs({
  options: { share: { type: "string", default: "1" }, write: { type: "boolean", default: false } },
});

async function main(): Promise<number> {
  await compiled;
  const generator = xoroshiro128plus(SEED);
  const results: FalseFails[] = [];
  for await (const result of falseFails(SIZES, Number(values.share), () => uniformFloat64(generator))) {
    console.error(`${result.what}, ${result.n} runs: ${result.fails} of ${result.gates} gates failed`);
    results.push(result);
  }
  const tables = [
    falseFailTable(results),
    ratePowerTable(SIZES, [1, 56]),
    increasePowerTable(SIZES, [1, 56]),
  ];
  const text = tables.map(markdown).join("\n");
  console.log(text);
  if (values.write) await writeInto(text);
  const missed = results.filter(({ fails, gates }) => fails / gates >= BAR);
  for (const { what, n } of missed) console.error(`bar missed: ${what}, ${n} runs`);
  console.error(
    missed.length === 0 ? "the bar holds: less than 2 % of gates fail wrongly" : "the bar is missed",
  );
  return missed.length === 0 ? 0 : 1;
}

async function writeInto(text: string): Promise<void> {
  const page = await readFile(PAGE, "utf8");
  const [begin, end] = MARKS;
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has no place for the tables: ${begin} … ${end}`);
  await writeFile(PAGE, `${page.slice(0, from + begin.length)}\n\n${text}\n${page.slice(to)}`);
}

process.exitCode = await main();
