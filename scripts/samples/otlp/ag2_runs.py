"""Samples of AG2's own spans: the classic API of 0.14.0 and 1.2.1, whichever is installed. See README.md."""

import asyncio
import os
import sys
from contextlib import suppress
from importlib.metadata import version

os.environ["AUTOGEN_USE_DOCKER"] = "0"
os.environ["AG2_OTEL_RECORD_CONTENT"] = "1"

from tracing import finding, main, scenario, totals, traced, write  # noqa: E402

from scripted_model import API_KEY, ScriptedModel, call, fail, say  # noqa: E402

CLASSIC = version("ag2").startswith("0.")


def classic(function):
    return scenario(function) if CLASSIC else function


def current(function):
    return function if CLASSIC else scenario(function)


# --- classic -----------------------------------------------------------------------------------------------------


def stops(message):
    return (message.get("content") or "").rstrip().endswith("TERMINATE")


class Classic:
    """Agents of the classic API whose spans are written."""

    def __init__(self, model, provider):
        import autogen
        from autogen.opentelemetry import instrument_agent, instrument_llm_wrapper

        instrument_llm_wrapper(tracer_provider=provider, capture_messages=True)
        self.autogen = autogen
        self._instrument = lambda agent: instrument_agent(agent, tracer_provider=provider)
        entry = {"model": "gpt-4o-mini", "base_url": model.base_url, "api_key": API_KEY, "max_retries": 0, "price": [0, 0]}
        self.config = {"config_list": [entry], "cache_seed": None}

    def assistant(self, name, prompt):
        return self._instrument(self.autogen.AssistantAgent(name, system_message=prompt, llm_config=self.config))

    def proxy(self, name, **options):
        options = {"human_input_mode": "NEVER", "code_execution_config": False, "is_termination_msg": stops, **options}
        return self._instrument(self.autogen.UserProxyAgent(name, **options))

    def tool(self, function, caller, executor, description):
        self.autogen.register_function(
            function, caller=caller, executor=executor, name=function.__name__, description=description
        )

    def manager(self, agents, rounds):
        chat = self.autogen.GroupChat(agents=agents, messages=[], max_round=rounds, speaker_selection_method="auto")
        return self._instrument(
            self.autogen.GroupChatManager(chat, llm_config=self.config, is_termination_msg=stops)
        )


@classic
def harpsichord():
    """A manager chooses the speakers with a model; a tool raises once and its result is checked at the end."""
    tensions = iter([OSError("the gauge is off"), "string A4: 62 N"])

    def tension(string: str) -> str:
        value = next(tensions)
        if isinstance(value, Exception):
            raise value
        return value

    replies = [
        say("tuner"), call("tension", string="A4"), say("tuner"), call("tension", string="A4"), say("tuner"),
        say("String A4 holds 62 N."), say("builder"),
        say("I compared 62 N with the drawing: 60 to 64 N are right. TERMINATE"),
    ]
    with ScriptedModel(replies) as model, traced("harpsichord") as (provider, sink):
        team = Classic(model, provider)
        tuner = team.assistant("tuner", "You tune harpsichords. Use tension.")
        builder = team.assistant("builder", "You check against drawings.")
        owner = team.proxy("owner_proxy")
        team.tool(tension, tuner, owner, "Tension of a string.")
        owner.initiate_chat(team.manager([owner, tuner, builder], 12), message="Is the tension of string A4 right?")
    write(sink, "harpsichord.ag2.pb.gz", framework="ag2", agents=["tuner", "owner_proxy", "builder"], tool_calls=2,
          end="completed", tokens=totals(model))


