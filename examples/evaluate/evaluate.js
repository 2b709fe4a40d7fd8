// Analyzes the traces of a folder, prints what was found, and ends with 1 where too many runs failed.
import { analyze, gate, isStopped, parseRule } from "mast-analyzer";

const report = await analyze(process.argv.slice(2), { cwd: process.cwd() });
for (const run of report.runs) {
  for (const [mode, { verdict, findings }] of Object.entries(run.labels)) {
    if (verdict !== "present") continue;
    for (const { agent, steps, quotes } of findings) {
      console.log(`${run.source.uri}: ${mode} by ${agent} in steps ${steps.join(", ")}: ${quotes[0]?.text}`);
    }
  }
}
const decided = await gate(report, [parseRule("max-rate", "any=30%")], { strict: false, baseline: null });
console.log(`gate: ${decided.verdict}`);
process.exitCode = isStopped(decided) ? 1 : 0;
