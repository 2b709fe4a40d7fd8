import type { ModeId } from "../core/finding.ts";
import type { CategoryId, ModeInfo } from "../core/mode-info.ts";
import type { Calibration } from "./calibration-schema.ts";
import type { JudgeData } from "./judge-schema.ts";
import type { LabelScheme, ModeDefinition, TaxonomyData, TaxonomyFile } from "./schema.ts";

/** What a foreign label says in mast's terms. */
export type ResolvedLabel =
  | { kind: "mode"; mode: ModeId }
  /** A code of that scheme without an heir among the 14: no label. */
  | { kind: "retired"; title: string }
  /** Neither; `why` is a sentence for the person who imports. */
  | { kind: "unresolved"; why: string };

/** The name of mast's own scheme, which a label line without a scheme uses. */
export const OWN_SCHEME = "mast";

/** The loaded and checked `taxonomy/` folder. */
export class Taxonomy {
  readonly name: string;
  readonly version: string;
  readonly source: TaxonomyFile["source"];
  readonly categories: TaxonomyFile["categories"];
  /** What holds for every mode when a run is labelled. */
  readonly principles: readonly string[];
  readonly changelog: TaxonomyFile["changelog"];
  /** All modes, retired ones too, in the order of their ids. */
  readonly modes: readonly ModeDefinition[];
  readonly schemes: readonly LabelScheme[];
  /** Measured precisions; null where nothing was measured. */
  readonly calibration: Calibration | null;
  /** Prompts, control items and patterns of the judge; null where the folder has none. */
  readonly judge: JudgeData | null;
  private readonly modesById: ReadonlyMap<string, ModeDefinition>;

  constructor({ file, modes, schemes, calibration, judge }: TaxonomyData) {
    this.name = file.name;
    this.version = file.version;
    this.source = file.source;
    this.categories = file.categories;
    this.principles = file.principles;
    this.changelog = file.changelog;
    this.modes = [...modes].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.schemes = [...schemes].sort((a, b) => (a.scheme < b.scheme ? -1 : 1));
    this.calibration = calibration;
    this.judge = judge;
    this.modesById = new Map(this.modes.map((mode) => [mode.id, mode]));
  }

  /** `mast@1.0.0`, as reports print it. */
  get label(): string {
    return `${this.name}@${this.version}`;
  }

  /** The modes that are looked for. */
  get active(): readonly ModeDefinition[] {
    return this.modes.filter((mode) => mode.status === "active");
  }

  /** Title and severity of the active modes, for reports. */
  get infos(): ModeInfo[] {
    return this.active.map(({ id, title, severity }) => ({ id, title, severity }));
  }

  byId(id: string): ModeDefinition | null {
    return this.modesById.get(id) ?? null;
  }

  modesIn(category: CategoryId): ModeDefinition[] {
    return this.active.filter((mode) => mode.category === category);
  }

  /** Options by detector id as the mode files give them, in the form `runDetectors` takes. */
  get detectorOptions(): Record<string, unknown> {
    const entries = this.modes.flatMap((mode) => mode.detectors.map(({ id, options }) => [id, options]));
    return Object.fromEntries(entries);
  }

  /** Whether a detector is to run: not switched off in a mode file, and its mode not retired. */
  isEnabled(detector: { readonly meta: { readonly id: string; readonly mode: ModeId } }): boolean {
    const mode = this.byId(detector.meta.mode);
    if (mode === null || mode.status === "retired") return false;
    return mode.detectors.find(({ id }) => id === detector.meta.id)?.enabled ?? true;
  }

  /**
   * A label of some data set in mast's terms. Numbers mean different modes in different schemes, so the scheme must
   * be named; where even its own numbers are not enough (`by_number: false`) the title decides. Accepts
   * `FM-3.2`, `3.2`, a title, or both with anything after the title's line.
   */
  resolveLabel(schemeName: string, label: string): ResolvedLabel {
    const scheme = this.schemes.find((candidate) => candidate.scheme === schemeName);
    if (scheme === undefined) {
      const known = this.schemes.map((candidate) => candidate.scheme).join(", ");
      return { kind: "unresolved", why: `no label scheme "${schemeName}"; known: ${known}` };
    }
    const firstLine = label.trim().split(/[\r\n]/, 1)[0] ?? "";
    const [, code = null, words = ""] = /^(?:FM-)?(\d\.\d)?[\s.:)–-]*(.*)$/u.exec(firstLine) ?? [];
    const title = normalTitle(words);
    if (title !== "") {
      const entry = scheme.codes.find((one) =>
        [one.title, ...(one.aliases ?? [])].some((known) => normalTitle(known) === title),
      );
      if (entry === undefined) {
        return { kind: "unresolved", why: `"${words}" is no label of the scheme ${scheme.scheme}` };
      }
      if (code !== null && code !== entry.code) {
        const why = `in the scheme ${scheme.scheme} "${entry.title}" is ${entry.code}, not ${code}`;
        return { kind: "unresolved", why: `${why}; is it another scheme?` };
      }
      return resolved(entry);
    }
    const entry = scheme.codes.find((one) => one.code === code);
    if (entry === undefined) {
      return { kind: "unresolved", why: `"${firstLine}" is no label of the scheme ${scheme.scheme}` };
    }
    if (!scheme.by_number) {
      const why = `the number ${entry.code} alone does not say which mode is meant in the scheme ${scheme.scheme}`;
      return { kind: "unresolved", why: `${why}; give the title too` };
    }
    return resolved(entry);
  }
}

function resolved(entry: LabelScheme["codes"][number]): ResolvedLabel {
  return entry.mode === null ? { kind: "retired", title: entry.title } : { kind: "mode", mode: entry.mode };
}

/** Letters and digits in lower case: the data sets differ in case, dashes and apostrophes. */
export function normalTitle(title: string): string {
  return title
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
