"""Samples of the OpenAI Agents SDK: traces of its processors, and items of its results. See README.md."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agents import (  # noqa: E402
    Agent,
    GuardrailFunctionOutput,
    OpenAIChatCompletionsModel,
    Runner,
    TracingProcessor,
    function_tool,
    output_guardrail,
    set_trace_processors,
)
from openai import AsyncOpenAI  # noqa: E402

from scripted_model import API_KEY, ScriptedModel, call, fail, say  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample-traces" / "openai-agents"
EXPECTED = ROOT / "test" / "expected" / "openai-agents"
MODES = ("FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2")


class Keeper(TracingProcessor):
    """Keeps everything in the order in which it ends."""

    def __init__(self):
        self.items = []

    def on_trace_start(self, trace):
        pass

    def on_trace_end(self, trace):
        self.items.append(trace.export())

    def on_span_start(self, span):
        pass

    def on_span_end(self, span):
        self.items.append(span.export())

    def shutdown(self):
        pass

    def force_flush(self):
        pass


def write(name, text, *, agents, tool_calls, tokens, end, must_find=()):
    found = {item["mode"] for item in must_find}
    expected = {
        "framework": "openai-agents",
        "runs": 1,
        "agents": list(agents),
        "toolCalls": tool_calls,
        "inputTokens": None if tokens is None else tokens[0],
        "outputTokens": None if tokens is None else tokens[1],
        "endReason": end,
        "mustFind": list(must_find),
        "mustNotFind": [mode for mode in MODES if mode not in found],
    }
    for folder in (SAMPLES, EXPECTED):
        folder.mkdir(parents=True, exist_ok=True)
    (SAMPLES / name).write_text(text)
    (EXPECTED / f"{name}.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
    print(name, len(text), "bytes")


def lines(items):
    return "".join(json.dumps(item) + "\n" for item in items)


def ingest_body(items):
    return json.dumps({"data": items}, indent=1) + "\n"


def run(replies, team, task, **options):
    """Runs a team; returns what was traced, the result or None, and the tokens that the server counted."""
    keeper = Keeper()
    set_trace_processors([keeper])
    result = None
    with ScriptedModel(replies) as model:
        client = AsyncOpenAI(base_url=model.base_url, api_key=API_KEY, max_retries=0)
        llm = OpenAIChatCompletionsModel(model="gpt-4o-mini", openai_client=client)
        try:
            result = Runner.run_sync(team(llm), task, **options)
        except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
            print(type(error).__name__)
        usage = model.usage
    return keeper.items, result, [sum(one["prompt_tokens"] for one in usage), sum(one["completion_tokens"] for one in usage)]


@function_tool
def kiln_log(kiln: str, day: str) -> str:
    """Temperatures of a kiln on a day."""
    return f"{kiln}, {day}: 1040 C at 14:00, 1055 C at 16:00, 1060 C at 18:00"


def kiln_desk(llm):
    checker = Agent(name="glaze checker", instructions="You check firings against kiln_log.", model=llm, tools=[kiln_log])
    return Agent(name="kiln desk", instructions="You read kilns and hand over.", model=llm, tools=[kiln_log], handoffs=[checker])


def healthy():
    """A handoff; the second agent looks the firing up again before it approves."""
    replies = [
        call("kiln_log", kiln="K2", day="4 May"),
        call("transfer_to_glaze_checker"),
        call("kiln_log", kiln="K2", day="4 May"),
        say("Checked against the log of K2: it held 1060 C at 18:00 on 4 May, so the glaze has matured."),
    ]
    items, result, tokens = run(replies, kiln_desk, "Did the glaze in kiln K2 mature on 4 May?")
    names = ["kiln desk", "glaze checker"]
    write("kiln-handoff.trace.jsonl", lines(items), agents=names, tool_calls=2, tokens=tokens, end="completed")
    write("kiln-handoff.ingest.json", ingest_body(items), agents=names, tool_calls=2, tokens=tokens, end="completed")
    # Items name no agent but the ones that were handed to.
    write("kiln-handoff.items.json", json.dumps(result.to_input_list(), indent=1) + "\n",
          agents=["assistant", "glaze checker"], tool_calls=2, tokens=None, end="unknown")


@function_tool
def berth_list(page: int) -> str:
    """One page of the berth list."""
    return f"page {page} of 4: berths {page * 10 - 9} to {page * 10}, {page} free"


def paging():
    """The same tool four times, each time another page: only looks like a loop."""
    replies = [*[call("berth_list", page=page) for page in (1, 2, 3, 4)], say("Pages 1 to 4 list 1, 2, 3 and 4 free berths: 10 in all.")]
    items, result, tokens = run(
        replies, lambda llm: Agent(name="harbour clerk", instructions="You count berths.", model=llm, tools=[berth_list]), "How many berths are free?"
    )
    write("berth-paging.trace.jsonl", lines(items), agents=["harbour clerk"], tool_calls=4, tokens=tokens, end="completed")


@function_tool
def find_permit(number: str) -> str:
    """Finds a permit."""
    return f"permit {number}: not in the register"


def limit():
    """The same call with the same result until the turns are used up."""
    items, _, tokens = run(
        [call("find_permit", number="B-17")],
        lambda llm: Agent(name="registrar", instructions="You find permits.", model=llm, tools=[find_permit]),
        "Is permit B-17 valid?",
        max_turns=5,
    )
    finding = {"mode": "FM-1.3", "agent": "registrar", "quote": "permit B-17: not in the register"}
    write("permit-loop.trace.jsonl", lines(items), agents=["registrar"], tool_calls=5, tokens=tokens, end="limit", must_find=[finding])


def outage():
    """The model server fails for good after a handoff."""
    replies = [call("kiln_log", kiln="K1", day="5 May"), call("transfer_to_glaze_checker"), fail(500, "scripted outage")]
    items, _, tokens = run(replies, kiln_desk, "Did the glaze in kiln K1 mature on 5 May?")
    write("kiln-outage.trace.jsonl", lines(items), agents=["kiln desk", "glaze checker"], tool_calls=1, tokens=tokens, end="error")


@output_guardrail
async def no_prices(_context, _agent, output):
    return GuardrailFunctionOutput(output_info=None, tripwire_triggered="EUR" in str(output))


def guarded():
    """A guardrail stops the answer."""
    items, _, tokens = run(
        [say("The restored clock costs 480 EUR.")],
        lambda llm: Agent(name="clockmaker", instructions="You name no prices.", model=llm, output_guardrails=[no_prices]),
        "What does the clock cost?",
    )
    write("clock-guardrail.trace.jsonl", lines(items), agents=["clockmaker"], tool_calls=0, tokens=tokens, end="stopped")


if __name__ == "__main__":
    for scenario in (healthy, paging, limit, outage, guarded):
        scenario()
