import type Database from "better-sqlite3";
import type { Label, LabellerRef, ModeId } from "../../core/finding.ts";
import type { LabelledRun } from "../store.ts";
import { encodeVerdicts } from "./verdicts.ts";

interface LabelRow {
  kind: LabellerRef["kind"];
  labeller: string;
  mode: ModeId;
  labeller_version: string;
  verdict: Label["verdict"];
  tier: Label["tier"];
  why: string;
  examined: number;
  decides_absent: number;
  findings: string;
}

const KIND = /^(?:detector|judge|human|foreign):/;

/** Labels and the verdicts merged from them. */
export class LabelTable {
  private readonly findRun;
  private readonly dropLabeller;
  private readonly putLabel;
  private readonly labellersOf;
  private readonly putVerdicts;
  private readonly labelsOf;
  private readonly labelledBy;

  constructor(db: Database.Database) {
    this.findRun = db.prepare<[string], { run: number; version: number; content_hash: string }>(
      `SELECT r.id AS run, v.id AS version, v.content_hash
       FROM run r JOIN version v ON v.run = r.id AND v.shown = 1 WHERE r.run_id = ?`,
    );
    this.dropLabeller = db.prepare<[number, string, string]>(
      "DELETE FROM label WHERE run = ? AND kind = ? AND labeller = ?",
    );
    this.putLabel = db.prepare<unknown[]>(
      "INSERT OR REPLACE INTO label VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.labellersOf = db
      .prepare<[number], string>(
        `SELECT DISTINCT kind || ':' || labeller || '@' || labeller_version FROM label
         WHERE run = ? AND kind IN ('detector', 'judge')`,
      )
      .pluck();
    this.putVerdicts = db.prepare<[string, string, number]>(
      "UPDATE version SET labelled_by = ?, verdicts = ? WHERE id = ?",
    );
    this.labelledBy = db
      .prepare<[number], string | null>("SELECT labelled_by FROM version WHERE id = ?")
      .pluck();
    this.labelsOf = db.prepare<[string], LabelRow>(
      `SELECT l.* FROM run r JOIN label l ON l.run = r.id
       WHERE r.run_id = ? ORDER BY l.mode, l.kind, l.labeller`,
    );
  }

  /**
   * Tells of versions whether they have a label of each of these (`kind:id@version`; without a kind: a detector) and
   * verdicts merged from them.
   */
  checkFor(labellers: readonly string[]): (version: number) => boolean {
    const wanted = labellers.map((one) => (KIND.test(one) ? one : `detector:${one}`));
    const answers = new Map<string, boolean>();
    return (version) => {
      const text = this.labelledBy.get(version);
      if (text === undefined || text === null) return false;
      let answer = answers.get(text);
      if (answer === undefined) {
        const has = new Set(JSON.parse(text) as string[]);
        answer = wanted.every((one) => has.has(one));
        answers.set(text, answer);
      }
      return answer;
    };
  }

  /**
   * Inside the caller's transaction. A detector or judge of another version is replaced as a whole, anything else mode
   * by mode: a person's label for one mode says nothing about what they said on others. Entries whose run is gone are
   * left out.
   */
  put(entry: LabelledRun): void {
    const row = this.findRun.get(entry.runId);
    if (row === undefined) return;
    if (entry.contentHash !== undefined && entry.contentHash !== row.content_hash) return;
    const labellers = new Set(this.labellersOf.all(row.run));
    for (const label of entry.labels) {
      const { kind, id, version } = label.labeller;
      const name = `${kind}:${id}@${version}`;
      if ((kind === "detector" || kind === "judge") && !labellers.has(name)) {
        const others = [...labellers].filter(
          (other) => other.slice(0, other.lastIndexOf("@")) === `${kind}:${id}`,
        );
        if (others.length > 0) this.dropLabeller.run(row.run, kind, id);
        for (const other of others) labellers.delete(other);
        labellers.add(name);
      }
      this.putLabel.run(
        row.run,
        kind,
        id,
        label.mode,
        version,
        label.verdict,
        label.tier,
        label.why,
        label.examined ? 1 : 0,
        label.decidesAbsent ? 1 : 0,
        JSON.stringify(label.findings),
      );
    }
    const labelledBy = JSON.stringify([...labellers].sort());
    this.putVerdicts.run(labelledBy, encodeVerdicts(entry.merged), row.version);
  }

  of(runId: string): Label[] {
    return this.labelsOf.all(runId).map((row) => ({
      runId,
      mode: row.mode,
      labeller: { kind: row.kind, id: row.labeller, version: row.labeller_version },
      verdict: row.verdict,
      tier: row.tier,
      why: row.why,
      examined: row.examined === 1,
      decidesAbsent: row.decides_absent === 1,
      findings: JSON.parse(row.findings) as Label["findings"],
    }));
  }
}
