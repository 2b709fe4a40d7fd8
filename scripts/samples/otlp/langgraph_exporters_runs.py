"""OTLP samples of LangGraph as other exporters tell it: OpenLLMetry, Langfuse and LangSmith. See README.md."""

import json
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


def langfuse(provider):
    """Langfuse's own exporter finds no server; the provider's other exporter gets the same spans."""
    from langfuse import Langfuse

    Langfuse(public_key="pk-lf-sample", secret_key="sk-lf-sample", host="http://127.0.0.1:9", tracer_provider=provider)


def langfuse_callbacks(provider):
    from langfuse.langchain import CallbackHandler

    langfuse(provider)
    return {"callbacks": [CallbackHandler(public_key="pk-lf-sample")]}


def langsmith(provider):
    """LangSmith's client writes its runs as spans to the global provider."""
    os.environ.update(LANGSMITH_TRACING="true", LANGSMITH_OTEL_ENABLED="true", LANGSMITH_OTEL_ONLY="true",
                      LANGSMITH_API_KEY="lsv2-sample-not-a-key", LANGSMITH_ENDPOINT="http://127.0.0.1:9")


def flush_langsmith():
    from langchain_core.tracers.langchain import get_client

    get_client().flush()


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


@scenario
def kiln_langfuse():
    """Langfuse: the handover again."""
    with ScriptedModel(KILN) as model, traced("kiln") as (provider, sink):
        ask(kiln(model), "When can twelve bowls be fired at 1220 C?", **langfuse_callbacks(provider))
        provider.force_flush()
        write(sink, "kiln-handoff.langfuse.pb.gz", framework="langgraph", agents=["potter", "firer"], tool_calls=1,
              end="completed", tokens=totals(model))


def mint(model):
    """Two agents as decorated functions around Langfuse's OpenAI client."""
    from langfuse import observe
    from langfuse.openai import OpenAI

    client = OpenAI(base_url=model.base_url, api_key=API_KEY, max_retries=0)

    def chat(system, *messages, **options):
        answer = client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "system", "content": system}, *messages], **options
        )
        return answer.choices[0].message

    @observe(as_type="tool")
    def silver_price(grams: int):
        return f"{grams} g of silver cost {grams} EUR"

    schema = {"type": "object", "properties": {"grams": {"type": "integer"}}}
    offered = [{"type": "function", "function": {"name": "silver_price", "parameters": schema}}]

    @observe(as_type="agent")
    def assayer(question: str):
        asked = {"role": "user", "content": question}
        wish = chat("You know prices.", asked, tools=offered)
        call_ = wish.tool_calls[0]
        price = silver_price(**json.loads(call_.function.arguments))
        said = {"role": "tool", "tool_call_id": call_.id, "content": price}
        return chat("You know prices.", asked, wish.model_dump(exclude_none=True), said, tools=offered).content

    @observe(as_type="agent")
    def engraver(price: str):
        return chat("You write offers.", {"role": "user", "content": f"Write the offer. {price}"}).content

    @observe()
    def mint_offer(request: str):
        return engraver(assayer(request))

    return mint_offer


COINS = [
    call("silver_price", grams=31),
    say("31 g of silver cost 31 EUR, read from the price tool just now."),
    say("Offer: one coin of 31 g silver for 31 EUR plus 9 EUR for the work, 40 EUR in all."),
]


def make_offer(offer):
    try:
        offer("What does a coin of 31 g of silver cost?")
    except Exception as error:  # noqa: BLE001 - whatever the client raises is the scenario
        print(type(error).__name__)


@scenario
def mint_langfuse():
    """Langfuse: two decorated agents, the model's calls under them."""
    with ScriptedModel(COINS) as model, traced("mint") as (provider, sink):
        langfuse(provider)
        make_offer(mint(model))
        provider.force_flush()
        write(sink, "mint-offer.langfuse.json", framework="langfuse", agents=["assayer", "engraver"], tool_calls=1,
              end="completed", tokens=totals(model))


@scenario
def mint_langfuse_silent():
    """Langfuse told to record neither inputs nor outputs of decorated functions; the second agent's model fails."""
    os.environ["LANGFUSE_OBSERVE_DECORATOR_IO_CAPTURE_ENABLED"] = "false"
    with ScriptedModel([*COINS[:2], fail(500, "scripted outage")]) as model, traced("mint") as (provider, sink):
        langfuse(provider)
        make_offer(mint(model))
        provider.force_flush()
        write(sink, "mint-outage.langfuse.jsonl", framework="langfuse", agents=["assayer", "engraver"], tool_calls=1,
              end="error", tokens=totals(model))


@scenario
def kiln_langsmith():
    """LangSmith's OTel exporter: the handover again."""
    with ScriptedModel(KILN) as model, traced("kiln") as (provider, sink):
        langsmith(provider)
        ask(kiln(model), "When can twelve bowls be fired at 1220 C?")
        flush_langsmith()
        provider.force_flush()
        write(sink, "kiln-handoff.langsmith.pb.gz", framework="langgraph", agents=["potter", "firer"], tool_calls=1,
              end="completed", tokens=totals(model))


@scenario
def clay_outage_langsmith():
    """LangSmith's OTel exporter, whose spans say OK although the run died."""
    with ScriptedModel([*KILN[:2], fail(500, "scripted outage")]) as model, traced("clay") as (provider, sink):
        langsmith(provider)
        ask(kiln(model), "Which kiln is free for the clay pipes?")
        flush_langsmith()
        provider.force_flush()
        write(sink, "clay-outage.langsmith.jsonl.gz", framework="langgraph", agents=["potter", "firer"], tool_calls=1,
              end="error", tokens=totals(model))


if __name__ == "__main__":
    main(__file__)
