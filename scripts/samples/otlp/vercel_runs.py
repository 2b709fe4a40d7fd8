"""OTLP samples of Vercel's AI SDK 6 and 7, by its own telemetry. See README.md.

`VERCEL_6` and `VERCEL_7` name folders in which the packages of `vercel-6/` and `vercel-7/` are installed; 7 needs
Node 22, which is one of its packages.
"""

import os
import subprocess
from pathlib import Path

from tracing import finding, main, scenario, totals, write

from otlp_sink import OtlpSink
from scripted_model import ScriptedModel, call, fail, say

HERE = Path(__file__).resolve().parent


def run(version, name, model, sink):
    packages = Path(os.environ.get(f"VERCEL_{version}", HERE / f"vercel-{version}")).resolve()
    node = packages / "node_modules" / "node" / "bin" / "node" if version == 7 else "node"
    # The SDK's warnings and notices go to the console; ours is the spans.
    place = {"PACKAGES": str(packages), "MODEL_URL": model.base_url, "OTLP_URL": sink.url, "AI_SDK_LOG_WARNINGS": "false"}
    subprocess.run([str(node), str(HERE / "vercel_agents.mjs"), name], env={**os.environ, **place}, check=True)


LENS = [
    call("askGrinder", question="What is the focal length of lens L4?"),
    call("lensState", lens="L4"),
    say("Lens L4 is ground, with a focal length of 1.2 m."),
    say("A tube of 1.2 m fits, for that is the focal length of lens L4 as the grinder has it."),
]


def lens(version, sample, name="lens", replies=LENS, end="completed"):
    with ScriptedModel(replies) as model, OtlpSink() as sink:
        run(version, name, model, sink)
        write(sink, sample, framework="vercel-ai", agents=["optician", "grinder"], tool_calls=2, end=end, tokens=totals(model))


def polish(version, sample):
    """The same call until the limit of steps, which is no error to the SDK."""
    with ScriptedModel([call("lensState", lens="L9")]) as model, OtlpSink() as sink:
        run(version, "polish", model, sink)
        write(sink, sample, framework="vercel-ai", agents=["polisher"], tool_calls=4, end="unknown", tokens=totals(model),
              must_find=[finding("FM-1.3", "polisher", "L9: ground, focal length 1.2 m")], clean=["FM-1.5", "FM-2.1", "FM-3.2"])


@scenario
def lens_6():
    """AI SDK 6: one agent asks the other through a tool."""
    lens(6, "lens-question.vercel-6.pb")


@scenario
def lens_7():
    """AI SDK 7: the same."""
    lens(7, "lens-question.vercel-7.pb")


@scenario
def lens_6_silent():
    """Inputs and outputs not recorded; the model fails in the second agent's turn."""
    lens(6, "lens-outage-silent.vercel-6.json", "lens-silent", [*LENS[:2], fail(500, "scripted outage")], "error")


@scenario
def lens_7_silent():
    """The same in AI SDK 7."""
    lens(7, "lens-outage-silent.vercel-7.json", "lens-silent", [*LENS[:2], fail(500, "scripted outage")], "error")


@scenario
def polish_6():
    polish(6, "polish-steps.vercel-6.jsonl")


if __name__ == "__main__":
    main(__file__)
