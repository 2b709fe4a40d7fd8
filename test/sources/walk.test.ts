import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stampOf } from "../../src/sources/file-stamp.ts";
import { openSource } from "../../src/sources/open-source.ts";
import { skippedFile } from "../../src/sources/skip-reason.ts";
import { uriOf, walk } from "../../src/sources/walk.ts";

let cwd = "";
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), "mast-walk-")));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function file(path: string): void {
  mkdirSync(join(cwd, path, ".."), { recursive: true });
  writeFileSync(join(cwd, path), "x");
}

/** One line for each event: `+uri`, `!uri` for a file named by the user, `-uri reason`, `?uri code`. */
async function walked(...paths: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of walk(paths, { cwd })) {
    if (event.type === "source") lines.push(`${event.entry.explicit ? "!" : "+"}${event.entry.uri}`);
    else if (event.type === "skipped") lines.push(`-${event.uri} ${event.reason}`);
    else lines.push(`?${event.problem.uri} ${event.problem.code}`);
  }
  return lines;
}

test("a folder gives its files by name, whatever order they were made in", async () => {
  for (const path of ["t/b.json", "t/a/z.txt", "t/a.json", "t/B.json", "t/c/d/e.jsonl"]) file(path);
  expect(await walked("t")).toEqual(["+t/B.json", "+t/a/z.txt", "+t/a.json", "+t/b.json", "+t/c/d/e.jsonl"]);
});

test("what is no trace by its name is skipped in a folder and read when named", async () => {
  for (const path of [
    "t/README.md",
    "t/.env",
    "t/run.py",
    "t/package-lock.json",
    "t/mast.db",
    "t/mast.baseline.json",
    "t/.git/x.json",
  ])
    file(path);
  file("t/node_modules/x/y.json");
  expect(await walked("t")).toEqual([
    "-t/.env hidden",
    "-t/.git hidden",
    "-t/README.md documentation",
    "-t/mast.baseline.json a baseline of mast",
    "-t/mast.db a database of mast",
    "-t/node_modules installed packages",
    "-t/package-lock.json lock file",
    "-t/run.py source code",
  ]);
  expect(await walked("t/run.py", "t/.env")).toEqual(["!t/run.py", "!t/.env"]);
});

test("the hidden folder in which CrewAI keeps checkpoints is walked", async () => {
  file("t/.checkpoints/main/1.json");
  file("t/.cache/1.json");
  expect(await walked("t")).toEqual(["-t/.cache hidden", "+t/.checkpoints/main/1.json"]);
});

test("the logs of a database are part of it, other files that are named like one are not", async () => {
  for (const path of ["t/a.db", "t/a.db-shm", "t/a.db-wal", "t/b-journal", "t/c.db-wal"]) file(path);
  expect(await walked("t")).toEqual([
    "+t/a.db",
    "-t/a.db-shm part of the database beside it",
    "-t/a.db-wal part of the database beside it",
    "+t/b-journal",
    "+t/c.db-wal",
  ]);
  expect(await walked("t/a.db-wal")).toEqual(["!t/a.db-wal"]);
});

test.each(["a.json", "a.jsonl", "a.txt", "a.log", "a.ndjson.gz", "traces.pb", "app.db", "out", "data.csv"])(
  "%s is looked at",
  (name) => {
    expect(skippedFile(`x/${name}`)).toBeNull();
  },
);

test("what lies beside AG2's logs is told by its folders", () => {
  const id = "18eb25953eefaac4b2ce628b22355d13";
  for (const path of [`agents/${id}/passport.json`, `h/channels/${id}/metadata.json`]) {
    expect(skippedFile(path)).toBe("a companion of AG2's logs");
  }
  for (const path of [`channels/${id}/wal.jsonl`, "agents/x/passport.json", "metadata.json", "audit.jsonl"]) {
    expect(skippedFile(path)).toBeNull();
  }
});

test("what a hub of AG2 keeps of itself is told by its folders, and is anybody's elsewhere", async () => {
  const names = ["audit/audit.jsonl", "registry/by_name.json", "telemetry/spans.jsonl"];
  for (const name of names) for (const folder of ["own", "hub"]) file(`${folder}/${name}`);
  file("own/agents/notes.json");
  file("hub/agents/a.json");
  file("hub/channels/b.json");
  expect(await walked("own")).toEqual(["agents/notes.json", ...names].map((name) => `+own/${name}`));
  expect(await walked("hub")).toEqual([
    "+hub/agents/a.json",
    "-hub/audit/audit.jsonl a companion of AG2's logs",
    "+hub/channels/b.json",
    "-hub/registry/by_name.json a companion of AG2's logs",
    "-hub/telemetry/spans.jsonl a companion of AG2's logs",
  ]);
  expect(await walked("hub/telemetry/spans.jsonl")).toEqual(["!hub/telemetry/spans.jsonl"]);
});

