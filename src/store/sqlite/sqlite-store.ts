import type Database from "better-sqlite3";
import type { Problem } from "../../adapters/adapter.ts";
import type { Label } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import type { RunPrints } from "../../core/run-prints.ts";
import type { RunSummary } from "../../core/summary.ts";
import type {
  AssembledRuns,
  EncodedLabels,
  IngestUnit,
  LabelledRun,
  RunFilter,
  SourceRecord,
  SourceWriter,
  StaleAssembly,
  Store,
} from "../store.ts";
import { AssemblyTable } from "./assemblies.ts";
import { ContentTable, type PackedPart, packPart } from "./contents.ts";
import { explainDatabaseError } from "./database-error.ts";
import { Forgetting } from "./forgetting.ts";
import { FragmentTable } from "./fragments.ts";
import { SqliteJudgements } from "./judgements.ts";
import { LabelTable } from "./labels.ts";
import { ProblemReader } from "./problems.ts";
import { RunReader } from "./run-reader.ts";
import { RunTable } from "./runs.ts";
import { Selection } from "./selection.ts";
import { SummaryReader } from "./summaries.ts";
import { isDead, WRITER } from "./writer-identity.ts";

/** The store contract over one SQLite connection: what is one transaction is decided here, SQL is in the tables. */
export class SqliteStore implements Store {
  readonly judgements;
  private readonly db: Database.Database;
  private readonly file: string;
  private readonly runTable;
  private readonly fragments;
  private readonly assemblies;
  private readonly contents;
  private readonly labelTable;
  private readonly selection;
  private readonly runReader;
  private readonly summaryReader;
  private readonly problemReader;
  private readonly forgetting;

  constructor(db: Database.Database, file: string) {
    this.db = db;
    this.file = file;
    this.runTable = new RunTable(db);
    this.fragments = new FragmentTable(db);
    this.assemblies = new AssemblyTable(db, this.runTable);
    this.contents = new ContentTable(db, this.runTable, this.fragments, this.assemblies);
    this.labelTable = new LabelTable(db);
    this.selection = new Selection(db);
    this.runReader = new RunReader(db, this.selection);
    this.summaryReader = new SummaryReader(db);
    this.problemReader = new ProblemReader(db);
    this.forgetting = new Forgetting(db, this.runTable, this.contents, this.assemblies);
    this.judgements = new SqliteJudgements(db, this.labelTable, {
      read: (work) => this.read(work),
      write: (work) => this.write(work),
      runs: (filter, isWanted) => this.bodiesOf(filter, isWanted),
    });
    this.dropAbandoned();
  }

  async knownSource(key: string): Promise<SourceRecord | null> {
    return this.read(() => this.contents.known(key));
  }

  async knownSources(keys: readonly string[]): Promise<ReadonlyMap<string, SourceRecord>> {
    return this.readTogether(() => this.contents.knownOf(keys));
  }

  async sources(filter: Pick<RunFilter, "source">): Promise<SourceRecord[]> {
    return this.read(() => this.contents.under(filter.source ?? ""));
  }

  async countSources(filter: Pick<RunFilter, "source">): Promise<Record<SourceRecord["outcome"], number>> {
    return this.read(() => this.contents.countsUnder(filter.source ?? ""));
  }

  async sameContent(contentHash: string, reader: string): Promise<SourceRecord | null> {
    return this.read(() => this.contents.same(contentHash, reader));
  }

  async putCopy(source: SourceRecord, original: string): Promise<void> {
    this.write((touched) => {
      if (this.contents.pointAtStored(source, touched)) return;
      throw new Error(`${source.key} was to be stored as a copy of ${original}, which has another content`);
    });
  }

  async putSources(units: readonly IngestUnit[]): Promise<void> {
    const packed = units.map((unit): [SourceRecord, PackedPart] => [unit.source, packPart(unit)]);
    this.write((touched) => {
      for (const [source, part] of packed) this.contents.put(source, part, touched);
    });
  }

  async openSource(_key: string): Promise<SourceWriter> {
    const content = this.write(() => this.contents.begin(WRITER));
    let isOpen = true;
    return {
      add: async (part) => {
        const packed = packPart(part);
        this.write((touched) => this.contents.fill(content, packed, touched));
      },
      commit: async (source) => {
        this.write((touched) => this.contents.finish(content, source, touched));
        isOpen = false;
      },
      [Symbol.asyncDispose]: async () => {
        if (isOpen) this.write((touched) => this.contents.drop(content, touched));
        isOpen = false;
      },
    };
  }

