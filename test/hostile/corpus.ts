import { gzipSync } from "node:zlib";

/** Content that no trace should be and that may turn up all the same, by name. Built only when asked for. */
export const HOSTILE: Readonly<Record<string, () => string | Buffer>> = {
  nothing: () => "",
  "white space": () => " \t\r\n\n",
  "a byte-order mark": () => "\ufeff",
  "NUL bytes": () => Buffer.alloc(3000),
  "all bytes": () => Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 5)) % 256)),
  "UTF-16 with an odd byte": () =>
    Buffer.concat([Buffer.from('\ufeff{"messages":[]}', "utf16le"), Buffer.from([7])]),
  "UTF-8 cut through a character": () => Buffer.from('{"messages":["é"]}').subarray(0, 15),
  "gzip of nothing": () => gzipSync(""),
  "gzip that breaks off": () => gzipSync(JSON.stringify({ messages: "x".repeat(5000) })).subarray(0, 30),
  "gzip of gzip": () => gzipSync(gzipSync('{"messages":[]}')),
  "a million open brackets": () => "[".repeat(1e6),
  "a million nested arrays": () => "[".repeat(1e6) + "]".repeat(1e6),
  "deep objects just inside the limit": () => `${'{"messages":'.repeat(500)}[]${"}".repeat(500)}`,
  "a record of deep arrays among others": () => `{"type":"x"}\n${"[".repeat(1e5)}\n{"type":"y"}\n`,
  "one long line": () => "x".repeat(3_000_000),
  "one long string": () => JSON.stringify({ messages: [{ role: "user", content: "y".repeat(3_000_000) }] }),
  "many empty lines": () => "\n".repeat(300_000),
  "many headers of a console": () => "---------- a ----------\n".repeat(20_000),
  "many dashes": () => "-".repeat(200_000),
  "many spaces in a line": () => `Next speaker:${" ".repeat(100_000)}x\n`,
  "many quotes and backslashes": () => `content='${"\\'".repeat(100_000)}`,
  "many open parentheses": () => `${"TextMessage(".repeat(20_000)}\n`,
  "many brackets of a literal": () => `{'a': ${"[".repeat(50_000)}\n`,
  "many empty objects": () => "{}\n".repeat(20_000),
  scalars: () => 'null\ntrue\n1\n"x"\n[]\n{}\n',
  "keys of the prototype": () =>
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"messages":[{"__proto__":{"polluted":true},"role":"user","content":"x","name":"__proto__"}]}',
  "lone surrogates": () => '{"messages":[{"role":"user","content":"\\ud800","name":"\\udfff"}]}',
  "terminal escapes": () =>
    "\x1b]0;title\x07\x1b[2J\x1b[31m---------- user ----------\x1b[0m\nhello\x1b[1A\n",
  "bidirectional text": () => '{"messages":[{"role":"user","name":"\u202egnp.exe","content":"\u2066x"}]}',
  "numbers out of range": () =>
    '{"messages":[{"role":"user","content":1e999,"time":-1e308,"id":123456789012345678901234567890}]}',
  "a document that breaks off": () => '{"messages":[{"role":"user","content":"hello"},{"role":"assist',
  "two documents in one line": () => '{"messages":[]}{"messages":[]}',
  "Python literals": () => "{'messages': [{'role': 'user', 'content': None, 'ok': True}]}",
  "a spreadsheet": () => "id,role,content\n1,user,hello\n2,assistant,hi\n",
  "a web page": () => "<!doctype html><title>x</title><script>alert(1)</script>",
};

/** Names under which the formats keep what matters, so that wrong values get past the recognition. */
const KNOWN_KEYS = [
  "messages",
  "chat_history",
  "history",
  "source",
  "type",
  "content",
  "role",
  "name",
  "tool_calls",
  "models_usage",
  "resourceSpans",
  "scopeSpans",
  "spans",
  "attributes",
  "traceId",
  "spanId",
  "event",
  "events",
  "timestamp",
  "task_name",
  "agent",
  "output",
  "trace_id",
  "dotted_order",
  "child_runs",
  "inputs",
  "outputs",
  "run_type",
  "trajectory",
  "metadata",
] as const;

/** Values of every kind where another kind is expected. */
export const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "\ud800",
  "__proto__",
  "\x1b[2J\u202e\u0000",
  "z".repeat(70_000),
  [],
  {},
  [null],
  [[[[]]]],
  [1, "a", null, {}, []],
  { "": "" },
  JSON.parse('{"__proto__":{"polluted":true},"toString":1,"hasOwnProperty":null}'),
  Object.fromEntries(KNOWN_KEYS.map((key) => [key, null])),
  Object.fromEntries(KNOWN_KEYS.map((key) => [key, [{}]])),
  nested(200),
];

function nested(depth: number): unknown {
  let value: unknown = "x";
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}
