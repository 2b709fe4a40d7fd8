import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { ConfigKey } from "../config/config-keys.ts";
import { configAbove, findConfig, passedOver } from "../config/find-config.ts";
import { isObject } from "../core/json.ts";
import { hasExpired } from "../core/suppression.ts";
import { addressOf } from "../judge/endpoint/address.ts";
import { readCounts } from "../report/read-report.ts";
import { plural } from "../reporters/layout.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import type { Io } from "./io.ts";
import { planJudge, variable } from "./judge-plan.ts";
import { openSuppressions, suppressionsFile } from "./open-suppressions.ts";
import { displayUri } from "./paths.ts";
import { BASELINE_FILE, readGiven } from "./read-given.ts";
import { type ConfigOptions, openConfig, openPlugins } from "./session.ts";

/** One thing that can be set. */
export interface Setting {
  name: string;
  value: string;
  /** A file, a variable of the environment, or `default`. */
  from: string;
}

/** What is set of one part of mast. */
export interface Configured {
  /** `lacks`: it is asked for, and something that it needs is not there. */
  state: "ok" | "off" | "lacks";
  says: string;
  settings: readonly Setting[];
}

/** What the configuration and the environment say, part by part; each may throw a MastError that says what is wrong. */
export interface Parts {
  configuration(): Promise<Configured>;
  plugins(): Promise<Configured>;
  gate(): Promise<Configured>;
  baseline(): Promise<Configured>;
  judge(taxonomy: Taxonomy): Promise<Configured>;
  redact(): Promise<Configured>;
  suppressions(): Promise<Configured>;
}

const OFF = (says: string): Configured => ({ state: "off", says, settings: [] });

export function configuredParts(options: ConfigOptions, io: Pick<Io, "env" | "cwd">): Parts {
  const file = options.config ?? findConfig(io.cwd);
  const settingsOf = async (part: string): Promise<Setting[]> => {
    const { configKeys } = await import("../config/config-keys.ts");
    const { givenSettings } = await import("../config/given-settings.ts");
    const given = file === null ? {} : await givenSettings(resolve(io.cwd, file));
    const section = given[part];
    const keys = configKeys().find(({ name }) => name === part)?.keys ?? [];
    return Promise.all(keys.map((key) => settingOf(key, isObject(section) ? section : {}, file)));
  };
  return {
    async configuration() {
      if (file === null) {
        const above = configAbove(io.cwd);
        if (above === null) return OFF("none here; mast init writes one");
        return OFF(`none here; ${relative(io.cwd, above)} is not read unless --config names it`);
      }
      const config = await openConfig(options, io);
      const { mappings = [], suppressions = [], plugins = [] } = config ?? {};
      const says = `${file}, ${plural(mappings.length, "mapping")}, ${plural(suppressions.length, "suppression")}, ${plural(plugins.length, "plugin")}`;
      const others = options.config === undefined ? passedOver(io.cwd) : [];
      if (others.length === 0) return { state: "ok", says, settings: [] };
      return { state: "ok", says: `${says}; ${others.join(", ")} beside it is not read`, settings: [] };
    },
    async plugins() {
      const names = (await openConfig(options, io))?.plugins ?? [];
      if (names.length === 0) return OFF("none are configured");
      const { adapters, detectors, reporters } = await openPlugins(options, io);
      const formats = adapters.flatMap(({ meta }) => meta.formats.map(({ format }) => format));
      const parts = [
        ["reads", formats],
        ["looks with", detectors.map(({ meta }) => meta.id)],
        ["writes", reporters.map(({ meta }) => meta.id)],
      ] as const;
      const added = parts
        .filter(([, ids]) => ids.length > 0)
        .map(([what, ids]) => `${what} ${ids.join(", ")}`);
      return { state: "ok", says: [names.join(", "), ...added].join("; "), settings: [] };
    },
    async gate() {
      const gate = (await openConfig(options, io))?.gate ?? null;
      if (gate === null) return OFF("no rules are configured; mast gate needs some, as --max-rate any=30%");
      const count = Object.keys({ ...gate.maxRate }).length + Object.keys(gate.maxIncrease).length;
      const settings = await settingsOf("gate");
      if (count === 0) return { state: "lacks", says: "it has no rule: maxRate or maxIncrease", settings };
      return { state: "ok", says: plural(count, "rule"), settings };
    },
    async baseline() {
      const config = await openConfig(options, io);
      const named = config?.gate?.baseline;
      const path =
        named === undefined ? resolve(io.cwd, BASELINE_FILE) : resolve(config?.folder ?? io.cwd, named);
      const shown = displayUri(io.cwd)(path);
      const isNeeded = Object.keys(config?.gate?.maxIncrease ?? {}).length > 0;
      if (!existsSync(path)) {
        const says = `${shown} is not there; mast baseline save makes it`;
        return isNeeded || named !== undefined ? { state: "lacks", says, settings: [] } : OFF(says);
      }
      const { rates, mast } = readCounts(await readGiven(path, io), shown);
      const runs = Math.max(0, ...rates.map((rate) => rate.runs));
      return { state: "ok", says: `${shown}, ${plural(runs, "run")}, made by mast ${mast}`, settings: [] };
    },
    async judge(taxonomy) {
      const plan = await planJudge({ ...options, judge: "auto" }, taxonomy, io);
      const settings = [...overruled(await settingsOf("judge"), io), ...keySettings(io)];
      if (plan === null)
        return OFF(
          "nobody is asked; judge: in the configuration, or MAST_JUDGE_API_KEY or MAST_JUDGE_BASE_URL, would",
        );
      if (typeof plan === "string") return { state: "lacks", says: plan, settings };
      const says = `${plan.options.model} at ${plan.address.host}, for at most ${plan.cap} USD a command`;
      return { state: "ok", says, settings };
    },
    async redact() {
      const settings = (await openConfig(options, io)) === null ? [] : await settingsOf("redact");
      return { state: "ok", says: "what reports for others hold placeholders for", settings };
    },
    async suppressions() {
      const { entries, today } = await openSuppressions(options, io);
      const folder = (await openConfig(options, io))?.folder ?? io.cwd;
      const { path, shown } = suppressionsFile(folder, io);
      if (entries.length === 0)
        return OFF(`none${existsSync(path) ? "" : `; mast suppress writes ${shown}`}`);
      const expired = entries.filter((entry) => hasExpired(entry, today)).length;
      const from = [existsSync(path) ? shown : null, file].filter((name) => name !== null).join(", ");
      const says = `${entries.length} (${from}), ${expired} expired`;
      return { state: "ok", says, settings: [] };
    },
  };
}

