interface Line {
  id?: unknown;
  file?: unknown;
}

/** The label lines whose id is not in `known`, with `file` beginning at `folder`. */
export function linesExcept(content: string, known: string, folder: string): string[] {
  const left = new Set(parsed(known).map(({ id }) => id));
  return parsed(content)
    .filter(({ id }) => !left.has(id))
    .map((line) =>
      JSON.stringify(typeof line.file === "string" ? { ...line, file: `${folder}/${line.file}` } : line),
    );
}

function parsed(content: string): Line[] {
  return content
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Line);
}
