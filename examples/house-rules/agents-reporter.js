// @ts-check

/**
 * A reporter like the built-in ones: how many findings name each agent.
 * @type {import("mast-analyzer").Reporter}
 */
export const agentsReporter = {
  meta: { id: "agents", title: "findings by agent", extension: "txt", leaves: false },
  async *render(report) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for await (const run of report.runs()) {
      for (const label of Object.values(run.labels)) {
        for (const { agent } of label.findings) counts.set(agent ?? "-", (counts.get(agent ?? "-") ?? 0) + 1);
      }
    }
    for (const [agent, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
      yield `${agent}: ${count}\n`;
  },
};
