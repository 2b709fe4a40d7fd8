import { Random } from "./random.ts";

/** One thing that an agent of the corpus does; every format writes the same ones in its own way. */
export type Turn =
  | { kind: "say"; agent: string; text: string }
  | {
      kind: "tool";
      agent: string;
      tool: string;
      callId: string;
      args: { [key: string]: string | number };
      result: string;
    };

export interface Conversation {
  number: number;
  task: string;
  agents: readonly string[];
  turns: readonly Turn[];
  /** Characters in task, texts, arguments and results: what a reader may not lose. */
  chars: number;
}

/** Shares of the characters by kind of turn; the rest up to 100 is echo, which the formats add where they have any. */
const SHARES = { short: 60, tool: 20, long: 10 } as const;
type Kind = keyof typeof SHARES;

/** A run is closed at this many characters: about 60 turns, a long message in every third run. */
const RUN_CHARS = 64_000;

const AGENTS = ["planner", "researcher", "analyst", "reviewer"] as const;
const TOOLS = ["search_ledger", "read_page", "query_stock", "convert_units"] as const;

const WORDS =
  `the of and to in is that for on with as are this be from at or by an it was which not have we can will each
  report harbour meadow tariff invoice orchard ledger survey vessel tonnage timetable permit reservoir archive parcel
  museum catalogue beacon glacier compass bakery quarry drought signal freight lantern garden bridge valley workshop
  calculates compares lists confirms estimates records measures depends differs increases changes arrives leaves holds
  first second third total average remaining open closed early late northern southern local public annual daily small
  large careful direct simple correct missing further after before between during without against because although
  should would could therefore however meanwhile already again finally next then now here there one two three four`
    .split(/\s+/)
    .filter((word) => word !== "") as [string, ...string[]];

/** Makes conversations one after the other; the same seed makes the same ones. */
export class ConversationMaker {
  private readonly random: Random;
  private readonly given: Record<Kind, number> = { short: 0, tool: 0, long: 0 };
  private number = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  next(): Conversation {
    const number = this.number++;
    const task = `Order ${number}: ${this.prose(this.random.between(200, 500))}`;
    const turns: Turn[] = [];
    let chars = task.length;
    while (chars < RUN_CHARS) {
      const turn = this.turn(number, turns.length);
      turns.push(turn);
      chars += charsOf(turn);
    }
    const text = `Order ${number} is settled and the figures were checked. TERMINATE`;
    turns.push({ kind: "say", agent: "reviewer", text });
    return { number, task, agents: AGENTS, turns, chars: chars + text.length };
  }

  /** The kind that is furthest behind its share. */
  private turn(number: number, index: number): Turn {
    const kinds = Object.keys(SHARES) as [Kind, ...Kind[]];
    const behind = (kind: Kind): number => this.given[kind] / SHARES[kind];
    const kind = kinds.reduce((best, other) => (behind(other) < behind(best) ? other : best));
    const agent = this.random.pick(AGENTS);
    let turn: Turn;
    if (kind === "tool") {
      const args = { order: number, page: index, query: this.prose(this.random.between(20, 80)) };
      turn = {
        kind,
        agent,
        tool: this.random.pick(TOOLS),
        callId: `call_${number}_${index}`,
        args,
        result: this.json(),
      };
    } else {
      const length = kind === "long" ? this.random.between(20_000, 30_000) : this.random.between(200, 2000);
      turn = { kind: "say", agent, text: this.prose(length) };
    }
    this.given[kind] += charsOf(turn);
    return turn;
  }

  private prose(length: number): string {
    let text = "";
    while (text.length < length) {
      const words = Array.from({ length: this.random.between(5, 18) }, () => this.random.pick(WORDS));
      const number = this.random.below(4) === 0 ? ` ${this.random.below(10_000)}` : "";
      const end = this.random.pick([". ", ". ", ".\n", "? ", ".\n\n", " – café; "]);
      text += `${words.join(" ")}${number}${end}`;
    }
    return text.slice(0, length).trim();
  }

  private json(): string {
    const rows = Array.from({ length: this.random.between(3, 20) }, () => ({
      id: this.random.hex(8),
      name: `${this.random.pick(WORDS)} ${this.random.pick(WORDS)}`,
      amount: this.random.below(100_000) / 100,
      open: this.random.below(2) === 0,
      note: this.prose(this.random.between(10, 80)),
    }));
    return JSON.stringify({ rows, total: rows.length });
  }
}

export function charsOf(turn: Turn): number {
  return turn.kind === "say" ? turn.text.length : JSON.stringify(turn.args).length + turn.result.length;
}

/** Repeats of earlier words that a format has room for, kept to a tenth of all words. */
export class Echo {
  private said = 0;
  private repeated = 0;

  /** To be called with each new text; returns the text where it may be repeated now, else "". */
  of(text: string): string {
    this.said += text.length;
    if (this.repeated + text.length > this.said / 9) return "";
    this.repeated += text.length;
    return text;
  }
}

/** Times that go up by a second, as epoch milliseconds; the corpus is of a fixed day. */
export function clock(number: number): () => number {
  let now = Date.UTC(2026, 0, 1) + number * 1_000_000;
  return () => {
    now += 1000;
    return now;
  };
}
