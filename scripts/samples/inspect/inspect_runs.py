"""Samples of Inspect: logs of its react agents in JSON. See README.md."""

import gzip
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from inspect_ai import Task, eval as evaluate  # noqa: E402
from inspect_ai.agent import as_tool, handoff, react  # noqa: E402
from inspect_ai.dataset import Sample  # noqa: E402
from inspect_ai.model import get_model  # noqa: E402
from inspect_ai.scorer import includes  # noqa: E402
from inspect_ai.tool import ToolError, tool  # noqa: E402

from scripted_model import API_KEY, ScriptedModel, call, fail, say  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample-traces" / "inspect"
EXPECTED = ROOT / "test" / "expected" / "inspect"
MODES = ("FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2")


def run(name, replies, team, question, target, *, agents, tool_calls, end, runs=1, must_find=(), **options):
    """Evaluates one sample and keeps its log."""
    with ScriptedModel(replies) as server, tempfile.TemporaryDirectory() as folder:
        model = get_model("openai/gpt-4o-mini", base_url=server.base_url, api_key=API_KEY, responses_api=False, max_retries=0)
        task = Task(name=name, dataset=[Sample(id=name, input=question, target=target)], solver=team(), scorer=includes())
        evaluate(task, model=model, log_dir=folder, log_format="json", display="none", **options)
        log = next(Path(folder).glob("*.json")).read_text().replace(str(Path.cwd()), "/opt/app").replace(sys.prefix, "/opt/venv")
        usage = server.usage
    found = {item["mode"] for item in must_find}
    expected = {
        "framework": "inspect",
        "runs": runs,
        "agents": list(agents),
        "toolCalls": tool_calls,
        "inputTokens": sum(item["prompt_tokens"] for item in usage),
        "outputTokens": sum(item["completion_tokens"] for item in usage),
        "endReason": end,
        "mustFind": list(must_find),
        "mustNotFind": [mode for mode in MODES if mode not in found],
    }
    for folder in (SAMPLES, EXPECTED):
        folder.mkdir(parents=True, exist_ok=True)
    file = f"{name}.log.json.gz"
    (SAMPLES / file).write_bytes(gzip.compress(log.encode(), mtime=0))
    (EXPECTED / f"{file}.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
    print(file, (SAMPLES / file).stat().st_size, "bytes")


@tool
def berth_state():
    async def execute(number: int) -> str:
        """State of a berth.

        Args:
            number: number of the berth
        """
        return f"berth {number}: free until 18:00, depth 2.4 m"

    return execute


@tool
def stock_count():
    async def execute(shelf: str) -> str:
        """Counts a shelf.

        Args:
            shelf: name of the shelf
        """
        return f"shelf {shelf}: the scale gives no reading"

    return execute


@tool
def gate_key():
    async def execute(gate: str) -> str:
        """Opens a gate.

        Args:
            gate: name of the gate
        """
        if gate != "north gate":
            raise ToolError(f"there is no gate called {gate}")
        return "north gate: open"

    return execute


def harbour():
    clerk = react(name="berth_clerk", description="Knows the berths.", prompt="You read berths.", tools=[berth_state()], submit=False)
    return react(name="harbour_master", prompt="You answer questions about the harbour.", tools=[handoff(clerk), berth_state()])


def porter():
    return react(name="porter", prompt="You open gates.", tools=[gate_key()])


def storeroom():
    counter = react(name="counter", description="Counts shelves.", prompt="You count shelves.", tools=[stock_count()])
    return react(name="storekeeper", prompt="You keep the store.", tools=[as_tool(counter)])


def main():
    run("berth-handoff", [
        call("transfer_to_berth_clerk"),
        call("berth_state", number=4),
        say("Berth 4 is free until 18:00."),
        call("berth_state", number=4),
        call("submit", answer="Checked again: berth 4 is free until 18:00 and 2.4 m deep."),
    ], harbour, "Is berth 4 free this afternoon?", "free", agents=["harbour_master", "berth_clerk"], tool_calls=2, end="completed")
    run("gate-typo", [
        call("gate_key", gate="noth gate"),
        call("gate_key", gate="north gate"),
        call("submit", answer="The north gate is open."),
    ], porter, "Open the north gate.", "open", agents=["porter"], tool_calls=2, end="completed")
    run("shelf-limit", [
        call("counter", input="Count shelf B."),
        *[call("stock_count", shelf="B") for _ in range(40)],
    ], storeroom, "How many boxes are on shelf B?", "12", agents=["storekeeper", "counter"], tool_calls=7, end="limit", message_limit=14,
        must_find=[{"mode": "FM-1.3", "agent": "counter", "quote": "shelf B: the scale gives no reading"}])
    run("harbour-outage", [call("transfer_to_berth_clerk"), fail(400, "scripted refusal")],
        harbour, "Is berth 2 free?", "free", agents=["harbour_master", "berth_clerk"], tool_calls=0, end="error")


if __name__ == "__main__":
    main()
