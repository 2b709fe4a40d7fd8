import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ag2ChannelLog } from "../../../src/adapters/ag2/channel-log.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";
import { outline, readOpened, readRuns } from "../../helpers/read-runs.ts";

const ANN = "a".repeat(32);
const BEA = "b".repeat(32);

let clock = 0;
function envelope(type: string, sender: string, data: unknown, audience: string[] | null = null) {
  clock += 1;
  return {
    envelope_id: `e${clock}`,
    channel_id: "c1",
    event_type: type,
    sender_id: sender,
    audience,
    event_data: data,
    created_at: `2026-01-02T10:00:${String(clock % 60).padStart(2, "0")}.000000+00:00`,
  };
}
const packet = (sender: string, body: string, routing: object = { kind: "text" }, updates?: object) =>
  envelope("ag2.packet", sender, { body, routing, context_updates: updates ?? { set: {}, delete: [] } });
const closed = (reason: string) => envelope("ag2.channel.closed", ANN, { channel_id: "c1", reason });
const jsonl = (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

describe("AG2 channel log", () => {
  it("reads names, people and failed turns from the hub's files beside it", async () => {
    const first = envelope("ag2.msg.text", ANN, { text: "Count." });
    const late = "2026-01-02T11:00:00.000000+00:00";
    const audit = [
      { kind: "agent_registered", agent_id: BEA, name: "bea" },
      {
        kind: "turn_failed",
        agent_id: BEA,
        channel_id: "c1",
        at: late,
        exc_type: "Timeout",
        exc_message: "late",
      },
      {
        kind: "turn_failed",
        agent_id: BEA,
        channel_id: "c2",
        at: late,
        exc_type: "Other",
        exc_message: "run",
      },
    ];
    const source = memorySource(jsonl([first]), "wal.jsonl", "wal.jsonl", undefined, {
      [`../../agents/${ANN}/passport.json`]: JSON.stringify({ name: "ann", kind: "human" }),
      "../../audit/audit.jsonl": jsonl(audit),
    });
    const { run } = await readOpened(source, [ag2ChannelLog]);
    expect(outline(run)).toEqual(["ann message Count.", "bea error Timeout: late"]);
    expect(run?.agents.map(({ name, kind }) => [name, kind])).toEqual([
      ["ann", "human-proxy"],
      ["bea", "llm"],
    ]);
    expect(run).toMatchObject({ endReason: "error", endDetail: "Timeout: late", inferred: [] });
  });

  it("reads handoffs, writes to the shared context and a declared end", async () => {
    const { run } = await readRuns(
      ag2ChannelLog,
      jsonl([
        envelope("ag2.msg.text", ANN, { text: "Count." }, [ANN, BEA]),
        packet(BEA, "I hand over.", { kind: "handoff", tool: "to_ann", target: ANN, reason: "check" }),
        packet(ANN, "", { kind: "finish", reason: "twelve" }, { set: { total: 12 }, delete: [] }),
        closed("twelve"),
      ]),
    );
    expect(run?.steps.map(({ kind, text, to }) => [kind, text, to])).toEqual([
      ["message", "Count.", [BEA]],
      ["message", "I hand over.", []],
      ["handoff", "check", [ANN]],
      ["artifact", '{"set":{"total":12}}', []],
      ["message", "twelve", []],
      ["end", "twelve", []],
    ]);
    expect(run).toMatchObject({ endReason: "completed", task: "Count.", framework: "ag2" });
    expect(run?.steps[4]?.marker).toBe("terminal");
  });

  it.each([
    ["max_turns", "limit"],
    ["expectation_violated:turn_within", "limit"],
    ["round_robin_complete", "completed"],
    ["human_closed", "stopped"],
    ["no_participants", "error"],
    ["out of tea", "completed"],
    ["constructor", "unknown"],
  ])("maps the reason %s", async (reason, expected) => {
    const graph = { default_target: { name: "terminate", args: { reason: "out of tea" } } };
    const invite = envelope("ag2.channel.invite", ANN, { knobs: { graph } });
    const { run } = await readRuns(ag2ChannelLog, jsonl([invite, packet(BEA, "Done."), closed(reason)]));
    expect(run).toMatchObject({ endReason: expected, endDetail: reason });
  });

  it("takes who writes plain text among packets for a person, where no passport tells", async () => {
    const text = envelope("ag2.msg.text", ANN, { text: "Count." });
    const { run } = await readRuns(ag2ChannelLog, [text, packet(BEA, "Twelve.")]);
    expect(run?.agents.map(({ kind }) => kind)).toEqual(["human-proxy", "llm"]);
    expect(run?.steps[1]?.locator).toBe("/1");
    expect(run?.endReason).toBe("unknown");
  });

  it("keeps channels apart and a broken line from its neighbours", async () => {
    const other = { ...packet(ANN, "Elsewhere."), channel_id: "c2" };
    const { runs, problems } = await readRuns(
      ag2ChannelLog,
      jsonl([packet(BEA, "Here."), { envelope_id: 1 }, other, packet(BEA, "Still here.")]),
    );
    expect(runs.map(outline)).toEqual([
      [`${BEA} message Here.`, `${BEA} message Still here.`],
      [`${ANN} message Elsewhere.`],
    ]);
    expect(problems).toMatchObject([{ code: "unknown-record", locator: "line:2" }]);
  });

  it("reads a log that is cut anywhere as the beginning of the same run", async () => {
    const folder = new URL("../../../sample-traces/ag2/greenhouse/channels/", import.meta.url);
    const [channel] = readdirSync(folder);
    const whole = readFileSync(new URL(`${channel}/wal.jsonl`, folder), "utf8");
    const steps = outline((await readRuns(ag2ChannelLog, whole)).run);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
        const { runs } = await readRuns(ag2ChannelLog, whole.slice(0, cut));
        const part = outline(runs[0] ?? null);
        expect(part).toEqual(steps.slice(0, part.length));
      }),
      { numRuns: 40 },
    );
  });
});
