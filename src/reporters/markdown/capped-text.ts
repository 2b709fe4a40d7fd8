/** What GitHub takes as one comment, in characters; counted here in UTF-8 bytes, which are never fewer. */
export const LONGEST_COMMENT = 65_536;

/** Kept free for what is said where something is left out. */
const RESERVE = 400;

/** Blocks of a text that must not become longer than a comment may be. What does not fit is left out and said. */
export class CappedText {
  private readonly blocks: string[] = [];
  private readonly most: number;
  private used = 0;
  private full = false;

  constructor(most: number = LONGEST_COMMENT) {
    this.most = most - RESERVE;
  }

  /** Whether the block was taken; after one that was not, none is. */
  add(block: string): boolean {
    const bytes = Buffer.byteLength(block);
    if (this.full || this.used + bytes > this.most) {
      this.full = true;
      return false;
    }
    this.used += bytes;
    this.blocks.push(block);
    return true;
  }

  /** Lines under a heading that go in as far as they fit, `after` with them; how many went in. */
  addList(before: string, lines: readonly string[], after: string): number {
    const frame = Buffer.byteLength(before) + Buffer.byteLength(after);
    let room = this.full ? 0 : this.most - this.used - frame;
    let taken = 0;
    for (const line of lines) {
      room -= Buffer.byteLength(line);
      if (room < 0) break;
      taken++;
    }
    if (taken > 0) this.add(before + lines.slice(0, taken).join("") + after);
    if (taken < lines.length) this.full = true;
    return taken;
  }

  toString(): string {
    return this.blocks.join("");
  }

  get isCut(): boolean {
    return this.full;
  }
}
