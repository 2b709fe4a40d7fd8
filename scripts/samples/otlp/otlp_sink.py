"""A local OTLP/HTTP endpoint that keeps what exporters send, and writes it the ways people keep it.

    with OtlpSink() as sink:
        exporter = OTLPSpanExporter(endpoint=sink.url)
        ...
        sink.write("name.pb")      # the request bodies as they came (several requests concatenated are one request)
        sink.write("name.json")    # one OTLP/JSON request
        sink.write("name.jsonl")   # one request a line, as the collector's file exporter writes
    sink.write("name.be32.pb")       # each request after its length in 4 bytes, as the collector's file exporter writes
    sink.write("name.delimited.pb")  # each request after its length as a varint, as protobuf libraries do
    sink.write("name.protojson.json")  # a list of requests as protobuf's own JSON printer writes them

`.gz` may follow, or `.zst`: one zstd stream, or, with `be32` or `jsonl` records, what the collector's file exporter
makes of its records by default: each packed on its own after its length. Requests with spans and with logs come in the
order in which they were sent, as a collector writes them whose pipelines share one file. The JSON is the mapping of the OTLP specification (hex ids, enums as integers, 64-bit integers as
text), made here with the protobuf package because a collector binary cannot be had from a package registry; the
collector's own fields `flags` and `"status":{}` are kept as it writes them.
"""

import base64
import gzip
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from google.protobuf.internal.encoder import _VarintBytes
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class OtlpSink:
    def __init__(self):
        self.bodies = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def chunks(self):
                """A body in chunks, as JavaScript's exporter sends it."""
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def do_POST(self):
                length = self.headers["Content-Length"]
                body = self.rfile.read(int(length)) if length else self.chunks()
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                if self.path == "/v1/traces":
                    bodies.append(neutral(body))
                elif self.path == "/v1/logs":
                    bodies.append(Logs(body))
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1/traces"

    @property
    def logs_url(self):
        return self.url.replace("/traces", "/logs")

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def write(self, path, bodies=None):
        write_requests(path, self.bodies if bodies is None else bodies)


class Logs(bytes):
    """The body of a request with logs; any other body has spans."""


def neutral(body):
    """The request without the machine's own paths in tracebacks."""
    request = ExportTraceServiceRequest.FromString(body)
    own = str(Path(__file__).resolve().parent)

    def clean(text):
        return text.replace(own, "/opt/app").replace(sys.prefix, "/opt/venv").replace(sys.base_prefix, "/usr")

    spans = [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
    for span in spans:
        if span.status.message:
            span.status.message = clean(span.status.message)
        for attribute in [*span.attributes, *(a for event in span.events for a in event.attributes)]:
            if attribute.value.HasField("string_value"):
                attribute.value.string_value = clean(attribute.value.string_value)
    return request.SerializeToString()


def write_requests(path, bodies):
    name = str(path)
    plain = name.removesuffix(".gz").removesuffix(".zst")
    if plain.endswith(".be32.pb"):
        data = length_prefixed(zstd(body) if name.endswith(".zst") else body for body in bodies)
    elif plain.endswith(".delimited.pb"):
        data = b"".join(_VarintBytes(len(body)) + body for body in bodies)
    elif plain.endswith(".pb"):
        data = b"".join(bodies)
    elif plain.endswith(".protojson.json"):
        messages = [MessageToDict(parsed(body), preserving_proto_field_name=True) for body in bodies]
        data = json_bytes(messages)
    elif plain.endswith(".jsonl"):
        lines = [json_bytes(request_to_json(body)) for body in bodies]
        data = length_prefixed(map(zstd, lines)) if name.endswith(".zst") else b"".join(line + b"\n" for line in lines)
    else:
        merged = {"resourceSpans": [item for body in bodies for item in request_to_json(body)["resourceSpans"]]}
        data = json_bytes(merged)
    if name.endswith(".gz"):
        data = gzip.compress(data, mtime=0)
    elif name.endswith(".zst") and not plain.endswith((".be32.pb", ".jsonl")):
        data = zstd(data)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(data)


def zstd(data):
    import zstandard  # only some of the environments have it

    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def length_prefixed(records):
    return b"".join(len(record).to_bytes(4, "big") + record for record in records)


def parsed(body):
    message = ExportLogsServiceRequest if isinstance(body, Logs) else ExportTraceServiceRequest
    return message.FromString(body)


def json_bytes(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def request_to_json(body):
    request = MessageToDict(parsed(body), use_integers_for_enums=True)
    for resource in request.get("resourceLogs", []):
        for scope in resource.get("scopeLogs", []):
            for record in scope.get("logRecords", []):
                hex_ids(record, "traceId", "spanId")
    for resource in request.get("resourceSpans", []):
        for scope in resource.get("scopeSpans", []):
            for span in scope.get("spans", []):
                hex_ids(span, "traceId", "spanId", "parentSpanId")
                for link in span.get("links", []):
                    hex_ids(link, "traceId", "spanId")
                span.setdefault("status", {})
    return request


def hex_ids(item, *keys):
    for key in keys:
        if key in item:
            item[key] = base64.b64decode(item[key]).hex()
