"""OTLP samples of pydantic-ai, by its own instrumentation. See README.md."""

from tracing import finding, main, scenario, totals, traced, write

from pydantic_ai import Agent, UsageLimits
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.models.instrumented import InstrumentationSettings
from pydantic_ai.providers.openai import OpenAIProvider
from openai import AsyncOpenAI

from scripted_model import API_KEY, ScriptedModel, call, fail, say


def agent(model, provider, name, instructions, content=True, **options):
    client = AsyncOpenAI(base_url=model.base_url, api_key=API_KEY, max_retries=0)
    made = Agent(
        OpenAIChatModel("gpt-4o-mini", provider=OpenAIProvider(openai_client=client)),
        name=name,
        instructions=instructions,
        **options,
    )
    made.instrument = InstrumentationSettings(tracer_provider=provider, include_content=content)
    return made


def observatory(model, provider, **options):
    """An agent that asks another one through a tool."""
    almanac = agent(model, provider, "almanac", "You know the sky.", **options)
    guide = agent(model, provider, "sky_guide", "You plan evenings and ask the almanac.", **options)

    @almanac.tool_plain
    def moon_phase(day: str) -> str:
        """Phase of the moon on a day."""
        return f"{day}: new moon, sets at 20:05"

    @guide.tool_plain
    async def ask_almanac(question: str) -> str:
        """Asks the almanac."""
        return (await almanac.run(question)).output

    return guide


def run(first, task, **options):
    try:
        return first.run_sync(task, **options)
    except Exception as error:  # noqa: BLE001 - whatever the framework raises is the scenario
        print(type(error).__name__, str(error)[:100])


SKY = [
    call("ask_almanac", question="Which moon on 9 May?"),
    call("moon_phase", day="9 May"),
    say("On 9 May there is a new moon; it sets at 20:05."),
    say("Come on 9 May after 20:05: the moon is new and has set, so the sky is dark."),
]


@scenario
def sky_evening():
    """One agent asks the other, which looks the moon up."""
    with ScriptedModel(SKY) as model, traced("sky") as (provider, sink):
        run(observatory(model, provider), "Is 9 May good for watching stars?")
        provider.force_flush()
        write(sink, "sky-evening.pydantic-ai.pb", framework="pydantic-ai", agents=["sky_guide", "almanac"], tool_calls=2,
              end="completed", tokens=totals(model))


@scenario
def sky_silent():
    """Content switched off; the model fails in the second agent's turn."""
    with ScriptedModel([*SKY[:2], fail(500, "scripted outage")]) as model, traced("sky") as (provider, sink):
        run(observatory(model, provider, content=False), "Is 9 May good for watching stars?")
        provider.force_flush()
        write(sink, "sky-outage-silent.pydantic-ai.jsonl", framework="pydantic-ai", agents=["sky_guide", "almanac"],
              tool_calls=2, end="error", tokens=totals(model))


@scenario
def dome_limit():
    """The same call until the limit of requests."""
    with ScriptedModel([call("dome_state", dome="north")]) as model, traced("dome") as (provider, sink):
        keeper = agent(model, provider, "dome_keeper", "You open the dome.")

        @keeper.tool_plain
        def dome_state(dome: str) -> str:
            """State of a dome."""
            return f"{dome} dome: closed, motor busy"

        run(keeper, "Open the north dome.", usage_limits=UsageLimits(request_limit=5))
        provider.force_flush()
        write(sink, "dome-limit.pydantic-ai.json", framework="pydantic-ai", agents=["dome_keeper"], tool_calls=5, end="limit",
              tokens=totals(model), must_find=[finding("FM-1.3", "dome_keeper", "north dome: closed, motor busy")],
              clean=["FM-1.5", "FM-2.1", "FM-3.2"])


if __name__ == "__main__":
    main(__file__)
