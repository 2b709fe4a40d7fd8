/**
 * What was said, to tell echoes: CrewAI writes an answer in `llm_call_completed` and again in up to four later events.
 * The n-th event of one type with a text is an echo as long as that text was said n times.
 */
export class Said {
  private readonly times = new Map<string, number>();
  private readonly echoes = new Map<string, number>();

  say(text: string): void {
    const key = keyOf(text);
    this.times.set(key, (this.times.get(key) ?? 0) + 1);
  }

  isEcho(type: string, text: string): boolean {
    const key = keyOf(text);
    const echoKey = `${type}\0${key}`;
    const nth = (this.echoes.get(echoKey) ?? 0) + 1;
    this.echoes.set(echoKey, nth);
    return (this.times.get(key) ?? 0) >= nth;
  }
}

/** CrewAI trims answers, cuts code fences off and formats JSON anew. */
function keyOf(text: string): string {
  return text.replace(/[\s`"']+/g, "");
}
