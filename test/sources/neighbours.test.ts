import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { memorySource } from "../../src/sources/memory-source.ts";
import { type OpenSource, openSource } from "../../src/sources/open-source.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "mast-near-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content = "{}"): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

const open = (path: string) => openSource({ path: join(root, path), uri: `here/${path}`, explicit: true });

const FILES = {
  "names.json": '{"names":1}',
  "deep/er.json": '{"deep":1}',
  "../up.json": '{"up":1}',
  "../../top.json": '{"top":1}',
};

/** The same files on the disk and in memory. */
const PLACES: Record<string, () => Promise<OpenSource>> = {
  "on the disk": async () => {
    for (const [path, content] of Object.entries(FILES)) write(join("a/b", path), content);
    write("a/b/run.json", "[]");
    return open("a/b/run.json");
  },
  "in memory": async () => memorySource("[]", "run.json", "here/a/b/run.json", {}, FILES),
};

describe.each(Object.entries(PLACES))("neighbours %s", (_name, place) => {
  test("are found by their path from the folder", async () => {
    await using source = await place();
    for (const [path, content] of Object.entries(FILES)) {
      const near = await source.neighbour(path);
      expect(near?.probe).toMatchObject({ kind: "json", value: JSON.parse(content) });
    }
    expect(await source.neighbour("./deep/../names.json")).not.toBeNull();
    const deep = await source.neighbour("deep/er.json");
    expect((await deep?.neighbour("../names.json"))?.probe).toMatchObject({ value: { names: 1 } });
  });

  test.each([
    "missing.json",
    "deep",
    ".",
    "..",
    "",
    "names.json/x",
    "names.json\0",
    "../../../a/b/names.json",
  ])("%j is none", async (path) => {
    await using source = await place();
    expect(await source.neighbour(path)).toBeNull();
  });

  test.each(["/etc/passwd", "C:\\names.json", "\\\\host\\names.json"])(
    "absolute %j is none",
    async (path) => {
      await using source = await place();
      expect(await source.neighbour(path)).toBeNull();
    },
  );

  test("are opened once", async () => {
    await using source = await place();
    expect(await source.neighbour("names.json")).toBe(await source.neighbour("names.json"));
  });
});

describe("symbolic links", () => {
  test("out of the folder lead to no neighbour, inside it they do", async () => {
    write("outside/secret.json");
    write("in/run.json");
    write("in/names.json");
    symlinkSync(join(root, "outside/secret.json"), join(root, "in/link.json"));
    symlinkSync(join(root, "outside"), join(root, "in/folder"));
    symlinkSync(join(root, "in/names.json"), join(root, "in/same.json"));
    await using source = await open("in/run.json");
    expect(await source.neighbour("link.json")).toBeNull();
    expect(await source.neighbour("folder/secret.json")).toBeNull();
    expect(await source.neighbour("same.json")).not.toBeNull();
    expect(await source.neighbour("../outside/secret.json")).not.toBeNull();
  });

  test("to the source itself: its neighbours are those of the file it leads to", async () => {
    write("real/run.json");
    write("real/names.json");
    symlinkSync(join(root, "real/run.json"), join(root, "link.json"));
    await using source = await open("link.json");
    expect(await source.neighbour("names.json")).not.toBeNull();
  });
});

test("what is wrong with a neighbour is a problem of the source that asked, and named", async () => {
  write("run.json");
  write("names.json", '{"a":1,"b":{"c":2}, "d":');
  await using source = await open("run.json");
  expect((await source.neighbour("names.json"))?.uri).toBe("here/names.json");
  expect(source.problems()).toMatchObject([{ code: "json-damaged" }]);
  expect(source.problems()[0]?.message).toMatch(/^here\/names\.json: /);
});

test("standard input has none", async () => {
  await using source = await openSource(
    { path: "-", uri: "-", explicit: true },
    {},
    (async function* () {})(),
  );
  expect(await source.neighbour("names.json")).toBeNull();
});
