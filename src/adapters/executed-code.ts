/** What an agent that runs other agents' code replied: did it work? Null where the text is no such reply. */
export function executedCode(text: string): { ok: boolean } | null {
  const legacy = /^exitcode: (-?\d+) \(execution (?:succeeded|failed)/.exec(text);
  if (legacy !== null) return { ok: legacy[1] === "0" };
  const script = /^The script ran[^\n]{0,60}exit(?:ed with Unix exit)? code(?: was)?: (-?\d+)/.exec(text);
  if (script !== null) return { ok: script[1] === "0" };
  return null;
}

/** Whether a message holds a fenced block that an executing partner would run. */
export function offersCode(text: string): boolean {
  return /```(?:python|py|sh|bash|shell)\b/i.test(text);
}
