"""Where samples and their expectations go, and what every expectation file holds."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample-traces"
EXPECTED = ROOT / "test" / "expected"
MODES = ("FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2")


def neutral(text):
    """Tracebacks without the machine's own paths."""
    own = str(Path(__file__).resolve().parent)
    return text.replace(own, "/opt/app").replace(sys.prefix, "/opt/venv").replace(sys.base_prefix, "/usr")


def finding(mode, agent, quote, blind_spot=False):
    found = {"mode": mode, "agent": agent, "quote": quote}
    return {**found, "blindSpot": True} if blind_spot else found


def write(name, content, *, agents, tool_calls, end, tokens=None, runs=1, framework="autogen", must_find=(), clean=None,
          folder="autogen"):
    """`clean`: modes that must not be found; by default all five that are looked for, without those of `must_find`."""
    found = {item["mode"] for item in must_find}
    absent = [mode for mode in MODES if mode not in found] if clean is None else list(clean)
    expected = {
        "framework": framework,
        "runs": runs,
        "agents": list(agents),
        "toolCalls": tool_calls,
        "inputTokens": None if tokens is None else tokens[0],
        "outputTokens": None if tokens is None else tokens[1],
        "endReason": end,
        "mustFind": list(must_find),
        "mustNotFind": absent,
    }
    sample = SAMPLES / folder / name
    beside = EXPECTED / folder / f"{name}.json"
    sample.parent.mkdir(parents=True, exist_ok=True)
    beside.parent.mkdir(parents=True, exist_ok=True)
    sample.write_bytes(neutral(content).encode("utf-8", "surrogatepass"))
    beside.write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
    print(f"{name}: {len(content)} characters")
