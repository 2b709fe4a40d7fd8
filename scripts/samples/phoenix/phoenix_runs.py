"""Phoenix samples: teams of smolagents, traced by OpenInference into a Phoenix server on this machine. See README.md."""

import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx  # noqa: E402
from openinference.instrumentation.smolagents import SmolagentsInstrumentor  # noqa: E402
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: E402
from opentelemetry.sdk.resources import Resource  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402
from phoenix.client import Client  # noqa: E402
from smolagents import CodeAgent, OpenAIServerModel, ToolCallingAgent, tool  # noqa: E402

from scripted_model import API_KEY, ScriptedModel, call, fail, say  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample-traces" / "phoenix"
EXPECTED = ROOT / "test" / "expected" / "phoenix"
MODES = ("FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2")


def code(thought, source):
    return say(f"Thought: {thought}\n<code>\n{source}\n</code>")


@contextmanager
def phoenix_server():
    """A Phoenix server with an empty database of its own; yields its address."""
    with socket.socket() as free, socket.socket() as also_free:
        free.bind(("127.0.0.1", 0))
        also_free.bind(("127.0.0.1", 0))
        port, grpc_port = free.getsockname()[1], also_free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PHOENIX_WORKING_DIR": folder,
            "PHOENIX_HOST": "127.0.0.1",
            "PHOENIX_PORT": str(port),
            "PHOENIX_GRPC_PORT": str(grpc_port),
            "PHOENIX_TELEMETRY_ENABLED": "false",
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "phoenix.server.main", "serve"],
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(180):
                try:
                    httpx.get(f"{url}/v1/projects", timeout=2).raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(1)
            yield url
        finally:
            server.terminate()
            server.wait()


def run(url, project, replies, team, task):
    """Runs a team against the scripted model; returns the tokens that the server counted."""
    provider = TracerProvider(resource=Resource.create({"openinference.project.name": project}))
    provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=f"{url}/v1/traces")))
    instrumentor = SmolagentsInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    with ScriptedModel(replies) as model:
        llm = OpenAIServerModel(
            model_id="gpt-4o-mini", api_base=model.base_url, api_key=API_KEY, client_kwargs={"max_retries": 0}, retry=False
        )
        try:
            team(llm).run(task)
        except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
            print(type(error).__name__)
        usage = model.usage
    instrumentor.uninstrument()
    provider.shutdown()
    time.sleep(3)  # Phoenix writes what it has received in batches
    return [sum(item["prompt_tokens"] for item in usage), sum(item["completion_tokens"] for item in usage)]


