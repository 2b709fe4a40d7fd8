import fc from "fast-check";
import { JUNK } from "./corpus.ts";

/** Changes one thing in a trace; deterministic. */
export interface Mutation {
  name: string;
  apply(content: Buffer): Buffer;
}

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const INSERTED = [
  "\0",
  "\x1b[31m",
  "\\ud83d",
  "\xff",
  "\n",
  '"',
  "}",
  "]",
  ",",
  "\u2028",
  "NaN",
  "{",
  "\ufeff",
  "---------- ",
];

function bytes(name: string, change: (content: Buffer) => Buffer | Buffer[]): Mutation {
  return {
    name,
    apply: (content) => {
      const result = change(content);
      return Array.isArray(result) ? Buffer.concat(result) : result;
    },
  };
}

function flipped(content: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(content);
  const index = Math.floor(at * copy.length);
  copy[index] = (copy[index] ?? 0) ^ mask;
  return copy;
}

function lines(name: string, change: (lines: string[]) => string[]): Mutation {
  return { name, apply: (content) => Buffer.from(change(content.toString("utf8").split("\n")).join("\n")) };
}

const cut = place.map((at) => bytes(`cut at ${at}`, (all) => all.subarray(0, Math.floor(at * all.length))));
const flip = fc
  .tuple(place, fc.integer({ min: 1, max: 255 }))
  .map(([at, mask]) => bytes(`flip ${mask} at ${at}`, (all) => flipped(all, at, mask)));
const insert = fc.tuple(place, fc.constantFrom(...INSERTED)).map(([at, what]) =>
  bytes(`insert ${JSON.stringify(what)} at ${at}`, (all) => {
    const index = Math.floor(at * all.length);
    return [all.subarray(0, index), Buffer.from(what, "latin1"), all.subarray(index)];
  }),
);
const repeatLine = fc.tuple(place, fc.constantFrom(2, 50)).map(([at, times]) =>
  lines(`repeat a line at ${at} ${times} times`, (all) => {
    const index = Math.floor(at * all.length);
    return [...all.slice(0, index), ...Array<string>(times).fill(all[index] ?? ""), ...all.slice(index + 1)];
  }),
);
const dropLine = place.map((at) =>
  lines(`drop a line at ${at}`, (all) => all.filter((_, index) => index !== Math.floor(at * all.length))),
);
const swapLines = fc.tuple(place, place).map(([a, b]) =>
  lines(`swap lines at ${a} and ${b}`, (all) => {
    const [i, j] = [Math.floor(a * all.length), Math.floor(b * all.length)];
    return all.map((line, index) => (index === i ? (all[j] ?? "") : index === j ? (all[i] ?? "") : line));
  }),
);

type Change = (parent: Record<string, unknown> | unknown[], key: string) => void;

/** Picks a place anywhere in a JSON document or in one of its lines; other content gets a byte changed there. */
function inJson(name: string, at: number, change: Change): Mutation {
  return {
    name: `${name} at ${at}`,
    apply: (content) => {
      const text = content.toString("utf8");
      const whole = changed(text, at, change);
      if (whole !== null) return Buffer.from(whole);
      const all = text.split("\n");
      const index = Math.floor(at * all.length);
      const line = changed(all[index] ?? "", (at * all.length) % 1, change);
      if (line === null) return flipped(content, at, 1 + Math.floor(at * 255));
      all[index] = line;
      return Buffer.from(all.join("\n"));
    },
  };
}

function changed(text: string, at: number, change: Change): string | null {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return null;
  }
  const places: [parent: Record<string, unknown> | unknown[], key: string][] = [];
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      open.push(child);
    }
  }
  const [parent, key] = places[Math.floor(at * places.length)] ?? [];
  if (parent === undefined || key === undefined) return null;
  change(parent, key);
  return JSON.stringify(root);
}

const put = fc.tuple(place, fc.constantFrom(...JUNK)).map(([at, junk]) =>
  inJson(`put ${(JSON.stringify(junk) ?? "").slice(0, 40)}`, at, (parent, key) => {
    Object.defineProperty(parent, key, { value: junk, enumerable: true, configurable: true, writable: true });
  }),
);
const drop = place.map((at) =>
  inJson("drop a member", at, (parent, key) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  }),
);
const wrap = place.map((at) =>
  inJson("wrap a value", at, (parent, key) => {
    const record = parent as Record<string, unknown>;
    record[key] = [record[key], record[key]];
  }),
);

/** Mostly changes that keep the content readable, since broken syntax never gets as far as the adapters. */
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 6, arbitrary: put },
  { weight: 3, arbitrary: drop },
  { weight: 2, arbitrary: wrap },
  { weight: 2, arbitrary: cut },
  { weight: 2, arbitrary: insert },
  { weight: 1, arbitrary: flip },
  { weight: 1, arbitrary: repeatLine },
  { weight: 1, arbitrary: dropLine },
  { weight: 1, arbitrary: swapLines },
);
