import type Database from "better-sqlite3";
import type { Label, LabellerRef, ModeId } from "../../core/finding.ts";
import {
  type DetectorLabel,
  decodeDetectorLabel,
  type EncodedLabels,
  encodeLabels,
  type LabelledRun,
  labellersOf,
} from "../encode-labels.ts";

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
  split: number | null;
}

const KIND = /^(?:detector|judge|human|foreign):/;

/** Labels and the verdicts merged from them. Those of detectors stand in one row a run, since there are dozens of them. */
export class LabelTable {
  private readonly findRun;
  private readonly dropLabeller;
  private readonly putLabel;
  private readonly judgesOf;
  private readonly putVerdicts;
  private readonly labelsOf;
  private readonly labellingOf;
  private readonly labellersOf;
  private readonly addLabelling;
  private readonly detectorsOf;
  private readonly putDetectors;
  private readonly runsFrom;
  private readonly dropLabelsFrom;

  constructor(db: Database.Database) {
    this.findRun = db.prepare<[string], { run: number; version: number; content_hash: string }>(
      `SELECT r.id AS run, v.id AS version, v.content_hash
       FROM run r JOIN version v ON v.run = r.id AND v.shown = 1 WHERE r.run_id = ?`,
    );
    this.dropLabeller = db.prepare<[number, string, string]>(
      "DELETE FROM label WHERE run = ? AND kind = ? AND labeller = ?",
    );
    this.putLabel = db.prepare<unknown[]>(
      "INSERT OR REPLACE INTO label VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.judgesOf = db
      .prepare<[number], string>(
        `SELECT DISTINCT kind || ':' || labeller || '@' || labeller_version FROM label
         WHERE run = ? AND kind = 'judge'`,
      )
      .pluck();
    this.addLabelling = db.prepare<[string]>("INSERT OR IGNORE INTO labelling (labellers) VALUES (?)");
    this.putVerdicts = db.prepare<[string, string, number]>(
      `UPDATE version SET labelling = (SELECT id FROM labelling WHERE labellers = ?), verdicts = ?
       WHERE id = ?`,
    );
    this.labellingOf = db
      .prepare<[number], number | null>("SELECT labelling FROM version WHERE id = ?")
      .pluck();
    this.labellersOf = db.prepare<[number], string>("SELECT labellers FROM labelling WHERE id = ?").pluck();
    this.labelsOf = db.prepare<[string], LabelRow>(
      "SELECT l.* FROM run r JOIN label l ON l.run = r.id WHERE r.run_id = ?",
    );
    this.detectorsOf = db
      .prepare<[string], string>(
        "SELECT d.labels FROM run r JOIN detector_labels d ON d.run = r.id WHERE r.run_id = ?",
      )
      .pluck();
    this.putDetectors = db.prepare<[number, string]>(
      "INSERT OR REPLACE INTO detector_labels (run, labels) VALUES (?, ?)",
    );
    const from = "kind IN ('human', 'foreign') AND labeller_version = ?";
    this.runsFrom = db
      .prepare<[string], string>(
        `SELECT run_id FROM run r JOIN version v ON v.run = r.id AND v.shown = 1
         WHERE r.id IN (SELECT run FROM label WHERE ${from}) ORDER BY run_id`,
      )
      .pluck();
    this.dropLabelsFrom = db.prepare<[string]>(`DELETE FROM label WHERE ${from}`);
  }

  /**
   * Tells of versions whether they have a label of each of these (`kind:id@version`; without a kind: a detector) and
   * verdicts merged from them.
   */
  checkFor(labellers: readonly string[]): (version: number) => boolean {
    const wanted = labellers.map((one) => (KIND.test(one) ? one : `detector:${one}`));
    const answers = new Map<number, boolean>();
    return (version) => {
      const labelling = this.labellingOf.get(version);
      if (labelling === undefined || labelling === null) return false;
      let answer = answers.get(labelling);
      if (answer === undefined) {
        const has = new Set(JSON.parse(this.labellersOf.get(labelling) ?? "[]") as string[]);
        answer = wanted.every((one) => has.has(one));
        answers.set(labelling, answer);
      }
      return answer;
    };
  }

  /**
   * Inside the caller's transaction. A detector or judge of another version is replaced as a whole, anything else mode
   * by mode: a person's label for one mode says nothing about what they said on others. Entries whose run is gone are
   * left out: then false.
   */
  put(given: LabelledRun | EncodedLabels): boolean {
    const row = this.findRun.get(given.runId);
    if (row === undefined) return false;
    if (given.contentHash !== undefined && given.contentHash !== row.content_hash) return false;
    const entry = "others" in given ? given : encodeLabels(given);
    const detectors = this.putDetectorLabels(row.run, entry);
    const judges = this.putOthers(row.run, entry.others);
    const labelledBy = judges.length === 0 ? detectors : [...detectors, ...judges].sort();
    const labellers = JSON.stringify(labelledBy);
    this.addLabelling.run(labellers);
    this.putVerdicts.run(labellers, entry.verdicts, row.version);
    return true;
  }

  /** Runs with labels of people or foreign tools that came from there. */
  runsWithLabelsFrom(origin: string): string[] {
    return this.runsFrom.all(origin);
  }

  dropFrom(origin: string): void {
    this.dropLabelsFrom.run(origin);
  }

  of(runId: string): Label[] {
    const detectors = this.detectorsOf.get(runId);
    const labels =
      detectors === undefined ? [] : parsed(detectors).map((row) => decodeDetectorLabel(runId, row));
    const others = this.labelsOf.all(runId).map((row) => ({
      runId,
      mode: row.mode,
      labeller: { kind: row.kind, id: row.labeller, version: row.labeller_version },
      verdict: row.verdict,
      tier: row.tier,
      why: row.why,
      examined: row.examined === 1,
      decidesAbsent: row.decides_absent === 1,
      findings: JSON.parse(row.findings) as Label["findings"],
      ...(row.split === 1 ? { split: true } : {}),
    }));
    return [...labels, ...others].sort(byModeAndLabeller);
  }

  /** Returns all detectors that the run has labels of. */
  private putDetectorLabels(run: number, { runId, detectors, labellers }: EncodedLabels): readonly string[] {
    const stored = this.detectorsOf.get(runId);
    if (stored === undefined) {
      if (labellers.length > 0) this.putDetectors.run(run, detectors);
      return labellers;
    }
    const fresh = parsed(detectors);
    const isReplaced = ([id, version, mode]: DetectorLabel): boolean =>
      fresh.some((label) => label[0] === id && (label[1] !== version || label[2] === mode));
    const all = [...parsed(stored).filter((label) => !isReplaced(label)), ...fresh];
    this.putDetectors.run(run, JSON.stringify(all));
    return labellersOf(all);
  }

  /** Returns all judges that the run has labels of. */
  private putOthers(run: number, labels: readonly Label[]): string[] {
    const judges = new Set(this.judgesOf.all(run));
    for (const label of labels) {
      const { kind, id, version } = label.labeller;
      const name = `${kind}:${id}@${version}`;
      if (kind === "judge" && !judges.has(name)) {
        const others = [...judges].filter(
          (other) => other.slice(0, other.lastIndexOf("@")) === `${kind}:${id}`,
        );
        if (others.length > 0) this.dropLabeller.run(run, kind, id);
        for (const other of others) judges.delete(other);
        judges.add(name);
      }
      this.putLabel.run(
        run,
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
        label.split === true ? 1 : null,
      );
    }
    return [...judges];
  }
}

function parsed(labels: string): DetectorLabel[] {
  return JSON.parse(labels) as DetectorLabel[];
}

function byModeAndLabeller(a: Label, b: Label): number {
  const key = ({ mode, labeller }: Label): string => `${mode} ${labeller.kind} ${labeller.id}`;
  const [left, right] = [key(a), key(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
