/**
 * Text for a log in which the runner of a GitHub workflow looks for commands: `::name::` at the beginning of a line, and
 * in old form `##[name]` anywhere. A character without width keeps text of traces from being one.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*:)(?=:)/gm, "$1\u200b").replace(/##(?=\[)/g, "##\u200b");
}
