/** Distinct texts kept; a column of this kind usually holds a few dozen. */
const MOST = 4096;

/**
 * Reads columns whose few distinct values stand in many rows (agents, models, tags, verdicts): each text is parsed
 * once. The values are shared, hence frozen.
 */
export class JsonColumn<T> {
  private readonly values = new Map<string, T>();
  private readonly decode: (value: unknown) => T;

  constructor(decode: (value: unknown) => T) {
    this.decode = decode;
  }

  read(text: string): T {
    const known = this.values.get(text);
    if (known !== undefined) return known;
    const value = this.decode(JSON.parse(text));
    if (this.values.size >= MOST) this.values.clear();
    this.values.set(text, value);
    return value;
  }
}
