import {
  END_ELEMENT,
  ENTRIES_ATTRIBUTE,
  HEAD_ELEMENT,
  PAGES_ATTRIBUTE,
  type PageEnd,
  type PageHead,
  type RunEntry,
  type RunPage,
} from "../page-data.ts";

/** Reads what the file embeds: see `pack`. */
async function unpack<T>(element: Element): Promise<T> {
  const letters = atob(element.textContent?.trim() ?? "");
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text()) as T;
}

export function readHead(): Promise<PageHead> {
  return unpack<PageHead>(elementOf(HEAD_ELEMENT));
}

export async function readEntries(): Promise<RunEntry[]> {
  const parts = [...document.querySelectorAll(`[${ENTRIES_ATTRIBUTE}]`)];
  const read = await Promise.all(parts.map((part) => unpack<RunEntry[]>(part)));
  return read.flat();
}

/** Resolves when the whole file has been read. */
export async function readEnd(): Promise<PageEnd> {
  await wholeFile();
  return unpack<PageEnd>(elementOf(END_ELEMENT));
}

const KEPT = 4;
const unpacked = new Map<Element, Promise<RunPage[]>>();

/** The page of the run at a position of the entries; null where the file ends before it. */
export async function readPage(position: number): Promise<RunPage | null> {
  const chunk = chunkOf(position) ?? (await wholeFile().then(() => chunkOf(position)));
  if (chunk === null) return null;
  const pages = unpacked.get(chunk.element) ?? unpack<RunPage[]>(chunk.element);
  // The last in use stay: neighbours are likely to be opened next.
  unpacked.delete(chunk.element);
  unpacked.set(chunk.element, pages);
  for (const old of [...unpacked.keys()].slice(0, -KEPT)) unpacked.delete(old);
  return (await pages)[position - chunk.from] ?? null;
}

/** All pages, chunk by chunk; the browser may draw in between. */
export async function* pagesInOrder(): AsyncGenerator<{ from: number; pages: RunPage[]; done: number }> {
  await wholeFile();
  const elements = [...document.querySelectorAll(`[${PAGES_ATTRIBUTE}]`)];
  for (const [index, element] of elements.entries()) {
    const pages = await unpack<RunPage[]>(element);
    yield { from: startOf(element), pages, done: (index + 1) / elements.length };
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Only a chunk with something behind it, or in a file read to its end, has arrived whole. */
function chunkOf(position: number): { element: Element; from: number } | null {
  const elements = [...document.querySelectorAll(`[${PAGES_ATTRIBUTE}]`)];
  let low = 0;
  let high = elements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(elements[middle]) <= position) low = middle;
    else high = middle - 1;
  }
  const element = elements[low];
  if (element === undefined) return null;
  const whole = low < elements.length - 1 || document.readyState !== "loading";
  return whole ? { element, from: startOf(element) } : null;
}

function startOf(element: Element | undefined): number {
  return Number(element?.getAttribute(PAGES_ATTRIBUTE) ?? 0);
}

function elementOf(id: string): Element {
  const element = document.getElementById(id);
  if (element === null) throw new Error("this file is not whole: a part of the report is missing");
  return element;
}

function wholeFile(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) =>
    document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }),
  );
}
