"""Samples of what AutoGen 0.7.5 writes beside its results: lines of the logger `autogen_core.events`, with and without a
formatter's prefix, of teams and of an application on AutoGen Core alone; and saved states of teams. See README.md."""

import asyncio
import io
import json
import logging
import sys
from contextlib import contextmanager
from dataclasses import dataclass

from autogen_agentchat.conditions import HandoffTermination
from autogen_agentchat.messages import HandoffMessage
from autogen_agentchat.teams import RoundRobinGroupChat, SelectorGroupChat, Swarm
from autogen_core import (
    EVENT_LOGGER_NAME,
    AgentId,
    MessageContext,
    RoutedAgent,
    SingleThreadedAgentRuntime,
    message_handler,
)
from autogen_core.models import SystemMessage, UserMessage

from agentchat import TERMINATE, agent, client_of, totals
from output import finding, write
from scripted_model import ScriptedModel, call, calls, fail, say

SCENARIOS = {}


def scenario(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


@contextmanager
def event_log(form=None):
    """Collects what a file handler on the event logger would write."""
    logger = logging.getLogger(EVENT_LOGGER_NAME)
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    if form is not None:
        handler.setFormatter(logging.Formatter(form))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield out
    finally:
        logger.removeHandler(handler)


async def state_of(team):
    return json.dumps(await team.save_state(), indent=1)


@scenario
async def lighthouse_log():
    """A selector chooses between two agents; a tool raises once, is called again, and the result is checked."""
    answers = iter([ConnectionError("the radio was silent"), "lamp lit, 14 flashes a minute", "lamp lit, 14 flashes a minute"])

    def lamp_state(tower: str) -> str:
        """State of a lamp."""
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    replies = [
        say("keeper"),
        call("lamp_state", tower="Skagen"),
        call("lamp_state", tower="Skagen"),
        say("The lamp of Skagen is lit with 14 flashes a minute."),
        say("inspector"),
        call("lamp_state", tower="Skagen"),
        say("I asked the tower myself: lit, 14 flashes a minute. The report is right. TERMINATE"),
    ]
    with ScriptedModel(replies) as model, event_log() as out:
        options = {"tools": [lamp_state], "reflect_on_tool_use": True, "max_tool_iterations": 2}
        team = SelectorGroupChat(
            [
                agent(model, "keeper", "You look after lighthouses. Use lamp_state.", **options),
                agent(model, "inspector", "You verify reports with lamp_state. Say TERMINATE if they are right.", **options),
            ],
            model_client=client_of(model),
            termination_condition=TERMINATE,
        )
        await team.run(task="Is the lamp of Skagen lit? Have the report verified.")
        write("lighthouse.event-log.jsonl", out.getvalue(), agents=["keeper", "inspector"], tool_calls=3,
              end="completed", tokens=totals(model))


@scenario
async def herbarium_log():
    """Two runs of one swarm in a log with a prefix on each line: the first one waits for the user's answer."""
    replies = [
        calls([("transfer_to_user", {})], text="The finder has to say where the leaf was found."),
        say("A leaf from a chalk meadow: Sanguisorba minor. I compared it with sheet 88. TERMINATE"),
        say("The next free sheet number is 412; I counted the index twice. TERMINATE"),
    ]
    with ScriptedModel(replies) as model, event_log("%(levelname)s:%(name)s:%(message)s") as out:
        curator = agent(model, "curator", "You name plants. Hand over to the user if a fact is missing.", handoffs=["user"])
        team = Swarm([curator], termination_condition=HandoffTermination("user") | TERMINATE)
        await team.run(task="Which plant is this toothed leaf?")
        await team.run(task=HandoffMessage(source="user", target="curator", content="It was found on a chalk meadow."))
        await team.run(task="Which sheet number is free?")
        write("herbarium.event-log.txt", out.getvalue(), agents=["curator"], tool_calls=0, runs=2, end="completed",
              tokens=totals(model))


@scenario
async def sluice_log():
    """The same request with the same answer over and over, until the turns are over. The log does not say why it ended."""

    def water_level(gate: str) -> str:
        """Level at a gate."""
        return f"{gate}: 2.10 m"

    replies = [call("water_level", gate="Gate 4"), say("The level is 2.10 m, but I am not sure. I will ask again.")]
    with ScriptedModel(lambda _, n: replies[n % 2]) as model, event_log() as out:
        options = {"tools": [water_level], "reflect_on_tool_use": True}
        team = RoundRobinGroupChat([agent(model, "sluice_warden", "You read levels.", **options)], max_turns=5)
        await team.run(task="How high is the water at gate 4?")
        write("sluice-loop.event-log.jsonl", out.getvalue(), agents=["sluice_warden"], tool_calls=5, end="unknown",
              tokens=totals(model), clean=["FM-1.5", "FM-2.1"],
              must_find=[finding("FM-1.3", "sluice_warden", '{"gate": "Gate 4"}')])


@scenario
async def balloon_log():
    """The model's endpoint fails in the second agent's turn."""
    replies = [say("Wind at 500 m is 12 knots from the west."), fail(500, "the weather model is down")]
    with ScriptedModel(replies) as model, event_log("%(asctime)s %(name)s %(levelname)s %(message)s") as out:
        team = RoundRobinGroupChat(
            [agent(model, "forecaster", "You read winds."), agent(model, "pilot", "You plan ascents.")],
            termination_condition=TERMINATE,
        )
        try:
            await team.run(task="Plan a balloon ascent for tomorrow morning.")
        except RuntimeError:
            pass
        used = [model.usage[0]["prompt_tokens"], model.usage[0]["completion_tokens"]]
        write("balloon-exception.event-log.txt", out.getvalue(), agents=["forecaster", "pilot"], tool_calls=0,
              end="error", tokens=used)


@dataclass
class Order:
    content: str


@dataclass
class Proof:
    content: str


class Typesetter(RoutedAgent):
    def __init__(self, client):
        super().__init__("sets type")
        self._client = client
        self._prompt = SystemMessage(content="You set type.")

    @message_handler
    async def on_order(self, message: Order, context: MessageContext) -> Proof:
        result = await self._client.create([self._prompt, UserMessage(content=message.content, source="user")])
        answer = await self.send_message(Proof(content=result.content), AgentId("proofreader", "default"))
        return Proof(content=answer.content)


class Proofreader(RoutedAgent):
    def __init__(self, client):
        super().__init__("reads proofs")
        self._client = client
        self._prompt = SystemMessage(content="You read proofs.")

    @message_handler
    async def on_proof(self, message: Proof, context: MessageContext) -> Proof:
        result = await self._client.create([self._prompt, UserMessage(content=message.content, source="typesetter")])
        return Proof(content=result.content)


@scenario
async def printshop_log():
    """An application on AutoGen Core: its own message types, no team."""
    replies = [say("THE REEDS. A poem in 12 lines, set in Garamond 11."), say("Checked line by line against the manuscript: 12 lines, no error.")]
    with ScriptedModel(replies) as model, event_log() as out:
        client = client_of(model)
        runtime = SingleThreadedAgentRuntime()
        await Typesetter.register(runtime, "typesetter", lambda: Typesetter(client))
        await Proofreader.register(runtime, "proofreader", lambda: Proofreader(client))
        runtime.start()
        await runtime.send_message(Order(content="Set the poem The Reeds and have it proofread."), AgentId("typesetter", "default"))
        await runtime.stop_when_idle()
        write("printshop.event-log.jsonl", out.getvalue(), agents=["typesetter", "proofreader"], tool_calls=0,
              end="unknown", tokens=totals(model))


# --- saved states ------------------------------------------------------------------------------------------------


@scenario
async def cider_state():
    """A state saved after two tasks of the same team: two runs."""

    def must_weight(barrel: int) -> str:
        """Sugar of a barrel."""
        return f"barrel {barrel}: {50 + barrel} degrees Oechsle"

    replies = [
        call("must_weight", barrel=3),
        say("Barrel 3 holds 53 degrees Oechsle."),
        call("must_weight", barrel=3),
        say("I measured barrel 3 again: 53 degrees, as stated. TERMINATE"),
        call("must_weight", barrel=5),
        say("Barrel 5 holds 55 degrees Oechsle."),
        call("must_weight", barrel=5),
        say("Measured again: 55 degrees for barrel 5. TERMINATE"),
    ]
    with ScriptedModel(replies) as model:
        options = {"tools": [must_weight], "reflect_on_tool_use": True}
        team = RoundRobinGroupChat(
            [
                agent(model, "cider_maker", "You measure barrels.", **options),
                agent(model, "cellar_master", "You measure again and say TERMINATE when a figure is right.", **options),
            ],
            termination_condition=TERMINATE,
        )
        await team.run(task="How sweet is the must in barrel 3? Have it measured twice.")
        await team.run(task="Now please do the same for barrel 5.")
        write("cider.team-state.json", await state_of(team), agents=["cider_maker", "cellar_master"], tool_calls=4,
              runs=2, end="completed", tokens=totals(model))


@scenario
async def ferry_bell_state():
    """A loop of identical calls, saved when the turns were over."""

    def bell_order(ferry: str) -> str:
        """State of an order."""
        return f"{ferry}: order not found"

    replies = [call("bell_order", ferry="Hjalmar"), say("No order was found for the Hjalmar, so I look once more.")]
    with ScriptedModel(lambda _, n: replies[n % 2]) as model:
        options = {"tools": [bell_order], "reflect_on_tool_use": True}
        team = RoundRobinGroupChat([agent(model, "purser", "You look up orders.", **options)], max_turns=5)
        await team.run(task="Has the new bell for the ferry Hjalmar been ordered?")
        write("ferry-bell-loop.team-state.json", await state_of(team), agents=["purser"], tool_calls=5, end="unknown",
              tokens=totals(model), clean=["FM-1.5", "FM-2.1"],
              must_find=[finding("FM-1.3", "purser", '{"ferry": "Hjalmar"}')])


@scenario
async def bookbinder_state():
    """The state of one agent: its model's context."""

    def paper_stock(kind: str) -> str:
        """Sheets in stock."""
        return f"{kind}: 240 sheets"

    replies = [
        calls([("paper_stock", {"kind": "marbled"})], text="I look at the stock first."),
        say("There are 240 marbled sheets, counted in the stock list, enough for 60 books of 4 sheets each."),
    ]
    with ScriptedModel(replies) as model:
        binder = agent(model, "bookbinder", "You bind books.", tools=[paper_stock], reflect_on_tool_use=True)
        await binder.run(task="Is there enough marbled paper for 60 books of 4 sheets?")
        write("bookbinder.agent-state.json", await state_of(binder), agents=["bookbinder"], tool_calls=1, end="unknown")


if __name__ == "__main__":
    for chosen in sys.argv[1:] or SCENARIOS:
        asyncio.run(SCENARIOS[chosen]())