def expect(name, tokens, *, agents, tool_calls, end, must_find=()):
    found = {item["mode"] for item in must_find}
    expected = {
        "framework": "smolagents",
        "runs": 1,
        "agents": list(agents),
        "toolCalls": tool_calls,
        "inputTokens": tokens[0],
        "outputTokens": tokens[1],
        "endReason": end,
        "mustFind": list(must_find),
        "mustNotFind": [mode for mode in MODES if mode not in found],
    }
    EXPECTED.mkdir(parents=True, exist_ok=True)
    (EXPECTED / f"{name}.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
    print(name, (SAMPLES / name).stat().st_size, "bytes")


def keep(name, text):
    """Packed, for every model call repeats the whole conversation."""
    (SAMPLES / name).write_bytes(gzip.compress(text.encode(), mtime=0))


# --- the forms in which Phoenix gives its spans out ------------------------------------------------------------------


def client_spans(url, project, name):
    """What `client.spans.get_spans` returns, dumped as a list."""
    spans = Client(base_url=url).spans.get_spans(project_identifier=project, limit=1000)
    keep(name, json.dumps(spans, indent=1) + "\n")


def api_page(url, project, name, path="spans"):
    """A page of the HTTP API as it comes."""
    keep(name, httpx.get(f"{url}/v1/projects/{project}/{path}", params={"limit": 1000}).text)


def data_frame(url, project, name, **form):
    frame = Client(base_url=url).spans.get_spans_dataframe(project_identifier=project, limit=1000)
    keep(name, frame.to_json(**form))


# --- scenarios -------------------------------------------------------------------------------------------------------


@tool
def seed_page(page: int) -> str:
    """One page of the seed catalogue.

    Args:
        page: number of the page
    """
    return {1: "page 1 of 3: kale, leek", 2: "page 2 of 3: chard, beet", 3: "page 3 of 3 (last): parsnip"}[page]


def seed_team(llm):
    clerk = ToolCallingAgent(tools=[seed_page], model=llm, name="catalogue_clerk", description="Reads the seed catalogue.")
    return CodeAgent(tools=[], model=llm, managed_agents=[clerk], name="seed_buyer", max_steps=6)


SEED_REPLIES = [
    code("The clerk can list the sorts.", 'sorts = catalogue_clerk(task="List every sort in the catalogue, page by page.")\nprint(sorts)'),
    *[call("seed_page", page=page) for page in (1, 2, 3)],
    call("final_answer", answer="Five sorts on three pages: kale, leek, chard, beet, parsnip."),
    code("The list is complete: the clerk reached the last page.", 'final_answer("The catalogue has five sorts: kale, leek, chard, beet and parsnip.")'),
]


@tool
def quay_depth(quay: str) -> str:
    """Depth of water at a quay.

    Args:
        quay: name of the quay
    """
    return f"{quay}: no reading, the gauge is offline"


def pilot_team(llm):
    gauge = ToolCallingAgent(tools=[quay_depth], model=llm, name="gauge_reader", description="Reads gauges.", max_steps=5)
    return ToolCallingAgent(tools=[], model=llm, managed_agents=[gauge], name="pilot", max_steps=4)


PILOT_REPLIES = [
    call("gauge_reader", task="Read the depth at Mole Quay."),
    *[call("quay_depth", quay="Mole Quay") for _ in range(5)],
    say("I could not read the depth at Mole Quay within my steps."),
    call("final_answer", answer="The depth at Mole Quay is unknown: its gauge is offline."),
]


def ledger_team(llm):
    return CodeAgent(tools=[], model=llm, name="bookkeeper", max_steps=6)


LEDGER_REPLIES = [
    code("I add the amounts.", 'total = sum([12.5, 30, "7"])\nprint(total)'),
    code("One amount was text; I convert it first.", 'total = sum([12.5, 30, float("7")])\nprint(total)'),
    code("The sum worked this time: 49.5.", 'final_answer("The three amounts add up to 49.5.")'),
]

OUTAGE_REPLIES = [
    code("The clerk can list the sorts.", 'print(catalogue_clerk(task="List the first page of the catalogue."))'),
    call("seed_page", page=1),
    call("final_answer", answer="Page 1 has kale and leek."),
    fail(500, "scripted outage"),
]


def main():
    SAMPLES.mkdir(parents=True, exist_ok=True)
    with phoenix_server() as url:
        tokens = run(url, "seeds", SEED_REPLIES, seed_team, "Which sorts are in the seed catalogue?")
        for name, write in {
            "seed-catalogue.client.json.gz": lambda name: client_spans(url, "seeds", name),
            "seed-catalogue.frame.json.gz": lambda name: data_frame(url, "seeds", name),
            "seed-catalogue.frame-records.jsonl.gz": lambda name: data_frame(
                url, "seeds", name, orient="records", lines=True, date_format="iso", date_unit="us"
            ),
            "seed-catalogue.otlp-page.json.gz": lambda name: api_page(url, "seeds", name, "spans/otlpv1"),
        }.items():
            write(name)
            expect(name, tokens, agents=["seed_buyer", "catalogue_clerk"], tool_calls=5, end="completed")

        tokens = run(url, "ledger", LEDGER_REPLIES, ledger_team, "Add up 12.5, 30 and 7.")
        name = "ledger-code-retry.page.json.gz"
        api_page(url, "ledger", name)
        expect(name, tokens, agents=["bookkeeper"], tool_calls=3, end="completed")

        tokens = run(url, "pilot", PILOT_REPLIES, pilot_team, "How deep is the water at Mole Quay?")
        name = "quay-depth-loop.client.json.gz"
        client_spans(url, "pilot", name)
        expect(name, tokens, agents=["pilot", "gauge_reader"], tool_calls=5, end="completed", must_find=[
            {"mode": "FM-1.3", "agent": "gauge_reader", "quote": "Mole Quay: no reading, the gauge is offline"},
        ])

        tokens = run(url, "outage", OUTAGE_REPLIES, seed_team, "Which sorts are on the first page?")
        name = "seed-outage.page.json.gz"
        api_page(url, "outage", name)
        # The instrumentation never ends the span of a run that raised, and with it goes the name of its agent.
        expect(name, tokens, agents=["assistant", "catalogue_clerk"], tool_calls=2, end="error")


if __name__ == "__main__":
    main()
