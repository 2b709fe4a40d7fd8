import { MastError } from "../core/errors.ts";
import {
  type Detection,
  type Finding,
  type Label,
  type LabellerRef,
  meetsNeed,
  type Need,
  TIERS,
  type Tier,
} from "../core/finding.ts";
import { hashOf } from "../core/hash.ts";
import { stableStringify } from "../core/json.ts";
import type { Json, Run } from "../core/run.ts";
import type { CostMeter } from "./cost-meter.ts";
import type { Detector } from "./detector.ts";
import { PreparedRun } from "./prepared-run.ts";
import { occursIn } from "./quote.ts";

/** Options by detector id, as the mode files give them; what is missing takes the detector's defaults. */
export type DetectorOptions = Readonly<Record<string, unknown>>;

const NO_OPTIONS: DetectorOptions = {};

const NEED_WORDS: Record<Need, string> = {
  recipients: "who a message was for",
  times: "times",
  tokens: "token counts",
  reasoning: "the agents' reasoning",
  toolCalls: "tool calls",
  toolResults: "tool results",
  declaredTools: "which tools were available",
  roles: "the agents' roles",
  task: "the task",
  endReason: "how the run ended",
  content: "message texts (content was not recorded)",
};

/**
 * One label per detector. The only caller of detectors: it checks needs, language and number of agents, verifies each
 * quote against its step, and turns a detector that throws into an `unknown` label that names the bug.
 * @param meter told what each detector and each shared notion costs
 * @throws MastError where options do not fit a detector
 */
export function runDetectors(
  run: Run,
  detectors: readonly Detector[],
  options: DetectorOptions = NO_OPTIONS,
  meter: CostMeter | null = null,
): Label[] {
  const prepared = new PreparedRun(run, meter);
  return detectors.map((detector) => {
    const label = () => labelOf(run, prepared, detector, options);
    return meter === null ? label() : meter.measure("detector", detector.meta.id, label);
  });
}

/**
 * The labeller as labels name it. Its version is the detector's own, followed by a hash of its options where they are
 * not the defaults, and of the tiers that reading lowered, so that a change of either makes old labels outdated.
 * @throws MastError where options do not fit the detector
 */
export function detectorRef(detector: Detector, options: DetectorOptions = NO_OPTIONS): LabellerRef {
  return configure(detector, options).ref;
}

interface Configured {
  readonly ref: LabellerRef;
  readonly options: unknown;
}

/** Options are parsed once per options object, not once per run. */
const configured = new WeakMap<DetectorOptions, Map<Detector, Configured>>();

function configure(detector: Detector, options: DetectorOptions): Configured {
  const known = configured.get(options) ?? new Map<Detector, Configured>();
  configured.set(options, known);
  const before = known.get(detector);
  if (before !== undefined) return before;
  const { id, version, lowered = {} } = detector.meta;
  const chosen = parsedOptions(detector, Object.hasOwn(options, id) ? options[id] : {});
  const text = stableStringify(chosen as Json);
  const isDefault = text === stableStringify(parsedOptions(detector, {}) as Json);
  const isLowered = Object.keys(lowered).length > 0;
  const changes = [...(isDefault ? [] : [text]), ...(isLowered ? [stableStringify(lowered)] : [])];
  const suffix = changes.length === 0 ? "" : `+${hashOf(8, ...changes)}`;
  const result = { ref: { kind: "detector", id, version: `${version}${suffix}` } as const, options: chosen };
  known.set(detector, result);
  return result;
}

function parsedOptions(detector: Detector, options: unknown): unknown {
  const parsed = detector.meta.options.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new MastError(`options of the detector ${detector.meta.id}: ${place}${issue?.message ?? "invalid"}`);
}

