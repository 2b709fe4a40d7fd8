import type { JudgeConfig } from "../config/judge-config.ts";
import { MastError } from "../core/errors.ts";
import { REDACT_DEFAULTS } from "../core/private-data.ts";
import type { JudgeLayout, JudgeOptions } from "../judge/case.ts";
import { type Address, addressOf } from "../judge/endpoint/address.ts";
import { type ModelPrice, priceFor } from "../judge/money/prices.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import type { Io } from "./io.ts";
import { type ConfigOptions, openConfig } from "./session.ts";

export interface JudgeFlags extends ConfigOptions {
  judge?: "off" | "auto" | "on";
  model?: string;
  baseUrl?: string;
  maxCost?: number;
  dryRun?: boolean;
  layout?: JudgeLayout;
  /** false with `--no-claims`. */
  claims?: boolean;
  /** false with `--no-blame`. */
  blame?: boolean;
}

/** Whom to ask, for how much. */
export interface JudgePlan {
  readonly address: Address;
  readonly apiKey: string | null;
  readonly options: JudgeOptions;
  readonly price: ModelPrice;
  /** USD. */
  readonly cap: number;
  readonly concurrency: number | null;
  readonly dryRun: boolean;
}

const OPENAI = "https://api.openai.com/v1";
const USUAL_CAP = 1;
/** Models that take more in do not read more of it as well. */
const MOST_CONTEXT = 128_000;
/** What people give a model on their own machine. */
const LOCAL_CONTEXT = 32_000;

/**
 * What the command line, the environment and the configuration say of the judge, in this order. A string says why nobody is
 * asked; null: nobody wants to.
 * @throws MastError where a judge is wanted and something is missing
 */
export async function planJudge(
  flags: JudgeFlags,
  taxonomy: Taxonomy,
  io: Pick<Io, "env" | "cwd">,
): Promise<JudgePlan | string | null> {
  const asked = flags.dryRun === true ? "on" : (flags.judge ?? "auto");
  if (asked === "off") return null;
  const config = await openConfig(flags, io);
  const set = config?.judge ?? null;
  const own = variable(io, "MAST_JUDGE_API_KEY");
  const namedByEnv = variable(io, "MAST_JUDGE_BASE_URL");
  if (asked === "auto" && set === null && own === null && namedByEnv === null) {
    // Whoever names one wants it asked, and would take silence for its answer.
    const isNamed = flags.model !== undefined || flags.baseUrl !== undefined;
    return isNamed ? "--judge on or MAST_JUDGE_API_KEY asks the model" : null;
  }
  const named = flags.baseUrl ?? namedByEnv;
  const address = addressOf(named ?? set?.baseUrl ?? OPENAI);
  const isDryRun = flags.dryRun === true;
  const apiKey = own ?? (asked === "on" ? openAiKey(address, named !== null, io) : null);
  if (apiKey === null && !address.isLoopback && !isDryRun) {
    const missing = `no key for ${address.host}: MAST_JUDGE_API_KEY is not set`;
    if (asked === "auto") return missing;
    const hint = "or name an endpoint on this machine: --base-url http://localhost:11434/v1";
    throw new MastError(`the judge has ${missing}`, { hint });
  }
  const model = flags.model ?? variable(io, "MAST_JUDGE_MODEL") ?? set?.model ?? null;
  if (model === null) {
    const hint = "--model NAME, MAST_JUDGE_MODEL, or model under judge: in the configuration";
    throw new MastError("no model is named for the judge", { hint });
  }
  const price = priceOf(taxonomy, model, address, set);
  return {
    ...{ address, apiKey, price, dryRun: isDryRun },
    options: {
      ...optionsOf(flags, set, config?.redact ?? REDACT_DEFAULTS, taxonomy),
      model,
      contextTokens: set?.contextTokens ?? contextOf(price, address),
    },
    cap: flags.maxCost ?? set?.maxCost ?? USUAL_CAP,
    concurrency: set?.concurrency ?? null,
  };
}

/** What is asked, whoever answers. */
export function optionsOf(
  flags: Pick<JudgeFlags, "layout" | "claims" | "blame">,
  set: JudgeConfig | null,
  redact: JudgeOptions["redact"],
  taxonomy: Taxonomy,
): Omit<JudgeOptions, "model" | "contextTokens"> {
  return {
    layout: flags.layout ?? set?.layout ?? "categories",
    claims: flags.claims === false ? false : (set?.claims ?? true),
    blame: flags.blame === false ? false : (set?.blame ?? true),
    redact,
    modes: taxonomy.active.map(({ id }) => id),
  };
}

/** Not to an address that a file names which came along with a folder: people keep this key for another purpose. */
function openAiKey(address: Address, isNamed: boolean, io: Pick<Io, "env">): string | null {
  if (address.isLoopback || !(isNamed || address.host === "api.openai.com")) return null;
  return variable(io, "OPENAI_API_KEY");
}

function priceOf(taxonomy: Taxonomy, model: string, address: Address, set: JudgeConfig | null): ModelPrice {
  const price = priceFor(taxonomy.judge?.prices ?? { providers: [] }, model, address.base, set?.prices);
  if (price !== null) return price;
  throw new MastError(`no price is known for ${model} at ${address.host}`, {
    hint: `say what it costs, in USD per million tokens, in mast.config.yaml: judge: { prices: { ${model}: { input: 1, output: 4 } } }`,
  });
}

function contextOf({ context }: ModelPrice, { isLoopback }: Address): number {
  return isLoopback ? LOCAL_CONTEXT : Math.min(context ?? MOST_CONTEXT, MOST_CONTEXT);
}

/** An empty variable is none. */
export function variable({ env }: Pick<Io, "env">, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? null : value;
}
