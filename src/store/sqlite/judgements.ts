import type Database from "better-sqlite3";
import type { JudgeReply, JudgeSummary, KeptReply } from "../../core/judgement.ts";
import type { Run } from "../../core/run.ts";
import type { Judgements, LabelledRun, RunFilter } from "../store.ts";
import type { LabelTable } from "./labels.ts";

/** What the store around it does for all tables. */
interface Surroundings {
  read<T>(work: () => T): T;
  /** In one transaction. */
  write<T>(work: () => T): T;
  runs(filter: RunFilter, isWanted: (version: number) => boolean): Iterable<readonly Run[]>;
}

interface ReplyRow {
  reply: string | null;
  calls: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  usd: number;
}

export class SqliteJudgements implements Judgements {
  private readonly labels: LabelTable;
  private readonly around: Surroundings;
  private readonly own;
  private readonly others;
  private readonly put;
  private readonly findRun;
  private readonly putSummary;
  private readonly lastSummary;
  private readonly isOpen;

  constructor(db: Database.Database, labels: LabelTable, around: Surroundings) {
    this.labels = labels;
    this.around = around;
    this.own = db.prepare<[string, string], ReplyRow>(
      "SELECT j.* FROM run r JOIN judge_replies j ON j.run = r.id WHERE r.run_id = ? AND j.hash = ?",
    );
    this.others = db
      .prepare<[string], string>(
        "SELECT reply FROM judge_replies WHERE hash = ? AND reply IS NOT NULL ORDER BY run LIMIT 1",
      )
      .pluck();
    this.put = db.prepare<unknown[]>(
      `INSERT INTO judge_replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (run, hash) DO UPDATE SET reply = coalesce(excluded.reply, reply), calls = calls + excluded.calls,
         input = input + excluded.input, cached = cached + excluded.cached, output = output + excluded.output,
         reasoning = reasoning + excluded.reasoning, usd = usd + excluded.usd`,
    );
    this.findRun = db.prepare<[string], number>("SELECT id FROM run WHERE run_id = ?").pluck();
    this.putSummary = db.prepare<unknown[]>(
      "INSERT OR REPLACE INTO judge_summary (run, model, labeller, complete, summary) VALUES (?, ?, ?, ?, ?)",
    );
    this.lastSummary = db
      .prepare<[string], string>(
        `SELECT s.summary FROM run r JOIN judge_summary s ON s.run = r.id WHERE r.run_id = ?
         ORDER BY s.id DESC LIMIT 1`,
      )
      .pluck();
    this.isOpen = db
      .prepare<[number, string], number>(
        `SELECT 1 FROM version v JOIN judge_summary s ON s.run = v.run
         WHERE v.id = ? AND s.labeller = ? AND s.complete = 0`,
      )
      .pluck();
  }

  async replies(runId: string, hashes: readonly string[]): Promise<Map<string, KeptReply>> {
    return this.around.read(() => {
      const found = new Map<string, KeptReply>();
      for (const hash of hashes) {
        const row = this.own.get(runId, hash);
        if (row !== undefined && row.reply !== null) found.set(hash, keptIn(row, row.reply));
        else {
          const reply = this.others.get(hash) ?? null;
          if (row !== undefined || reply !== null) found.set(hash, keptIn(row ?? FREE, reply));
        }
      }
      return found;
    });
  }

  async keep(runId: string, hash: string, { reply, spent }: KeptReply): Promise<void> {
    const { input, cached, output, reasoning } = spent.usage;
    const text = reply === null ? null : JSON.stringify(reply);
    this.around.write(() => {
      const run = this.findRun.get(runId);
      if (run === undefined) return;
      this.put.run(run, hash, text, spent.calls, input, cached, output, reasoning, spent.usd);
    });
  }

  async *open(labeller: string, filter: RunFilter): AsyncGenerator<readonly Run[]> {
    const isLabelled = this.labels.checkFor([labeller]);
    yield* this.around.runs(
      filter,
      (version) => !isLabelled(version) || this.isOpen.get(version, labeller) !== undefined,
    );
  }

  async conclude(entry: LabelledRun, summary: JudgeSummary): Promise<void> {
    const { kind, id, version } = summary.labeller;
    this.around.write(() => {
      const run = this.findRun.get(entry.runId);
      if (run === undefined || !this.labels.put(entry)) return;
      const complete = summary.isComplete ? 1 : 0;
      this.putSummary.run(run, id, `${kind}:${id}@${version}`, complete, JSON.stringify(summary));
    });
  }

  async summary(runId: string): Promise<JudgeSummary | null> {
    const text = this.around.read(() => this.lastSummary.get(runId));
    return text === undefined ? null : (JSON.parse(text) as JudgeSummary);
  }
}

const FREE = { calls: 0, input: 0, cached: 0, output: 0, reasoning: 0, usd: 0 };

function keptIn(row: Omit<ReplyRow, "reply">, reply: string | null): KeptReply {
  const { calls, input, cached, output, reasoning, usd } = row;
  return {
    reply: reply === null ? null : (JSON.parse(reply) as JudgeReply),
    spent: { calls, usage: { input, cached, output, reasoning }, usd },
  };
}
