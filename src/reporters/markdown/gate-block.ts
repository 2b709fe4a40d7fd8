import type { Gate, GateVerdict } from "../../core/gate.ts";
import { figures } from "../gate-part.ts";
import { clip, plural } from "../layout.ts";
import { cellCodeText, codeText, commentText } from "../markdown-text.ts";

const SIGNS: Readonly<Record<GateVerdict, string>> = {
  PASS: "✅ PASS",
  FAIL: "❌ FAIL",
  INCONCLUSIVE: "❔ INCONCLUSIVE",
};

const LONGEST = 500;

/** Every rule with its verdict, what was seen, and why. */
export function gateBlock(gate: Gate): string {
  const strict = gate.strict && gate.verdict === "INCONCLUSIVE" ? " (strict: it fails)" : "";
  const parts = [`\n### Gate ${SIGNS[gate.verdict]}${strict}\n\n`];
  if (gate.baseline !== null) {
    const { name, runs, mast } = gate.baseline;
    parts.push(
      `Baseline ${codeText(clip(name, LONGEST))}: ${plural(runs, "run")}, mast ${commentText(mast)}.\n\n`,
    );
  }
  parts.push("| | rule | figures | why |\n| --- | --- | --- | --- |\n");
  for (const rule of gate.rules) {
    const cells = [
      SIGNS[rule.verdict],
      cellCodeText(clip(rule.rule, LONGEST)),
      commentText(figures(rule)),
      commentText(clip(rule.why, LONGEST)),
    ];
    parts.push(`| ${cells.join(" | ")} |\n`);
  }
  for (const note of gate.notes) parts.push(`\n> ${commentText(clip(note, LONGEST))}\n`);
  return parts.join("");
}
