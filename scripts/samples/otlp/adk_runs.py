"""OTLP samples of Google's Agent Development Kit, by its own spans. See README.md."""

import asyncio
import os

from tracing import capture_genai_content, main, scenario, totals, traced, write

from scripted_model import API_KEY, ScriptedModel, call, fail, say

os.environ["ADK_SUPPRESS_EXPERIMENTAL_FEATURE_WARNINGS"] = "true"


def agent(model, name, instruction, **options):
    from google.adk.agents import LlmAgent
    from google.adk.models.lite_llm import LiteLlm

    llm = LiteLlm(model="openai/gpt-4o-mini", api_base=model.base_url, api_key=API_KEY, num_retries=0)
    return LlmAgent(name=name, model=llm, instruction=instruction, description=instruction, **options)


def run(root, task, **options):
    from google.adk.agents.run_config import RunConfig
    from google.adk.runners import InMemoryRunner
    from google.genai import types

    async def go():
        runner = InMemoryRunner(agent=root, app_name="sample")
        session = await runner.session_service.create_session(app_name="sample", user_id="guest")
        said = types.Content(role="user", parts=[types.Part(text=task)])
        config = RunConfig(**options)
        async for _ in runner.run_async(user_id="guest", session_id=session.id, new_message=said, run_config=config):
            pass

    try:
        asyncio.run(go())
    except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
        print(type(error).__name__, str(error)[:120])


def bakery(model):
    def oven_state(oven: str) -> str:
        """State of an oven."""
        return f"{oven}: free from 04:30, 240 C"

    baker = agent(model, "baker", "You know the ovens.", tools=[oven_state])
    return agent(model, "shop", "You take orders and transfer to the baker.", sub_agents=[baker])


BREAD = [
    call("transfer_to_agent", agent_name="baker"),
    call("oven_state", oven="O2"),
    say("Oven O2 is free from 04:30 at 240 C, so forty rolls can be ready at 06:00."),
]


@scenario
def bakery_transfer():
    """The shop transfers to the baker, who looks the oven up and answers."""
    capture_genai_content(True)
    with ScriptedModel(BREAD) as model, traced("bakery") as (provider, sink):
        run(bakery(model), "Can forty rolls be ready at six?")
        provider.force_flush()
        write(sink, "bakery-transfer.adk.pb", framework="google-adk", agents=["shop", "baker"], tool_calls=1, end="completed",
              tokens=totals(model))


@scenario
def bakery_1():
    """The same in version 1.14, which wrote requests and responses into attributes of its own; run it with that."""
    import google.adk

    if not google.adk.__version__.startswith("1."):
        return print("bakery-1 needs google-adk 1.14.1")
    with ScriptedModel(BREAD) as model, traced("bakery") as (provider, sink):
        run(bakery(model), "Can forty rolls be ready at six?")
        provider.force_flush()
        write(sink, "bakery-transfer.adk-1.pb.gz", framework="google-adk", agents=["shop", "baker"], tool_calls=1,
              end="completed", tokens=totals(model))


@scenario
def bakery_silent():
    """Content is off by default; the model fails in the second agent's turn."""
    with ScriptedModel([*BREAD[:2], fail(500, "scripted outage")]) as model, traced("bakery") as (provider, sink):
        run(bakery(model), "Can forty rolls be ready at six?")
        provider.force_flush()
        write(sink, "bakery-outage-silent.adk.jsonl", framework="google-adk", agents=["shop", "baker"], tool_calls=1,
              end="error", tokens=totals(model))


@scenario
def flour_limit():
    """The same call until the limit of model calls."""
    capture_genai_content(True)

    def flour_stock(sort: str) -> str:
        """Stock of a sort of flour."""
        return f"{sort}: scale not ready"

    with ScriptedModel([call("flour_stock", sort="rye")]) as model, traced("flour") as (provider, sink):
        run(agent(model, "miller", "You weigh flour.", tools=[flour_stock]), "How much rye flour is there?", max_llm_calls=5)
        provider.force_flush()
        write(sink, "flour-limit.adk.json", framework="google-adk", agents=["miller"], tool_calls=5, end="limit",
              tokens=totals(model))


if __name__ == "__main__":
    main(__file__)
