/** Something wrong in a file, with its place; line and column are 1-based. */
export interface FileProblem {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** `file:line:column: message`, which editors and terminals turn into a link. */
export function problemLine({ file, line, column, message }: FileProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

export function byPlace(a: FileProblem, b: FileProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
