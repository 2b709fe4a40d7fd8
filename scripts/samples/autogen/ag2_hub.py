"""Samples of AG2 1.2.1: channel logs of a hub with the files beside them, and event logs of agents. See README.md."""

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ag2 import Agent, KnowledgeConfig  # noqa: E402
from ag2.config import OpenAIConfig  # noqa: E402
from ag2.knowledge import DiskKnowledgeStore  # noqa: E402
from ag2.network import Finish, Handoff, Hub, HubClient, LocalLink, Passport, Resume  # noqa: E402
from ag2.network.transitions import (  # noqa: E402
    AgentTarget,
    FromSpeaker,
    StayTarget,
    ToolCalled,
    Transition,
    TransitionGraph,
)

from output import EXPECTED, SAMPLES, finding, write  # noqa: E402
from scripted_model import API_KEY, ScriptedModel, call, fail, say  # noqa: E402

FOLDER = "ag2"
SCENARIOS = {}


def scenario(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


def config_of(model):
    return OpenAIConfig(model="gpt-4o-mini", base_url=model.base_url, api_key=API_KEY, max_retries=0)


def fresh(name):
    """Ids differ from run to run, so what an earlier one wrote goes first."""
    for root in (SAMPLES, EXPECTED):
        shutil.rmtree(root / FOLDER / name, ignore_errors=True)


def keep(source, path):
    """A file that the framework wrote beside a log."""
    target = SAMPLES / FOLDER / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(source.read_text())


def totals(model):
    return [sum(usage[key] for usage in model.usage) for key in ("prompt_tokens", "completion_tokens")]


class HubFolder:
    """A hub on a folder of its own, with agents and one person."""

    def __init__(self, model, folder):
        self.model = model
        self.folder = Path(folder)

    async def __aenter__(self):
        self.hub = await Hub.open(DiskKnowledgeStore(str(self.folder)), expectation_sweep_interval=0)
        self.client = HubClient(LocalLink(self.hub), hub=self.hub)
        return self

    async def __aexit__(self, *_):
        await self.client.close()
        await self.hub.close()

    async def agent(self, name, prompt, tools=(), **options):
        agent = Agent(name, prompt, config=config_of(self.model), tools=list(tools), **options)
        return await self.client.register(agent, Passport(name=name), Resume())

    async def person(self, name):
        return await self.client.register_human(Passport(name=name))

    async def until_closed(self, channel):
        for _ in range(100):
            metadata = await self.client.get_channel(channel.channel_id)
            if metadata.state.value != "active":
                break
            await asyncio.sleep(0.05)

    def save(self, name, channel, **facts):
        fresh(name)
        for passport in self.folder.glob("agents/*/passport.json"):
            keep(passport, f"{name}/{passport.relative_to(self.folder)}")
        keep(self.folder / "audit" / "audit.jsonl", f"{name}/audit/audit.jsonl")
        log = f"channels/{channel.channel_id}/wal.jsonl"
        write(f"{name}/{log}", (self.folder / log).read_text(), framework="ag2", folder=FOLDER, tool_calls=None, **facts)


@scenario
async def greenhouse():
    """A workflow with a handoff and a declared end."""

    def to_botanist(question: str) -> Handoff:
        """Hand over to the botanist."""
        return Handoff(target="botanist", reason=question)

    def close_case(result: str) -> Finish:
        """The work is done."""
        return Finish(reason=result)

    replies = [
        call("to_botanist", question="Which pest leaves silver lines on leaves?"),
        say("The leaves of bed 2 show silver lines; the botanist should name the pest."),
        call("close_case", result="Thrips named and checked against the lens photographs."),
        say("Silver lines come from thrips. I checked the lens photographs: nymphs are visible on three leaves."),
    ]
    with ScriptedModel(replies) as model, tempfile.TemporaryDirectory() as folder:
        async with HubFolder(model, folder) as hub:
            gardener = await hub.agent("gardener", "You look after beds.", [to_botanist])
            botanist = await hub.agent("botanist", "You name pests and close the case.", [close_case])
            owner = await hub.person("owner")
            graph = TransitionGraph(
                initial_speaker=owner.agent_id,
                transitions=[
                    Transition(when=FromSpeaker(owner.agent_id), then=AgentTarget(gardener.agent_id)),
                    Transition(when=ToolCalled("to_botanist"), then=AgentTarget(botanist.agent_id)),
                ],
                default_target=StayTarget(),
                max_turns=8,
            )
            members = [gardener.agent_id, botanist.agent_id]
            channel = await owner.open(type="workflow", target=members, knobs={"graph": graph.to_dict()})
            await owner.send(channel.channel_id, "The leaves in bed 2 have silver lines. What is it?")
            await hub.until_closed(channel)
            hub.save("greenhouse", channel, agents=["owner", "gardener", "botanist"], end="completed")


@scenario
async def observatory():
    """The second agent's model fails, which only the hub's audit log tells."""
    replies = [say("The dome opens at 21:40; clouds are expected from 02:00."), fail(400, "context length exceeded")]
    with ScriptedModel(replies) as model, tempfile.TemporaryDirectory() as folder:
        async with HubFolder(model, folder) as hub:
            warden = await hub.agent("dome_warden", "You plan the dome.")
            observer = await hub.agent("observer", "You plan exposures.")
            visitor = await hub.person("visitor")
            graph = TransitionGraph.round_robin([visitor.agent_id, warden.agent_id, observer.agent_id], max_turns=6)
            members = [warden.agent_id, observer.agent_id]
            channel = await visitor.open(type="workflow", target=members, knobs={"graph": graph.to_dict()})
            await visitor.send(channel.channel_id, "Plan tonight's observation of M31.")
            for _ in range(100):
                await asyncio.sleep(0.05)
                if "turn_failed" in (hub.folder / "audit" / "audit.jsonl").read_text():
                    break
            hub.save("observatory", channel, agents=["visitor", "dome_warden", "observer"], end="error")


@scenario
async def census_wal():
    """In the middle of the count the lead begins again from the start; envelopes as `read_wal` gives them, without names."""
    opening = (
        "Hello everybody, I am the lead of the otter count. We go in three steps: first the upper stream, then the lake, and "
        "at last we compare with last year. Counter, please begin with the upper stream."
    )
    replies = 2 * [
        say(opening),
        say("Upper stream: four otters, two of them cubs."),
        say("Thank you. Now the lake, please."),
        say("Lake: seven otters, all grown."),
        say("Good. Were there tracks at the weir as well?"),
        say("Weir: tracks of one otter, two days old."),
    ]
    with ScriptedModel(replies) as model, tempfile.TemporaryDirectory() as folder:
        async with HubFolder(model, folder) as hub:
            lead = await hub.agent("lead", "You lead the count.")
            counter = await hub.agent("counter", "You count otters.")
            ranger = await hub.person("ranger")
            graph = TransitionGraph(
                initial_speaker=ranger.agent_id,
                transitions=[
                    Transition(when=FromSpeaker(lead.agent_id), then=AgentTarget(counter.agent_id)),
                ],
                default_target=AgentTarget(lead.agent_id),
                max_turns=13,
            )
            members = [lead.agent_id, counter.agent_id]
            channel = await ranger.open(type="workflow", target=members, knobs={"graph": graph.to_dict()})
            await ranger.send(channel.channel_id, "Count the otters and compare with last year.")
            await hub.until_closed(channel)
            envelopes = [envelope.to_dict() for envelope in await hub.client.read_wal(channel.channel_id)]
            write("otter-reset.wal.json", json.dumps(envelopes, indent=1), framework="ag2", folder=FOLDER, tool_calls=None,
                  agents=[ranger.agent_id, lead.agent_id, counter.agent_id], end="limit", clean=["FM-1.3", "FM-1.5"],
                  must_find=[finding("FM-2.1", lead.agent_id, "Hello everybody, I am the lead of the otter count.")])


# --- event logs of agents ----------------------------------------------------------------------------------------


def save_log(name, folder, **facts):
    """The event log of the one conversation that the agent had, and the description of its store."""
    fresh(name)
    keep(Path(folder) / "SKILL.md", f"{name}/SKILL.md")
    (log,) = Path(folder).glob("log/*.jsonl")
    write(f"{name}/log/{log.name}", log.read_text(), framework="ag2", folder=FOLDER, **facts)


def store(folder):
    return KnowledgeConfig(store=DiskKnowledgeStore(str(folder)), expose_tool=False)


@scenario
async def apiary():
    """An agent that gives a task to another one, a tool that raises once, and a second question: two runs."""
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
        say("Hive 7 weighs 41.2 kg, enough for the winter. I checked the limit for mites with the expert: one a day."),
        say("Hive 8 has no scale, so I cannot weigh it."),
    ]
    with ScriptedModel(replies) as model, tempfile.TemporaryDirectory() as folder:
        expert = Agent("varroa_expert", "You know mites.", config=config_of(model))
        tools = [weigh, expert.as_tool(description="Asks the expert for mites.")]
        keeper = Agent("bee_keeper", "You keep bees.", config=config_of(model), tools=tools, knowledge=store(folder))
        reply = await keeper.ask("Is hive 7 ready for the winter, and how many mites are too many?")
        await reply.ask("And how heavy is hive 8 at the moment?")
        save_log("apiary", folder, agents=["bee_keeper", "varroa_expert"], tool_calls=3, end="completed", runs=2,
                 tokens=totals(model))


@scenario
async def tide_gauge():
    """The same call with the same answer, over and over."""

    def read_gauge(harbour: str) -> str:
        """Water level."""
        return f"{harbour}: no reading"

    replies = [call("read_gauge", harbour="Esbjerg")] * 5 + [say("The gauge of Esbjerg gives no reading, I cannot say.")]
    with ScriptedModel(replies) as model, tempfile.TemporaryDirectory() as folder:
        pilot = Agent("harbour_pilot", "You read gauges.", config=config_of(model), tools=[read_gauge], knowledge=store(folder))
        await pilot.ask("How high is the water in Esbjerg?")
        save_log("tide-gauge-loop", folder, agents=["harbour_pilot"], tool_calls=5, end="completed", tokens=totals(model),
                 clean=["FM-1.5", "FM-2.1"],
                 must_find=[finding("FM-1.3", "harbour_pilot", '{"harbour": "Esbjerg"}')])


if __name__ == "__main__":
    for chosen in sys.argv[1:] or SCENARIOS:
        asyncio.run(SCENARIOS[chosen]())
