"""What the three scripts share: a traced process, and where samples and their expectations go. See README.md."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from opentelemetry import trace  # noqa: E402
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: E402
from opentelemetry.sdk.resources import Resource  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: E402

from otlp_sink import OtlpSink  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample-traces" / "otlp"
EXPECTED = ROOT / "test" / "expected" / "otlp"
MODES = ("FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2")
SCENARIOS = {}


def scenario(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


def main(script):
    """Each scenario in a process of its own: instrumentations patch the frameworks once and for all."""
    names = sys.argv[1:]
    if len(names) == 1:
        SCENARIOS[names[0]]()
        return
    for name in names or SCENARIOS:
        subprocess.run([sys.executable, script, name], check=True)


@contextmanager
def traced(service, batch=64):
    """Yields the provider and, once the block has ended, a sink that holds everything that was exported."""
    with OtlpSink() as sink:
        provider = TracerProvider(resource=Resource.create({"service.name": service}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=sink.url), max_export_batch_size=batch))
        trace.set_tracer_provider(provider)
        yield provider, sink
        provider.shutdown()


def capture_genai_content(on):
    """The GenAI instrumentations write no content unless they are told to."""
    os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "gen_ai_latest_experimental"
    if on:
        os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "SPAN_ONLY"


def totals(model):
    """Tokens of the answered calls."""
    usage = model.usage
    return [sum(item["prompt_tokens"] for item in usage), sum(item["completion_tokens"] for item in usage)]


def finding(mode, agent, quote, blind_spot=False):
    found = {"mode": mode, "agent": agent, "quote": quote}
    return {**found, "blindSpot": True} if blind_spot else found


def write(sink, name, *, framework, agents, tool_calls, end, tokens, runs=1, must_find=(), clean=None):
    sink.write(SAMPLES / name)
    print(f"{name}: {len(sink.bodies)} requests, {sum(map(len, sink.bodies))} bytes")
    expect(name, framework=framework, agents=agents, tool_calls=tool_calls, end=end, tokens=tokens, runs=runs,
           must_find=must_find, clean=clean)


def expect(name, *, framework, agents, tool_calls, end, tokens, runs=1, must_find=(), clean=None):
    """`clean`: modes that must not be found; by default all five that are looked for, without those of `must_find`."""
    found = {item["mode"] for item in must_find}
    expected = {
        "framework": framework,
        "runs": runs,
        "agents": list(agents),
        "toolCalls": tool_calls,
        "inputTokens": None if tokens is None else tokens[0],
        "outputTokens": None if tokens is None else tokens[1],
        "endReason": end,
        "mustFind": list(must_find),
        "mustNotFind": [mode for mode in MODES if mode not in found] if clean is None else list(clean),
    }
    EXPECTED.mkdir(parents=True, exist_ok=True)
    (EXPECTED / f"{name}.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
