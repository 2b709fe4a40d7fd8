"""OTLP samples of the OpenAI Agents SDK: OpenInference and OpenLLMetry. See README.md."""

import asyncio
import os

from tracing import finding, main, scenario, totals, traced, write

from agents import Agent, OpenAIResponsesModel, Runner, function_tool, set_trace_processors
from openai import AsyncOpenAI

from scripted_model import API_KEY, ScriptedModel, call, fail, say


def openinference(provider):
    from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor

    set_trace_processors([])
    OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)


def openllmetry(provider, content=True):
    from opentelemetry.instrumentation.openai_agents import OpenAIAgentsInstrumentor

    set_trace_processors([])
    os.environ["TRACELOOP_TRACE_CONTENT"] = "true" if content else "false"
    OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)


def agent(model, name, instructions, **options):
    client = AsyncOpenAI(base_url=model.base_url, api_key=API_KEY, max_retries=0)
    return Agent(name=name, instructions=instructions, model=OpenAIResponsesModel("gpt-4o-mini", client), **options)


def run(first, task, **options):
    try:
        return asyncio.run(Runner.run(first, task, **options))
    except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
        print(type(error).__name__)


@function_tool
def berth_state(berth: str) -> str:
    """State of a berth."""
    return f"{berth}: free until 18:00, depth 2.4 m"


def harbour(model):
    pilot = agent(model, "Berth Pilot", "You know the berths.", tools=[berth_state])
    return agent(model, "Harbour Desk", "You hand over to the pilot.", handoffs=[pilot])


HARBOUR = [
    call("transfer_to_berth_pilot"),
    call("berth_state", berth="B7"),
    say("Berth B7 is free until 18:00 and 2.4 m deep, enough for your draught of 1.9 m."),
]
QUESTION = "Where can a boat with a draught of 1.9 m moor until 17:00?"


@scenario
def harbour_desk_handoff():
    """OpenInference: the desk hands over to the pilot, who looks the berth up and answers."""
    with ScriptedModel(HARBOUR) as model, traced("harbour") as (provider, sink):
        openinference(provider)
        run(harbour(model), QUESTION)
        provider.force_flush()
        write(sink, "harbour-desk-handoff.openinference.pb", framework="openai-agents",
              agents=["Harbour Desk", "Berth Pilot"], tool_calls=1, end="completed", tokens=totals(model))


@scenario
def harbour_desk_openllmetry():
    """OpenLLMetry: the same run."""
    with ScriptedModel(HARBOUR) as model, traced("harbour") as (provider, sink):
        openllmetry(provider)
        run(harbour(model), QUESTION)
        provider.force_flush()
        write(sink, "harbour-desk.traceloop.pb", framework="openai-agents",
              agents=["Harbour Desk", "Berth Pilot"], tool_calls=1, end="completed", tokens=totals(model))


@scenario
def harbour_desk_hidden():
    """OpenInference told to hide inputs and outputs; the model fails in the second agent's turn."""
    os.environ["OPENINFERENCE_HIDE_INPUTS"] = "true"
    os.environ["OPENINFERENCE_HIDE_OUTPUTS"] = "true"
    with ScriptedModel([*HARBOUR[:2], fail(500, "scripted outage")]) as model, traced("harbour") as (provider, sink):
        openinference(provider)
        run(harbour(model), QUESTION)
        provider.force_flush()
        write(sink, "harbour-desk-hidden.openinference.jsonl", framework="openai-agents",
              agents=["Harbour Desk", "Berth Pilot"], tool_calls=1, end="error", tokens=totals(model))


@scenario
def tide_gauge_turns():
    """The agent repeats one call until the limit of turns."""
    with ScriptedModel([call("berth_state", berth="B9")]) as model, traced("tide-gauge") as (provider, sink):
        openinference(provider)
        run(agent(model, "Gauge Reader", "You read berths.", tools=[berth_state]), "Is berth B9 free at 20:00?", max_turns=5)
        provider.force_flush()
        write(sink, "tide-gauge-turns.openinference.pb", framework="openai-agents", agents=["Gauge Reader"],
              tool_calls=5, end="limit", tokens=totals(model),
              must_find=[finding("FM-1.3", "Gauge Reader", "B9: free until 18:00, depth 2.4 m")],
              clean=["FM-1.5", "FM-2.1", "FM-3.2"])


if __name__ == "__main__":
    main(__file__)
