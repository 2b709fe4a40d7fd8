import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeConsoleRecord, isConsoleRecord } from "../../../src/adapters/otlp/console-record.ts";
import { assembleSources } from "./assemble-sources.ts";

const SAMPLE = readFileSync(new URL("../../../sample-traces/otlp/ferry-desk.console.json", import.meta.url));

const SPAN = {
  name: "chat",
  context: {
    trace_id: "0x0AF7651916cd43dd8448eb211c80319c",
    span_id: "0xb7ad6b7169203331",
    trace_state: "[]",
  },
  kind: "SpanKind.CLIENT",
  parent_id: "0x00f067aa0ba902b7",
  start_time: "2026-11-25T01:16:38.837818Z",
  end_time: "2026-11-25T02:16:39+01:00",
  status: { status_code: "ERROR", description: "boom" },
  attributes: { "gen_ai.usage.input_tokens": 3, list: ["a"] },
  events: [{ name: "exception", timestamp: "x", attributes: { "exception.type": "ValueError" } }],
  links: [],
  resource: { attributes: { "service.name": "desk" }, schema_url: "" },
};

const decoded = (value: unknown) => [...decodeConsoleRecord(value, "line:1")];

describe("spans as Python's SDK prints them", () => {
  it("are read whole, times to the nanosecond", () => {
    const [item] = decoded(SPAN);
    expect(item?.span).toMatchObject({
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      parentId: "00f067aa0ba902b7",
      start: "1795569398837818000",
      end: "1795569399000000000",
      status: "error",
      statusMessage: "boom",
    });
    expect(item?.span?.attributes.get("list")).toEqual(["a"]);
    expect(item?.span?.events[0]?.attributes.get("exception.type")).toBe("ValueError");
    expect(item?.span?.resource.get("service.name")).toBe("desk");
  });

  it("have a root without parent, and a time of null is none", () => {
    const [item] = decoded({ ...SPAN, parent_id: null, end_time: null });
    expect(item?.span).toMatchObject({ parentId: null, end: "0" });
  });

  it("may stand in a list, or with a program's own output between them", async () => {
    const whole = await assembleSources(SAMPLE);
    expect(whole.runs).toHaveLength(1);
    const documents = SAMPLE.toString().split(/^(?=\{)/m);
    expect((await assembleSources(Buffer.from(`[${documents.join(",")}]`))).runs).toEqual(whole.runs);
    const compact = documents.map((document) => `${JSON.stringify(JSON.parse(document))}\n`);
    expect((await assembleSources(Buffer.from(compact.join("")))).runs).toEqual(whole.runs);
    for (const noise of ["", "ready\n", '{"level":"info"}\n', "thinking…\n  {still}\n{\nno JSON\n}\n"]) {
      const noisy = documents.map((document) => noise + document).join("");
      expect(await assembleSources(Buffer.from(noisy))).toEqual(whole);
    }
    expect((await assembleSources(Buffer.from([...documents].reverse().join("")))).runs).toEqual(whole.runs);
  });

  it("that are broken are told from other output", async () => {
    const documents = SAMPLE.toString().split(/^(?=\{)/m);
    const broken = documents
      .map((document, n) => (n === 1 ? document.replace("},", "}") : document))
      .join("");
    const { runs, problems } = await assembleSources(Buffer.from(`{\n  oops\n}\n${broken}`));
    expect(runs).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(["json-broken"]);
    const cut = await assembleSources(SAMPLE.subarray(0, SAMPLE.length - 400));
    expect(cut.runs).toHaveLength(1);
    expect(cut.problems).toHaveLength(1);
  });

  it("without ids are a problem and hide nothing", () => {
    const nameless = { ...SPAN, context: { trace_id: `0x${"0".repeat(32)}`, span_id: "0xb7ad6b7169203331" } };
    const items = decoded([nameless, SPAN, { level: "info" }]);
    expect(items.map(({ span, problem }) => span?.name ?? problem?.code)).toEqual([
      "span-without-id",
      "chat",
      "bad-otlp",
    ]);
  });

  it("are told from other JSON, and no JSON breaks them", () => {
    expect(isConsoleRecord(SPAN)).toBe(true);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(isConsoleRecord(value)).toBe(false);
        const spoiled = {
          ...SPAN,
          context: value,
          status: value,
          attributes: value,
          events: value,
          end_time: value,
        };
        expect(decoded([value, spoiled, { ...SPAN, attributes: { a: value } }])).toHaveLength(3);
      }),
    );
  });
});
