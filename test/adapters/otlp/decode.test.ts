import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeJsonRequest, isJsonRequest } from "../../../src/adapters/otlp/json-request.ts";
import { looksLikeProtobufRequest } from "../../../src/adapters/otlp/protobuf-request.ts";
import type { Decoded, OtlpSpan } from "../../../src/adapters/otlp/span.ts";
import { decodeProtobufRequest } from "./decode-protobuf.ts";
import { jsonRequest, protobufRequest, type SpanSpec } from "./sdk-spans.ts";

function spansOf(decoded: Iterable<Decoded>): OtlpSpan[] {
  return [...decoded].flatMap((item) => item.span ?? []);
}

function framed(...requests: Uint8Array[]): Buffer {
  return Buffer.concat(
    requests.flatMap((bytes) => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(bytes.length);
      return [head, bytes];
    }),
  );
}

function problemsOf(decoded: Iterable<Decoded>) {
  return [...decoded].flatMap((item) => item.problem ?? []);
}

const id = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((array) => array.some((byte) => byte !== 0))
    .map((array) => Buffer.from(array).toString("hex"));

const attributeValue = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.boolean(),
  fc.maxSafeInteger(),
  // The two serializers disagree on -0 and on which type a whole number beyond 2^53 gets.
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => !Object.is(value, -0) && (!Number.isInteger(value) || Number.isSafeInteger(value))),
  fc.array(fc.string(), { maxLength: 4 }),
  fc.array(fc.integer(), { maxLength: 4 }),
);

const spanSpec: fc.Arbitrary<SpanSpec> = fc
  .record({
    traceId: id(16),
    spanId: id(8),
    name: fc.string({ unit: "grapheme" }),
    start: fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 })),
    attributes: fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor")),
      attributeValue,
    ),
    events: fc.array(fc.record({ name: fc.string(), attributes: fc.dictionary(fc.string(), fc.string()) }), {
      maxLength: 3,
    }),
    status: fc.record({ code: fc.constantFrom(0, 1, 2), message: fc.string() }),
    dropped: fc.nat(1000),
    scope: fc.string({ minLength: 1 }),
    resource: fc.constant({ "service.name": "probe" }),
  })
  .chain((spec) =>
    fc
      .option(id(8), { nil: undefined })
      .map((parentId) => (parentId === undefined ? spec : { ...spec, parentId })),
  );

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

describe("both encodings of the SDK's serializers", () => {
  it("give the same spans", () => {
    fc.assert(
      fc.property(fc.array(spanSpec, { maxLength: 6 }), (specs) => {
        const fromProtobuf = spansOf(decodeProtobufRequest(protobufRequest(specs)));
        const fromJson = spansOf(decodeJsonRequest(JSON.parse(jsonRequest(specs)), ""));
        expect(fromProtobuf).toEqual(fromJson);
        expect(fromProtobuf.map((span) => span.spanId).sort()).toEqual(
          specs.map((spec) => spec.spanId).sort(),
        );
      }),
      { numRuns: 150 },
    );
  });

  it("carry every field", () => {
    const spec: SpanSpec = {
      traceId: TRACE,
      spanId: SPAN,
      parentId: "00f067aa0ba902b7",
      name: "chat",
      start: [1_795_000_000, 123_456_789],
      end: [1_795_000_001, 1],
      attributes: { text: "ü", number: -7, ratio: 0.5, yes: true, list: ["a", "b"] },
      events: [{ name: "exception", attributes: { "exception.type": "ValueError" } }],
      status: { code: 2, message: "boom" },
      dropped: 3,
      scope: "probe",
      resource: { "service.name": "desk" },
    };
    const [span] = spansOf(decodeProtobufRequest(protobufRequest([spec])));
    expect(span).toMatchObject({
      traceId: TRACE,
      spanId: SPAN,
      parentId: "00f067aa0ba902b7",
      name: "chat",
      start: "1795000000123456789",
      end: "1795000001000000001",
      droppedAttributes: 3,
      status: "error",
      statusMessage: "boom",
      scope: { name: "probe" },
    });
    expect(Object.fromEntries(span?.attributes ?? [])).toEqual(spec.attributes);
    expect(span?.resource.get("service.name")).toBe("desk");
    expect(span?.events[0]?.attributes.get("exception.type")).toBe("ValueError");
  });
});

