import { readFileSync } from "node:fs";

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of one language in a file of the project's folder. */
export function markdownBlocks(file: string, language: string): string[] {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  return [...text.matchAll(BLOCK)].filter((block) => block[1] === language).map((block) => block[2] ?? "");
}
