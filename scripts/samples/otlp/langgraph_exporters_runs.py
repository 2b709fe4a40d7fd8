"""OTLP samples of LangGraph as other exporters tell it: OpenLLMetry, Langfuse and LangSmith. See README.md."""

import os

from tracing import main, scenario, totals, traced, write

from langchain.agents import create_agent
from langchain_core.messages import ToolMessage
from langchain_core.tools import InjectedToolCallId, tool
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import InjectedState
from langgraph.types import Command
from typing import Annotated

from scripted_model import API_KEY, ScriptedModel, call, fail, say


def openllmetry(provider, content=True):
    from opentelemetry.instrumentation.langchain import LangchainInstrumentor

    os.environ["TRACELOOP_TRACE_CONTENT"] = "true" if content else "false"
    LangchainInstrumentor().instrument(tracer_provider=provider)


def llm(model):
    return ChatOpenAI(model="gpt-4o-mini", base_url=model.base_url, api_key=API_KEY, max_retries=0)


def handoff_to(agent):
    """The tool by which an agent of a swarm hands over to another."""

    @tool(f"transfer_to_{agent}", description=f"Hand over to {agent}.")
    def transfer(state: Annotated[dict, InjectedState], call_id: Annotated[str, InjectedToolCallId]):
        done = ToolMessage(f"Successfully transferred to {agent}", name=f"transfer_to_{agent}", tool_call_id=call_id)
        return Command(goto=agent, graph=Command.PARENT, update={"messages": [*state["messages"], done]})

    return transfer


def swarm(name, **agents):
    """Agents that hand over to each other; the first one starts."""
    graph = StateGraph(MessagesState)
    for agent, node in agents.items():
        graph.add_node(agent, node, destinations=tuple(other for other in agents if other != agent))
    graph.add_edge(START, next(iter(agents)))
    return graph.compile(name=name)


def ask(app, text, **config):
    try:
        app.invoke({"messages": [("user", text)]}, config=config)
    except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
        print(type(error).__name__)


def kiln(model):
    """A potter who asks a firer, who knows the kiln."""

    @tool
    def kiln_state(kiln: str) -> str:
        """State of a kiln."""
        return f"{kiln}: free from Friday 08:00, reaches 1240 C"

    potter = create_agent(llm(model), [handoff_to("firer")], system_prompt="You make pots and ask the firer.", name="potter")
    firer = create_agent(llm(model), [kiln_state], system_prompt="You know the kilns.", name="firer")
    return swarm("pottery", potter=potter, firer=firer)


KILN = [
    call("transfer_to_firer"),
    call("kiln_state", kiln="K2"),
    say("Kiln K2 is free from Friday 08:00 and reaches 1240 C, so the twelve bowls can be fired there at 1220 C."),
]


@scenario
def kiln_handoff():
    """OpenLLMetry: one agent hands over to the other, which looks the kiln up and answers."""
    with ScriptedModel(KILN) as model, traced("kiln") as (provider, sink):
        openllmetry(provider)
        ask(kiln(model), "When can twelve bowls be fired at 1220 C?")
        provider.force_flush()
        write(sink, "kiln-handoff.traceloop.pb.gz", framework="langgraph", agents=["potter", "firer"], tool_calls=1,
              end="completed", tokens=totals(model))


@scenario
def glaze_outage_silent():
    """OpenLLMetry with its content switched off: the model server fails in the second agent's turn."""
    with ScriptedModel([*KILN[:2], fail(500, "scripted outage")]) as model, traced("glaze") as (provider, sink):
        openllmetry(provider, content=False)
        ask(kiln(model), "Which kiln is free for glazing?")
        provider.force_flush()
        write(sink, "glaze-outage-silent.traceloop.jsonl.gz", framework="langgraph", agents=["potter", "firer"],
              tool_calls=1, end="error", tokens=totals(model))


if __name__ == "__main__":
    main(__file__)