describe("damaged protobuf", () => {
  const specs: SpanSpec[] = [1, 2, 3].map((n) => ({
    traceId: TRACE,
    spanId: `000000000000000${n}`,
    name: `span ${n}`,
    attributes: { text: "x".repeat(50) },
  }));
  const whole = protobufRequest(specs);

  it("keeps the spans before the place where the data breaks off", () => {
    const decoded = [...decodeProtobufRequest(whole.subarray(0, whole.length - 20))];
    expect(spansOf(decoded).map((span) => span.name)).toEqual(["span 1", "span 2"]);
    expect(problemsOf(decoded)).toEqual([
      { locator: expect.stringMatching(/^byte:\d+$/), code: "truncated", message: expect.any(String) },
    ]);
  });

  it("costs only the span that is damaged", () => {
    const bytes = Uint8Array.from(whole);
    const at = Buffer.from(bytes).indexOf("span 2");
    bytes[at - 1] = 0x7f;
    const decoded = [...decodeProtobufRequest(bytes)];
    expect(spansOf(decoded).map((span) => span.name)).toEqual(["span 1", "span 3"]);
    expect(problemsOf(decoded)).toHaveLength(1);
  });

  it("never crashes or hangs on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const item of decodeProtobufRequest(bytes)) expect(item.span ?? item.problem).toBeDefined();
        expect(typeof looksLikeProtobufRequest(bytes)).toBe("boolean");
      }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] = byte;
        expect(spansOf(decodeProtobufRequest(bytes)).length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it("survives attributes nested a hundred thousand deep", () => {
    expect(spansOf(decodeProtobufRequest(spanWithValue(nest(100_000))))).toHaveLength(1);
  });

  it("refuses metrics, which have the same outer messages", () => {
    // ExportMetricsServiceRequest: ResourceMetrics { ScopeMetrics { Metric { 1: name, 5: gauge } } }
    const metric = [0x0a, 5, 0x67, 0x61, 0x75, 0x67, 0x65, 0x2a, 0];
    const scope = [0x12, metric.length, ...metric];
    const resource = [0x12, scope.length, ...scope];
    const metrics = Uint8Array.from([0x0a, resource.length, ...resource]);
    expect(looksLikeProtobufRequest(metrics)).toBe(false);
    expect(problemsOf(decodeProtobufRequest(metrics))[0]?.code).toMatch(/span-without-id|bad-protobuf/);
  });

  it("reads requests framed by their length", () => {
    const requests = framed(whole, protobufRequest([{ traceId: TRACE, spanId: SPAN }]));
    expect(looksLikeProtobufRequest(requests)).toBe(true);
    expect(spansOf(decodeProtobufRequest(requests))).toHaveLength(4);
    const cut = decodeProtobufRequest(requests.subarray(0, requests.length - 5));
    expect(spansOf(cut)).toHaveLength(3);
    expect(problemsOf(cut).map(({ locator, code }) => [locator, code])).toContainEqual([
      `byte:${whole.length + 4}`,
      "truncated",
    ]);
  });

  it("goes on after a damaged request where lengths tell where the next one begins", () => {
    const broken = Uint8Array.from(whole).fill(0x07, 0, 10);
    const empty = new Uint8Array(0);
    const decoded = decodeProtobufRequest(framed(whole, empty, broken, empty, whole));
    const names = ["span 1", "span 2", "span 3"];
    expect(spansOf(decoded).map(({ name }) => name)).toEqual([...names, ...names]);
    const brokenAt = 4 + whole.length + 4 + 4;
    expect(problemsOf(decoded).map(({ locator }) => locator)).toEqual([`byte:${brokenAt}`]);
  });

  it("stops where a lone request makes no sense any more, and says where", () => {
    const decoded = decodeProtobufRequest(Buffer.concat([whole, Buffer.alloc(40, 0x07), whole]), 64);
    expect(spansOf(decoded)).toHaveLength(3);
    expect(problemsOf(decoded)).toEqual([
      { locator: `byte:${whole.length}`, code: "bad-protobuf", message: expect.any(String) },
    ]);
  });

  it("gives the same in whatever chunks the bytes come", () => {
    const contents = [whole, Buffer.concat([whole, whole]), framed(whole, new Uint8Array(0), whole)];
    fc.assert(
      fc.property(
        fc.constantFrom(...contents),
        fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
        fc.nat(50),
        fc.integer({ min: 1, max: 90 }),
        (content, changes, cut, chunkBytes) => {
          const bytes = Uint8Array.from(content.subarray(0, content.length - cut));
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          expect(decodeProtobufRequest(bytes, chunkBytes)).toEqual(decodeProtobufRequest(bytes));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("several requests in one file", () => {
  const delimited = (bytes: Uint8Array): Uint8Array =>
    Buffer.concat([Buffer.from(varint(bytes.length)), bytes]);
  const requests = fc.array(fc.array(spanSpec, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  });

  it("are read alike, without lengths between them or with either kind", () => {
    fc.assert(
      fc.property(requests, fc.boolean(), (specs, hasEmpty) => {
        const bodies = specs.map(protobufRequest);
        const bare = spansOf(decodeProtobufRequest(Buffer.concat(bodies)));
        for (const frame of [framed, delimited]) {
          const frames = bodies.map((body) => frame(body));
          // A request without spans is legal, also as the first one.
          const file = Buffer.concat(hasEmpty ? [frame(new Uint8Array()), ...frames] : frames);
          expect(looksLikeProtobufRequest(file.subarray(0, 64 * 1024))).toBe(true);
          expect(spansOf(decodeProtobufRequest(file))).toEqual(bare);
          expect(problemsOf(decodeProtobufRequest(file))).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("lose only what is cut off", () => {
    const bodies = [1, 2, 3].map((n) => protobufRequest([{ traceId: TRACE, spanId: `000000000000000${n}` }]));
    for (const frame of [framed, delimited]) {
      const file = Buffer.concat(bodies.map((body) => frame(body)));
      for (let cut = 1; cut < 40; cut++) {
        const decoded = [...decodeProtobufRequest(file.subarray(0, file.length - cut))];
        expect(spansOf(decoded)).toHaveLength(2);
        if (cut < frame(bodies[2] ?? new Uint8Array()).length) {
          expect(problemsOf(decoded).length).toBeGreaterThan(0);
        }
      }
    }
  });
});

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** AnyValue { array { AnyValue { array { … } } } }, built from the inside with the lengths known beforehand. */
function nest(depth: number): Buffer {
  const heads: number[][] = [];
  let length = 3;
  for (let level = 0; level < depth; level++) {
    const inner = [0x0a, ...varint(length)];
    const outer = [0x2a, ...varint(length + inner.length)];
    heads.push([...outer, ...inner]);
    length += inner.length + outer.length;
  }
  return Buffer.concat([...heads.reverse().map((head) => Buffer.from(head)), Buffer.from([0x0a, 1, 0x78])]);
}

function spanWithValue(value: Buffer): Buffer {
  const field = (tag: number, body: Buffer): Buffer =>
    Buffer.concat([Buffer.from([tag, ...varint(body.length)]), body]);
  const attribute = Buffer.concat([field(0x0a, Buffer.from("deep")), field(0x12, value)]);
  const ids = Buffer.concat([field(0x0a, Buffer.from(TRACE, "hex")), field(0x12, Buffer.from(SPAN, "hex"))]);
  const span = Buffer.concat([ids, field(0x4a, attribute)]);
  return field(0x0a, field(0x12, field(0x12, span)));
}

describe("OTLP/JSON as it is written", () => {
  const request = (span: object) => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const first = (value: unknown) => spansOf(decodeJsonRequest(value, ""))[0];

  it("takes ids in upper case, base64 and bytes, and enum names", () => {
    const base64 = {
      traceId: Buffer.from(TRACE, "hex").toString("base64"),
      spanId: Buffer.from(SPAN, "hex").toString("base64"),
    };
    const bytes = {
      traceId: { type: "Buffer", data: [...Buffer.from(TRACE, "hex")] },
      spanId: [...Buffer.from(SPAN, "hex")],
    };
    for (const ids of [{ traceId: TRACE.toUpperCase(), spanId: SPAN.toUpperCase() }, base64, bytes]) {
      expect(first(request({ ...ids, status: { code: "STATUS_CODE_ERROR" } }))).toMatchObject({
        traceId: TRACE,
        spanId: SPAN,
        status: "error",
      });
    }
  });

  it("takes snake_case, numbers for times, and attributes as an object", () => {
    const span = {
      trace_id: TRACE,
      span_id: SPAN,
      parent_span_id: "",
      start_time_unix_nano: 1_795_000_000_000_000_000,
      attributes: { a: 1, b: ["x"] },
    };
    const decoded = first({ resource_spans: [{ scope_spans: [{ spans: [span] }] }] });
    expect(decoded).toMatchObject({ traceId: TRACE, parentId: null, start: "1795000000000000000" });
    expect(decoded?.attributes.get("b")).toEqual(["x"]);
  });

  it("reports a broken span with its place and keeps its neighbours", () => {
    const spans = [{ traceId: TRACE, spanId: SPAN }, null, { traceId: "0".repeat(32), spanId: SPAN }];
    const decoded = [...decodeJsonRequest({ resourceSpans: [null, { scopeSpans: [{ spans }] }] }, "line:7")];
    expect(spansOf(decoded)).toHaveLength(1);
    expect(problemsOf(decoded).map((problem) => problem.locator)).toEqual([
      "line:7/resourceSpans/0",
      "line:7/resourceSpans/1/scopeSpans/0/spans/1",
      "line:7/resourceSpans/1/scopeSpans/0/spans/2",
    ]);
  });

  it("never throws on any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        isJsonRequest(value);
        for (const spans of [value, request(value as object), { resourceSpans: value }]) {
          expect(Array.isArray([...decodeJsonRequest(spans, "")])).toBe(true);
        }
      }),
    );
  });
});
