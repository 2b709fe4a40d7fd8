import { createHash } from "node:crypto";
import type { Probe } from "../adapters/source.ts";
import { type ByteOrigin, slices } from "./byte-origin.ts";
import type { SourceLimits } from "./limits.ts";
import { Prober, type Verdict } from "./prober.ts";
import { ProblemLog } from "./problem-log.ts";
import { SourceError, TOO_LARGE } from "./source-error.ts";
import { Utf8Stream } from "./utf8-stream.ts";
import { textOf, wholeText } from "./whole-content.ts";

export interface Probed {
  probe: Probe;
  /** What is wrong with a document that the probe holds; the records of a stream are noted when they are read. */
  documentLog: ProblemLog | null;
  /** SHA-256 of the content where it had to be read to its end, else null. */
  contentHash: string | null;
}

/** Content in memory. `log` takes what is wrong with the source itself. */
export function probeBytes(content: Buffer, uri: string, limits: SourceLimits, log: ProblemLog): Probed {
  const probing = new Probing(uri, limits, log, content.length);
  let verdict: Verdict | null = null;
  for (const chunk of slices(content)) {
    verdict = probing.push(chunk);
    if (verdict !== null) break;
  }
  verdict ??= probing.end();
  if (verdict.kind !== "damaged") return probing.probed(verdict);
  if (content.length > limits.maxRunBytes) return probing.settledByHead() ?? probing.tooLarge();
  const utf8 = new Utf8Stream(log);
  return probing.settled(textOf(Buffer.concat([utf8.push(content), utf8.end()]), log));
}

/** Content of any size: reads its beginning, a single JSON document to its end. */
export async function probeOrigin(
  origin: ByteOrigin,
  uri: string,
  limits: SourceLimits,
  log: ProblemLog,
): Promise<Probed> {
  const probing = new Probing(uri, limits, log, origin.size ?? 0);
  let verdict: Verdict | null = null;
  const hash = createHash("sha256");
  for await (const chunk of origin.chunks()) {
    hash.update(chunk);
    verdict = probing.push(chunk);
    if (verdict !== null) break;
  }
  const contentHash = verdict === null ? hash.digest("hex") : null;
  verdict ??= probing.end();
  if (verdict.kind !== "damaged") return { ...probing.probed(verdict), contentHash };
  const byHead = probing.settledByHead();
  if (byHead !== null) return byHead;
  try {
    return probing.settled(await wholeText(origin, limits, log));
  } catch (error) {
    if (error instanceof SourceError && error.code === TOO_LARGE) return probing.tooLarge();
    throw error;
  }
}

/** The steps that both have in common. */
class Probing {
  private readonly limits: SourceLimits;
  private readonly log: ProblemLog;
  private readonly documentLog: ProblemLog;
  private readonly prober: Prober;
  private readonly utf8: Utf8Stream;

  constructor(uri: string, limits: SourceLimits, log: ProblemLog, expectedBytes: number) {
    this.limits = limits;
    this.log = log;
    this.documentLog = new ProblemLog(uri);
    this.prober = new Prober(limits, this.documentLog, expectedBytes);
    this.utf8 = new Utf8Stream(log);
  }

  push(chunk: Buffer): Verdict | null {
    return this.prober.push(this.utf8.push(chunk));
  }

  end(): Verdict {
    return this.prober.push(this.utf8.end()) ?? this.prober.end();
  }

  probed(probe: Probe): Probed {
    return { probe, documentLog: probe.kind === "json" ? this.documentLog : null, contentHash: null };
  }

  settledByHead(): Probed | null {
    const probe = this.prober.settle(this.prober.headText(), false, this.log);
    return probe === null ? null : { probe, documentLog: null, contentHash: null };
  }

  settled(text: string): Probed {
    const probe = this.prober.settle(text, true, this.log);
    return probe === null ? this.asText() : { probe, documentLog: null, contentHash: null };
  }

  tooLarge(): Probed {
    const records = this.prober.settleUnseen();
    if (records !== null) return this.probed(records);
    this.log.lost(0, TOO_LARGE, `a JSON document larger than ${this.limits.maxRunBytes} bytes`);
    return this.asText();
  }

  private asText(): Probed {
    return { probe: this.prober.asText(), documentLog: null, contentHash: null };
  }
}