function labelOf(run: Run, prepared: PreparedRun, detector: Detector, options: DetectorOptions): Label {
  const { meta } = detector;
  const { ref, options: chosen } = configure(detector, options);
  const label: Label = {
    runId: run.id,
    mode: meta.mode,
    labeller: ref,
    verdict: "unknown",
    tier: null,
    why: "",
    examined: false,
    decidesAbsent: meta.decides === "both",
    findings: [],
  };
  const obstacle = whyNotExamined(run, prepared, detector);
  if (obstacle !== null) return Object.assign(label, { why: obstacle });
  let detection: Detection;
  try {
    detection = detector.detect(run, prepared, chosen);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return Object.assign(label, { why: `a bug in the detector ${meta.id}: ${reason}` });
  }
  return Object.assign(
    label,
    { examined: true },
    conclusion(run, detector, withLowered(detection, meta.lowered)),
  );
}

function withLowered(detection: Detection, lowered: Detector["meta"]["lowered"]): Detection {
  if (lowered === undefined) return detection;
  const findings = detection.findings.map((one) => ({ ...one, tier: lowered[one.tier] ?? one.tier }));
  return { ...detection, findings };
}

/** Why a detector cannot say anything about this run, or null. */
function whyNotExamined(run: Run, prepared: PreparedRun, { meta }: Detector): string | null {
  const missing = meta.needs.filter((need) => !meetsNeed(run.capabilities, need));
  if (missing.length > 0)
    return `the trace does not carry ${missing.map((need) => NEED_WORDS[need]).join(" and ")}`;
  const { authors } = prepared;
  if (authors.size < (meta.minAgents ?? 0)) {
    return `needs ${meta.minAgents} agents, the run has ${authors.size}`;
  }
  if (meta.englishOnly === true && prepared.english === false) {
    return "the agents do not write English, and this detector knows English cues only";
  }
  return null;
}

/** What the detector's answer amounts to once its findings have been checked. */
function conclusion(run: Run, detector: Detector, detection: Detection): Partial<Label> {
  const { sound, dropped } = checkFindings(run, detector, detection.findings);
  const evidence = dropped === 1 ? "finding dropped because its" : "findings dropped because their";
  const note = dropped === 0 ? "" : `; ${dropped} ${evidence} evidence did not check out`;
  const tier = strongestTier(sound);
  const [first] = sound;
  if (first !== undefined && tier !== "low") {
    const others = sound.length > 1 ? ` (and ${sound.length - 1} more)` : "";
    return {
      verdict: "present",
      tier,
      why: `${first.message}${others}${note}`,
      findings: sound,
    };
  }
  if (detection.unknown !== undefined) return { why: detection.unknown + note, findings: sound };
  if (detector.meta.decides === "both" && detection.absent !== undefined && dropped === 0) {
    const { why, tier: absentTier } = detection.absent;
    return { verdict: "absent", tier: absentTier, why, findings: sound };
  }
  const silence =
    first === undefined
      ? "nothing found; rules cannot exclude it"
      : "only weak signs, listed as candidates; rules cannot decide";
  return { why: silence + note, findings: sound };
}

/** Findings that hold, strongest tier first, then by first step. */
function checkFindings(
  run: Run,
  detector: Detector,
  findings: readonly Finding[],
): { sound: Finding[]; dropped: number } {
  const agents = new Set(run.agents.map((agent) => agent.id));
  const sound = findings.filter(
    (finding) =>
      finding.mode === detector.meta.mode &&
      (finding.agent === null || agents.has(finding.agent)) &&
      finding.quotes.length > 0 &&
      finding.steps.length > 0 &&
      finding.steps.every((step) => run.steps[step] !== undefined) &&
      finding.quotes.every(({ step: index, text }) => {
        const step = run.steps[index];
        return step !== undefined && occursIn(step, text);
      }),
  );
  sound.sort((a, b) => rankOf(a.tier) - rankOf(b.tier) || (a.steps[0] ?? 0) - (b.steps[0] ?? 0));
  return { sound, dropped: findings.length - sound.length };
}

function strongestTier(findings: readonly Finding[]): Tier {
  return findings[0]?.tier ?? "low";
}

function rankOf(tier: Tier): number {
  return TIERS.indexOf(tier);
}
