import { hashOf } from "../../core/hash.ts";
import type { AdapterEvent, Fragment } from "../adapter.ts";
import { LoggedCalls } from "./log-events.ts";
import type { Decoded, OtlpSpan } from "./span.ts";
import { stageSpan } from "./stage.ts";
import type { StagedSpan } from "./staged-span.ts";

/** Fragments are handed on in batches of about this many characters. */
const BATCH_CHARS = 1 << 20;

/** Spans without ids that are held until it is known whether others have some; the rest are problems at once. */
const MOST_NAMELESS = 10_000;

type Nameless = Required<Pick<Extract<Decoded, { problem: object }>, "problem" | "nameless">>;

/** Turns what the decoders find in one source into fragments and problems. */
export class Staging {
  private readonly logged = new LoggedCalls();
  private fragments: Fragment[] = [];
  private chars = 0;
  private isIdentified = false;
  private nameless: Nameless[] = [];

  *take(decoded: Iterable<Decoded>): Generator<AdapterEvent> {
    for (const item of decoded) {
      const { span, log, problem } = item;
      if (problem !== undefined) {
        const { nameless } = item;
        const isHeld = nameless !== undefined && !this.isIdentified && this.nameless.length < MOST_NAMELESS;
        if (isHeld) this.nameless.push({ problem, nameless });
        else yield { type: "problem", problem };
        continue;
      }
      if (span !== undefined) {
        this.isIdentified = true;
        const fragment = stageSpan(span);
        this.fragments.push(fragment);
        this.chars += fragment.body.length;
      } else this.logged.add(log);
      if (this.chars + this.logged.chars >= BATCH_CHARS) yield* this.flush();
    }
  }

  *end(): Generator<AdapterEvent> {
    const spans = this.isIdentified ? [] : namelessTrace(this.nameless.map(({ nameless }) => nameless));
    if (spans.length === 0) for (const { problem } of this.nameless) yield { type: "problem", problem };
    this.fragments.push(...spans);
    yield* this.flush();
    const { homeless } = this.logged;
    if (homeless === 0) return;
    const message = `${homeless} messages in log events name no span, so that nobody knows whose they are`;
    yield { type: "problem", problem: { locator: "", code: "log-without-span", message } };
  }

  private *flush(): Generator<AdapterEvent> {
    const fragments = [...this.fragments, ...this.logged.take()];
    this.fragments = [];
    this.chars = 0;
    if (fragments.length > 0) yield { type: "fragments", fragments };
  }
}

/**
 * Spans of which none has ids, as happens where a writer does not care or somebody removed them, as one trace named
 * after what they say. Nothing is made of spans that no convention knows.
 */
function namelessTrace(spans: readonly OtlpSpan[]): Fragment[] {
  const bodies = spans.map((span) => stageSpan({ ...span, traceId: "", spanId: "" }).body);
  const trace = `no-ids:${hashOf(32, ...bodies)}`;
  const staged = bodies.map((body, index): StagedSpan => {
    const id = `${index + 1}`.padStart(6, "0");
    return { ...(JSON.parse(body) as StagedSpan), trace, id: spans[index]?.spanId || id, nameless: true };
  });
  if (staged.every(({ convention }) => convention === "none")) return [];
  return staged.map((span) => ({ group: trace, key: span.id, joins: [], body: JSON.stringify(span) }));
}
