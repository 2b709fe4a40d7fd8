import { createHash } from "node:crypto";

interface Line {
  id?: unknown;
  file?: unknown;
}

/** Half of the label lines, by whether the SHA-256 of their id is an even number: nobody chooses which run is where. */
export type Half = "even" | "odd";

/** The label lines of a half, or of both, whose id is not in `known`, with `file` beginning at `folder`. */
export function wantedLines(
  content: string,
  known: string,
  half: Half | undefined,
  folder: string,
): string[] {
  const left = new Set(parsed(known).map(({ id }) => id));
  return parsed(content)
    .filter(({ id }) => !left.has(id) && (half === undefined || half === halfOf(String(id))))
    .map((line) =>
      JSON.stringify(typeof line.file === "string" ? { ...line, file: `${folder}/${line.file}` } : line),
    );
}

export function halfOf(id: string): Half {
  const last = createHash("sha256").update(id).digest().at(-1) ?? 0;
  return last % 2 === 0 ? "even" : "odd";
}

function parsed(content: string): Line[] {
  return content
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Line);
}
