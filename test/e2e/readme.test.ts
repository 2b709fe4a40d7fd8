import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { markdownBlocks } from "../helpers/markdown-blocks.ts";
import { mast, SAMPLES, tempFolder } from "../helpers/mast.ts";

/** A line of the README that stands for lines left out. */
const CUT = /^…\n/m;
const COMMAND = /^\$ (?:npm ci && )?npx mast (.+)\n/;

interface Example {
  command: string;
  /** What it prints, in stretches without a cut. */
  stretches: string[];
}

const examples = markdownBlocks("README.md", "console").flatMap((block): Example[] => {
  const command = COMMAND.exec(block)?.[1];
  if (command === undefined) return [];
  const stretches = block.replace(COMMAND, "").split(CUT);
  return [{ command, stretches: stretches.filter((stretch) => stretch !== "") }];
});

it("prints what the README shows", async () => {
  using folder = tempFolder();
  cpSync(SAMPLES, join(folder.path, "sample-traces"), { recursive: true });
  for (const { command, stretches } of examples) {
    const { code, stdout } = await mast(command.split(" "), { cwd: folder.path });
    expect(code).toBe(0);
    let from = 0;
    for (const stretch of stretches) {
      const at = stdout.indexOf(stretch, from);
      if (at < 0) expect(stdout.slice(from)).toContain(stretch);
      from = at + stretch.length;
    }
  }
  expect(examples.map(({ command }) => command.split(" ", 1)[0])).toEqual(["analyze", "show"]);
});
