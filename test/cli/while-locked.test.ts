import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { whileLocked } from "../../src/cli/while-locked.ts";
import { tempFolder } from "../helpers/mast.ts";

test("one at a time, also after a failure", async () => {
  using folder = tempFolder();
  const file = join(folder.path, "f.yaml");
  let inside = 0;
  const results = await Promise.allSettled(
    [0, 1, 2, 3, 4].map((number) =>
      whileLocked(file, "f.yaml", async () => {
        expect(++inside).toBe(1);
        await sleep(5);
        inside--;
        if (number === 2) throw new Error("no luck");
        return number;
      }),
    ),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test("a lock that a killed process left is taken over", async () => {
  using folder = tempFolder();
  const file = join(folder.path, "f.yaml");
  writeFileSync(`${file}.lock`, "");
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(`${file}.lock`, longAgo, longAgo);
  expect(await whileLocked(file, "f.yaml", async () => "done")).toBe("done");
});

test("a folder that is not there is said to be so", async () => {
  using folder = tempFolder();
  const file = join(folder.path, "nowhere", "f.yaml");
  await expect(whileLocked(file, "nowhere/f.yaml", async () => null)).rejects.toThrow(
    "cannot write nowhere/f.yaml: there is no such folder",
  );
});
