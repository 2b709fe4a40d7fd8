import { z } from "zod";
import { MODE_IDS, type ModeId } from "../core/finding.ts";
import { isObject } from "../core/json.ts";
import { splitLines } from "../core/split-lines.ts";
import { OWN_SCHEME, type Taxonomy } from "../taxonomy/taxonomy.ts";

/** What a line says of one mode; `null` = not scored, "unknown" = the predictor could not tell. */
export type LineVerdict = boolean | null | "unknown";

/** One line of a label or prediction file, in mast's terms. */
export interface LabelLine {
  /** 1-based. */
  line: number;
  id: string | null;
  file: string | null;
  locator: string | null;
  labeller: string | null;
  kind: "human" | "foreign";
  modes: Partial<Record<ModeId, LineVerdict>>;
  /** The agent that is to blame, as the labeller wrote it. */
  agent: string | null;
  /** 0-based position of the source's record that is to blame; not a step of the normalised run. */
  step: number | null;
  /** Predictions only: candidates, likeliest first. */
  ranked: { agent: string | null; step: number | null }[];
  evidence: unknown;
  /** Not part of the contract; used where two files are compared and no run says it. */
  framework: string | null;
  /** Codes of the line's scheme that have no heir among the 14 modes: no label. */
  retired: string[];
}

export interface LineProblem {
  line: number;
  message: string;
}

export interface LabelFile {
  lines: LabelLine[];
  problems: LineProblem[];
}

const name = z.string().trim().min(1).max(4096);
const step = z.int().min(0);
const culprit = { agent: name.nullish(), step: step.nullish() };

/** Unknown keys pass: label files carry remarks, set names and the like. */
const lineSchema = z.looseObject({
  id: name.nullish(),
  file: name.nullish(),
  locator: z.string().nullish(),
  scheme: name.nullish(),
  labeller: name.nullish(),
  kind: z.enum(["human", "foreign"]).nullish(),
  modes: z.record(z.string(), z.union([z.boolean(), z.null(), z.literal("unknown")])).nullish(),
  ...culprit,
  ranked: z.array(z.strictObject(culprit)).nullish(),
});

/**
 * Reads label lines (`mast eval`, `mast label import`): JSON lines of which each names a run (`id` or `file`) and says at
 * least one of `modes`, `agent`, `step`. A line that cannot be read is a problem and does not hide its neighbours.
 *
 * @param use `labels` refuse what only a prediction may say (`"unknown"`, `ranked`).
 */
export function readLabelLines(text: string, use: "labels" | "predictions", taxonomy: Taxonomy): LabelFile {
  const file: LabelFile = { lines: [], problems: [] };
  for (const [index, content] of splitLines(text.replace(/^\ufeff/, "")).entries()) {
    if (content.trim() === "") continue;
    const line = index + 1;
    const read = readLine(content, line, use, taxonomy);
    if (typeof read === "string") file.problems.push({ line, message: read });
    else file.lines.push(read);
  }
  return file;
}

/** The line, or the sentence that says what is wrong with it. */
function readLine(
  content: string,
  line: number,
  use: "labels" | "predictions",
  taxonomy: Taxonomy,
): LabelLine | string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return "no JSON; each line must be one JSON object";
  }
  if (!isObject(value)) return "no JSON object";
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return issueText(parsed.error.issues[0]);
  const { data } = parsed;
  if (data.id == null && data.file == null) return 'names no run: "id" or "file" is missing';
  const ranked = (data.ranked ?? []).map((one) => ({ agent: one.agent ?? null, step: one.step ?? null }));
  const says = data.modes != null || data.agent != null || data.step != null || ranked.length > 0;
  if (!says) return 'says nothing: at least one of "modes", "agent", "step" is needed';
  if (use === "labels" && ranked.length > 0) return '"ranked" is for predictions only';
  const modes = resolveModes(data.modes ?? {}, data.scheme ?? OWN_SCHEME, use, taxonomy);
  if (typeof modes === "string") return modes;
  const framework = value["framework"];
  return {
    line,
    id: data.id ?? null,
    file: data.file ?? null,
    locator: data.locator ?? null,
    labeller: data.labeller ?? null,
    kind: data.kind ?? "foreign",
    ...modes,
    agent: data.agent ?? null,
    step: data.step ?? null,
    ranked,
    evidence: value["evidence"] ?? null,
    framework: typeof framework === "string" ? framework : null,
  };
}

/** Several codes of a foreign scheme may mean one mode: it is there if one of them is, and open if one of them is. */
function resolveModes(
  given: Record<string, LineVerdict>,
  scheme: string,
  use: "labels" | "predictions",
  taxonomy: Taxonomy,
): Pick<LabelLine, "modes" | "retired"> | string {
  const said = new Map<ModeId, LineVerdict[]>();
  const retired: string[] = [];
  for (const [code, verdict] of Object.entries(given)) {
    if (verdict === "unknown" && use === "labels") {
      return `modes.${code}: "unknown" is for predictions only; null = not scored`;
    }
    const label = taxonomy.resolveLabel(scheme, code);
    if (label.kind === "unresolved") return `modes: ${label.why}`;
    if (label.kind === "retired") retired.push(label.title);
    else said.set(label.mode, [...(said.get(label.mode) ?? []), verdict]);
  }
  const modes: LabelLine["modes"] = {};
  for (const mode of MODE_IDS) {
    const verdicts = said.get(mode);
    if (verdicts === undefined) continue;
    const open = verdicts.find((verdict) => verdict !== true && verdict !== false);
    modes[mode] = verdicts.includes(true) ? true : open === undefined ? false : open;
  }
  return { modes, retired };
}

function issueText(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return "not a label line";
  const place = issue.path.join(".");
  if (place.startsWith("modes.")) return `${place}: must be true, false, null or "unknown"`;
  return place === "" ? issue.message : `${place}: ${issue.message}`;
}