  async *staleAssemblies(): AsyncGenerator<StaleAssembly, void> {
    const visited = new Set<number>();
    for (const start of this.read(() => this.fragments.stale())) {
      if (visited.has(start)) continue;
      const assembly = this.readTogether(() => this.fragments.assemblyOf(start, visited));
      if (assembly !== null) yield assembly;
    }
  }

  async putAssemblies(assemblies: readonly AssembledRuns[]): Promise<void> {
    this.write((touched) => {
      for (const assembly of assemblies) this.assemblies.put(assembly, touched);
    });
  }

  async runsOfSources(keys: readonly string[]): Promise<string[]> {
    return this.readTogether(() => this.selection.runIdsOf(keys));
  }

  async *runs(filter: RunFilter): AsyncGenerator<readonly Run[]> {
    yield* this.bodiesOf(filter, () => true);
  }

  async run(id: string): Promise<Run | null> {
    for await (const [run] of this.runs({ ids: [id] })) return run ?? null;
    return null;
  }

  async *unlabelled(labellers: readonly string[], filter: RunFilter): AsyncGenerator<readonly Run[]> {
    const isLabelled = this.labelTable.checkFor(labellers);
    yield* this.bodiesOf(filter, (version) => !isLabelled(version));
  }

  async putLabels(entries: readonly (LabelledRun | EncodedLabels)[]): Promise<void> {
    this.write(() => {
      for (const entry of entries) this.labelTable.put(entry);
    });
  }

  async labels(runId: string): Promise<Label[]> {
    return this.read(() => this.labelTable.of(runId));
  }

  async runsWithLabelsFrom(origin: string): Promise<string[]> {
    return this.read(() => this.labelTable.runsWithLabelsFrom(origin));
  }

  async replaceLabelsFrom(
    origin: string,
    entries: readonly LabelledRun[],
    source: SourceRecord,
  ): Promise<void> {
    this.write((touched) => {
      this.contents.put(source, packPart({ runs: [], fragments: [] }), touched);
      this.labelTable.dropFrom(origin);
      for (const entry of entries) this.labelTable.put(entry);
    });
  }

  async *summaries(filter: RunFilter): AsyncGenerator<readonly RunSummary[]> {
    yield* this.eachOf(this.summaryReader.batches(this.read(() => this.selection.list(filter))));
  }

  async prints(ids: readonly string[]): Promise<ReadonlyMap<string, RunPrints>> {
    return this.read(() => this.summaryReader.prints(ids));
  }

  async problems(sourceKeys?: readonly string[]): Promise<Problem[]> {
    return this.read(() => this.problemReader.of(sourceKeys));
  }

  async forget(target: { run: string } | { source: string }): Promise<number> {
    return this.read(() => {
      // Overwrites what is dropped, so that it cannot be read from free pages either.
      this.db.pragma("secure_delete = ON");
      try {
        return this.write(() =>
          "run" in target ? this.forgetting.run(target.run) : this.forgetting.source(target.source),
        );
      } finally {
        this.db.pragma("secure_delete = OFF");
        this.db.pragma("wal_checkpoint(TRUNCATE)");
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.db.close();
  }

  private *bodiesOf(filter: RunFilter, isWanted: (version: number) => boolean): Generator<readonly Run[]> {
    const listed = () => this.selection.list(filter).filter(({ version }) => isWanted(version));
    yield* this.eachOf(this.runReader.batches(this.readTogether(listed)));
  }

  private *eachOf<T>(batches: Iterator<T, void>): Generator<T> {
    for (let next = this.read(() => batches.next()); !next.done; next = this.read(() => batches.next()))
      yield next.value;
  }

  /** What processes that died while writing a source in parts left behind. */
  private dropAbandoned(): void {
    const dead = this.contents.begun().filter(({ writer }) => isDead(writer));
    if (dead.length === 0) return;
    this.write((touched) => {
      for (const { id } of dead) this.contents.drop(id, touched);
    });
  }

  private read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explainDatabaseError(error, this.file);
    }
  }

  /** Many questions in one transaction: all see the same state, and the file is locked once instead of for each. */
  private readTogether<T>(work: () => T): T {
    return this.read(() => this.db.transaction(work).deferred());
  }

  /** One transaction, which takes the write lock at its start: a reader that becomes a writer could not wait. */
  private write<T>(work: (touchedRuns: Set<number>) => T): T {
    return this.read(() =>
      this.db
        .transaction(() => {
          const touched = new Set<number>();
          const result = work(touched);
          this.runTable.settle(touched);
          return result;
        })
        .immediate(),
    );
  }
}
