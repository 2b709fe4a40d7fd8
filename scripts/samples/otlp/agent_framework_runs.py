"""OTLP samples of Microsoft's Agent Framework, by its own spans. See README.md."""

import asyncio

from tracing import finding, main, scenario, totals, traced, write

from agent_framework import Agent, WorkflowBuilder, tool
from agent_framework.observability import enable_instrumentation, enable_sensitive_telemetry
from agent_framework.openai import OpenAIChatCompletionClient
from openai import AsyncOpenAI

from scripted_model import API_KEY, ScriptedModel, call, fail, say


def agent(model, name, instructions, *tools, **options):
    client = AsyncOpenAI(base_url=model.base_url, api_key=API_KEY, max_retries=0)
    chat = OpenAIChatCompletionClient(model="gpt-4o-mini", async_client=client)
    return Agent(chat, instructions, name=name, description=instructions, tools=list(tools), **options)


def run(what, task):
    try:
        asyncio.run(what(task))
    except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
        print(type(error).__name__, str(error)[:120])


@tool
def loom_state(loom: str) -> str:
    """State of a loom."""
    return f"{loom}: free on Tuesday, 1.4 m wide"


def weaving(model):
    """A workflow of two agents, one after the other."""
    weaver = agent(model, "Weaver", "You know the looms.", loom_state)
    clerk = agent(model, "Clerk", "You write offers.")
    return WorkflowBuilder(name="weaving", start_executor=weaver).add_edge(weaver, clerk).build()


CLOTH = [
    call("loom_state", loom="L3"),
    say("Loom L3 is free on Tuesday and 1.4 m wide, so the cloth of 1.2 m fits."),
    say("Offer: cloth of 1.2 m, woven on Tuesday on loom L3, which is 1.4 m wide."),
]


@scenario
def weaving_workflow():
    """A workflow: the weaver looks the loom up, the clerk writes the offer."""
    with ScriptedModel(CLOTH) as model, traced("weaving") as (provider, sink):
        enable_sensitive_telemetry()
        run(weaving(model).run, "Offer a cloth of 1.2 m for Tuesday.")
        provider.force_flush()
        write(sink, "weaving-workflow.agent-framework.pb.gz", framework="agent-framework", agents=["Weaver", "Clerk"],
              tool_calls=1, end="completed", tokens=totals(model))


@scenario
def dyer_as_tool():
    """An agent that asks another one as a tool."""
    replies = [
        call("Dyer", task="Which blue for wool?"),
        say("Indigo, two baths."),
        say("Use indigo for the wool, in two baths."),
    ]
    with ScriptedModel(replies) as model, traced("dyer") as (provider, sink):
        enable_sensitive_telemetry()
        dyer = agent(model, "Dyer", "You know colours.")
        run(agent(model, "Adviser", "You ask the dyer.", dyer.as_tool()).run, "How do I dye wool blue?")
        provider.force_flush()
        write(sink, "dyer-as-tool.agent-framework.json", framework="agent-framework", agents=["Adviser", "Dyer"],
              tool_calls=1, end="completed", tokens=totals(model))


@scenario
def weaving_silent():
    """Sensitive data is off by default; the model fails in the second agent's turn."""
    with ScriptedModel([*CLOTH[:2], fail(500, "scripted outage")]) as model, traced("weaving") as (provider, sink):
        enable_instrumentation()
        run(weaving(model).run, "Offer a cloth of 1.2 m for Tuesday.")
        provider.force_flush()
        write(sink, "weaving-outage-silent.agent-framework.jsonl", framework="agent-framework", agents=["Weaver", "Clerk"],
              tool_calls=1, end="error", tokens=totals(model))


if __name__ == "__main__":
    main(__file__)