test("a file is read once, whatever leads to it", async () => {
  for (const path of ["t/a.json", "t/b.json"]) file(path);
  expect(await walked("t/b.json", "t", "t/*.json", `.${sep}t${sep}a.json`)).toEqual([
    "!t/b.json",
    "+t/a.json",
  ]);
});

test("patterns give files and folders", async () => {
  for (const path of ["t/a.json", "t/b.txt", "u/c.json", "u/d/e.json"]) file(path);
  expect(await walked("*/*.json")).toEqual(["+t/a.json", "+u/c.json"]);
  expect(await walked("**/*.json")).toEqual(["+t/a.json", "+u/c.json", "+u/d/e.json"]);
  expect(await walked("u/*")).toEqual(["+u/c.json", "+u/d/e.json"]);
});

test("a name with pattern characters that exists is that file", async () => {
  file("run[1].json");
  expect(await walked("run[1].json")).toEqual(["!run[1].json"]);
});

test("standard input", async () => {
  expect(await walked("-", "-")).toEqual(["!-"]);
});

test("symbolic links are followed, loops end, broken ones are problems", async () => {
  file("t/a.json");
  file("elsewhere/b.json");
  symlinkSync("..", join(cwd, "t/loop"));
  symlinkSync("self", join(cwd, "t/self"));
  symlinkSync("nowhere", join(cwd, "t/gone"));
  symlinkSync(join(cwd, "elsewhere"), join(cwd, "t/linked"));
  symlinkSync("a.json", join(cwd, "t/same"));
  expect(await walked("t")).toEqual([
    "+t/a.json",
    "?t/gone link-broken",
    "+t/linked/b.json",
    "-t/same a link to what is read already",
    "?t/self link-loop",
  ]);
});

test.skipIf(process.platform === "win32")(
  "pipes and sockets in a folder are skipped, a named pipe is read",
  async () => {
    file("t/a.json");
    execFileSync("mkfifo", [join(cwd, "t/pipe")]);
    expect(await walked("t")).toEqual(["+t/a.json", "-t/pipe named pipe"]);
    expect(await walked("t/pipe")).toEqual(["!t/pipe"]);
  },
);

test("an empty folder is a problem, one in another folder is not", async () => {
  mkdirSync(join(cwd, "t/u"), { recursive: true });
  expect(await walked("t/u")).toEqual(["?t/u folder-empty"]);
  expect(await walked("t")).toEqual([]);
});

test("a folder may be called x.json", async () => {
  file("x.json/a.json");
  expect(await walked("x.json")).toEqual(["+x.json/a.json"]);
});

test("what is not there is an error before anything is read", async () => {
  file("a.json");
  await expect(walked("a.json", "nope.json")).rejects.toThrow("nope.json: no such file or folder");
  await expect(walked("nope*.json")).rejects.toThrow("nope*.json: nothing matches this pattern");
  await expect(walked("")).rejects.toThrow("empty path");
});

test("a chain of a thousand folders is walked without recursion", async () => {
  const deep = Array.from({ length: 1000 }, () => "d").join("/");
  file(`${deep}/a.json`);
  expect(await walked("d")).toEqual([`+${deep}/a.json`]);
});

test("uris are relative to the working directory, also outside of it", () => {
  expect(uriOf(join(cwd, "a", "b.json"), cwd)).toBe("a/b.json");
  expect(uriOf(join(cwd, "..", "x.json"), cwd)).toBe("../x.json");
  expect(uriOf(cwd, cwd)).toBe(".");
});

test("files come with the stamp that they have when they are opened, a log of a database in it", async () => {
  file("t/plain.json");
  file("t/base.db");
  file("t/base.db-wal");
  file("elsewhere/linked.db");
  file("elsewhere/linked.db-wal");
  symlinkSync(join(cwd, "elsewhere/linked.db"), join(cwd, "t/link.db"));
  const stamps: string[] = [];
  for await (const event of walk(["t", "elsewhere/linked.db"], { cwd })) {
    if (event.type !== "source") continue;
    const { path, uri, stamp } = event.entry;
    expect(stamp, uri).toBe(await stampOf(path));
    stamps.push(`${uri} ${stamp?.split("+").length}`);
  }
  expect(stamps).toEqual(["t/base.db 2", "t/link.db 2", "t/plain.json 1"]);
});

test("a name that leaves no room for that of a log is a name like others", async () => {
  const long = `${"n".repeat(247)}.json`;
  file(long);
  expect(await walked(".")).toEqual([`+${long}`]);
  await using source = await openSource({ path: join(cwd, long), uri: long, explicit: false });
  expect(source.stamp).toMatch(/^1:/);
});