@classic
def snow_gauge():
    """The same call with the same answer until the turns are over."""

    def snow(pass_name: str) -> str:
        return f"{pass_name}: no reading"

    with ScriptedModel([call("snow", pass_name="Furka")]) as model, traced("snow-gauge") as (provider, sink):
        team = Classic(model, provider)
        warden = team.assistant("pass_warden", "You read snow gauges.")
        driver = team.proxy("driver_proxy")
        team.tool(snow, warden, driver, "Depth of the snow.")
        driver.initiate_chat(warden, message="How deep is the snow on the Furka pass?", max_turns=6, summary_method=lambda *_: "")
    write(sink, "snow-gauge-loop.ag2.jsonl", framework="ag2", agents=["pass_warden", "driver_proxy"], tool_calls=5,
          end="limit", tokens=totals(model), clean=["FM-1.5", "FM-2.1"],
          must_find=[finding("FM-1.3", "pass_warden", '{"pass_name":"Furka"}')])


@classic
def wax_seal():
    """The model's endpoint fails in the second turn."""
    replies = [say("The wax melts at 64 degrees."), fail(400, "the model is overloaded")]
    with ScriptedModel(replies) as model, traced("wax-seal") as (provider, sink):
        team = Classic(model, provider)
        sealer = team.assistant("sealer", "You make seals.")
        office = team.proxy("office_proxy", default_auto_reply="Please go on.", max_consecutive_auto_reply=3)
        with suppress(Exception):
            office.initiate_chat(sealer, message="How hot must the wax be, and how long does it set?")
    write(sink, "wax-seal-exception.ag2.json", framework="ag2", agents=["sealer", "office_proxy"], tool_calls=0,
          end="error", tokens=totals(model))


# --- 1.x ---------------------------------------------------------------------------------------------------------


class Current:
    """Agents of AG2 1.x whose spans are written."""

    def __init__(self, model, provider):
        from ag2 import Agent
        from ag2.config import OpenAIConfig
        from ag2.middleware.builtin.telemetry import TelemetryMiddleware

        config = OpenAIConfig(model="gpt-4o-mini", base_url=model.base_url, api_key=API_KEY, max_retries=0)

        def build(name, prompt, tools=()):
            telemetry = TelemetryMiddleware(tracer_provider=provider, agent_name=name)
            return Agent(name, prompt, config=config, tools=list(tools), middleware=[telemetry])

        self.agent = build


@current
def hive_scale():
    """An agent with a tool that raises once, and a second agent as a tool. Usage is written beside each call again."""
    weights = iter([OSError("the scale did not answer"), "hive 7: 41.2 kg"])

    def weigh(hive: int) -> str:
        """Weight of a hive."""
        weight = next(weights)
        if isinstance(weight, Exception):
            raise weight
        return weight

    replies = [
        call("weigh", hive=7),
        call("weigh", hive=7),
        call("task_varroa_expert", objective="How many mites a day are too many in October?"),
        say("More than one fallen mite a day in October is too many."),
        say("Hive 7 weighs 41.2 kg, enough for the winter; I checked the limit for mites with the expert: one a day."),
    ]
    with ScriptedModel(replies) as model, traced("hive-scale") as (provider, sink):
        team = Current(model, provider)
        expert = team.agent("varroa_expert", "You know mites.")
        keeper = team.agent("bee_keeper", "You keep bees.", [weigh, expert.as_tool(description="Asks the expert.")])
        asyncio.run(keeper.ask("Is hive 7 ready for the winter, and how many mites are too many?"))
    write(sink, "hive-scale.ag2.pb.gz", framework="ag2", agents=["bee_keeper", "varroa_expert"], tool_calls=3,
          end="completed", tokens=totals(model))


@current
def rope_walk():
    """The model's endpoint fails after the first call of a tool."""

    def breaking_load(rope: str) -> str:
        """Load at which a rope breaks."""
        return f"{rope}: 18 kN"

    replies = [call("breaking_load", rope="hemp 24 mm"), fail(400, "the model is overloaded")]
    with ScriptedModel(replies) as model, traced("rope-walk") as (provider, sink):
        roper = Current(model, provider).agent("rope_maker", "You make ropes.", [breaking_load])
        with suppress(Exception):
            asyncio.run(roper.ask("At which load does a hemp rope of 24 mm break?"))
    write(sink, "rope-walk-exception.ag2.jsonl.gz", framework="ag2", agents=["rope_maker"], tool_calls=1, end="error",
          tokens=totals(model))


if __name__ == "__main__":
    main(__file__)