async function settingOf(
  { name, fallback, description }: ConfigKey,
  section: Readonly<Record<string, unknown>>,
  file: string | null,
): Promise<Setting> {
  const { flowText } = await import("../config/flow-text.ts");
  const given = Object.hasOwn(section, name) ? section[name] : undefined;
  if (given !== undefined && file !== null) return { name, value: flowText(given), from: file };
  const [, absent = "not set"] = /absent: ([^.;]+)/.exec(description) ?? [];
  return { name, value: fallback === undefined ? absent : flowText(fallback), from: "default" };
}

const OVERRULING: Readonly<Record<string, string>> = {
  model: "MAST_JUDGE_MODEL",
  baseUrl: "MAST_JUDGE_BASE_URL",
};

/** The environment goes before the file. What of an address may hold a secret is not shown. */
function overruled(settings: readonly Setting[], io: Pick<Io, "env">): Setting[] {
  return settings.map((setting) => {
    const name = OVERRULING[setting.name];
    const value = name === undefined ? null : variable(io, name);
    const shown = value === null || name === undefined ? setting : { ...setting, value, from: name };
    const isAddress = setting.name === "baseUrl" && shown.from !== "default";
    return isAddress ? { ...shown, value: addressOf(shown.value).base } : shown;
  });
}

/** Keys are said to be there or not, and never shown. */
function keySettings(io: Pick<Io, "env">): Setting[] {
  return [
    { name: "key", variable: "MAST_JUDGE_API_KEY" },
    { name: "key for --judge on", variable: "OPENAI_API_KEY" },
  ].map(({ name, variable: from }) => ({
    name,
    value: variable(io, from) === null ? "not set" : "set",
    from,
  }));
}
