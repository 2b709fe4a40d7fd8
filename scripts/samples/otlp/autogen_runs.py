"""OTLP samples of AutoGen 0.7.5: its own spans, and OpenInference (autogen-agentchat) beside them. See README.md."""

import asyncio

from tracing import ROOT, finding, main, scenario, totals, traced, write

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import RoundRobinGroupChat, SelectorGroupChat
from autogen_ext.models.openai import OpenAIChatCompletionClient
from opentelemetry import trace

from otlp_sink import write_requests
from scripted_model import API_KEY, ScriptedModel, call, fail, say

TERMINATE = TextMentionTermination("TERMINATE")


def openinference(provider):
    from openinference.instrumentation.autogen_agentchat import AutogenAgentChatInstrumentor

    AutogenAgentChatInstrumentor().instrument(tracer_provider=provider)


def client_of(model):
    return OpenAIChatCompletionClient(model="gpt-4o-mini", base_url=model.base_url, api_key=API_KEY, max_retries=0)


def agent(model, name, system, **options):
    return AssistantAgent(name, client_of(model), description=system.split(".")[0], system_message=system, **options)


def run(team, task):
    async def go():
        try:
            return await team.run(task=task)
        except RuntimeError as error:
            print(type(error).__name__)

    asyncio.run(go())


# --- healthy, or looks bad but is not ----------------------------------------------------------------------------------


@scenario
def audio_guide_debate():
    """Two rounds of a debate are the workflow's, and each brings something new."""
    replies = [
        say("Opening for: start the audio guide at the loom, because visitors enter there."),
        say("Opening against: the loom room holds only six people; start in the dye garden."),
        say("Rebuttal: six people fit if groups enter every four minutes, so the loom still works."),
        say("Rebuttal: four minutes need a steward; the dye garden needs none."),
        say("Weighing both: the dye garden needs no steward and has room. The guide starts in the dye garden. TERMINATE"),
    ]
    with ScriptedModel(replies) as model, traced("audio-guide") as (provider, sink):
        team = RoundRobinGroupChat(
            [
                agent(model, "advocate", "You argue for the motion."),
                agent(model, "opponent", "You argue against the motion."),
                agent(model, "chair", "You listen to both rounds and decide. Say TERMINATE then."),
            ],
            termination_condition=TERMINATE,
        )
        # The chair speaks third: it asks for the second round before it decides.
        replies.insert(2, say("Thank you. Second round, please."))
        run(team, "Debate in two rounds: should the audio guide start at the loom?")
        provider.force_flush()
        write(sink, "audio-guide-debate.autogen.pb", framework="autogen", agents=["advocate", "opponent", "chair"],
              tool_calls=0, end="unknown", tokens=totals(model))


@scenario
def parcel_customs_retry():
    """One retry after a time-out of the tool; the manager's own model calls choose the speakers."""
    answers = iter(["ERROR: time-out at the customs service", "Parcel 77-B: released on 4 June, no duty"])

    def customs_state(parcel: str) -> str:
        """State of a parcel at customs."""
        return next(answers)

    replies = [
        say("tracker"),
        call("customs_state", parcel="77-B"),
        say("The customs service timed out; I ask once more."),
        say("tracker"),
        call("customs_state", parcel="77-B"),
        say("Parcel 77-B was released on 4 June without duty."),
        say("writer"),
        say("Dear customer, parcel 77-B was released by customs on 4 June; there is no duty to pay. TERMINATE"),
    ]
    with ScriptedModel(replies) as model, traced("parcels") as (provider, sink):
        openinference(provider)
        tracker = agent(model, "tracker", "You ask customs.", tools=[customs_state], reflect_on_tool_use=True)
        writer = agent(model, "writer", "You write to customers. Say TERMINATE at the end.")
        team = SelectorGroupChat([tracker, writer], client_of(model), termination_condition=TERMINATE, allow_repeated_speaker=True)
        run(team, "Where is parcel 77-B? Write to the customer.")
        provider.force_flush()
        write(sink, "parcel-customs-retry.openinference.json", framework="autogen", agents=["tracker", "writer"],
              tool_calls=2, end="completed", tokens=totals(model))


@scenario
def reading_list_application():
    """The application opens a span of its own around the team: one trace, still one run."""

    def isbn_of(title: str) -> str:
        """ISBN of a title."""
        return f"{title}: 978-1-4028-9462-6"

    replies = [
        call("isbn_of", title="The Tern Colony"),
        say("The Tern Colony has the ISBN 978-1-4028-9462-6."),
        call("isbn_of", title="The Tern Colony"),
        say("Looked up again: 978-1-4028-9462-6 is right. TERMINATE"),
    ]
    with ScriptedModel(replies) as model, traced("reading-list") as (provider, sink):
        tools = {"tools": [isbn_of], "reflect_on_tool_use": True}
        finder = agent(model, "finder", "You find ISBNs.", **tools)
        checker = agent(model, "isbn_checker", "You check ISBNs with isbn_of. Say TERMINATE if they are right.", **tools)
        with trace.get_tracer("reading-list-app").start_as_current_span("fill reading list"):
            run(RoundRobinGroupChat([finder, checker], termination_condition=TERMINATE), "What is the ISBN of The Tern Colony?")
        provider.force_flush()
        write(sink, "reading-list-application.autogen.json.gz", framework="autogen", agents=["finder", "isbn_checker"],
              tool_calls=2, end="unknown", tokens=totals(model))


# --- failing ---------------------------------------------------------------------------------------------------------


@scenario
def train_table_after_the_end():
    """The answer is given and confirmed, and the team goes on until the limit of messages."""
    replies = [
        say("FINAL ANSWER: the last train to Oosterend leaves at 23:42."),
        say("Confirmed, 23:42 is the last train. The task is complete."),
        say("Yes, the task is complete. While we are here, the station cafe closes at 22:00."),
        say("Good to know. The task is complete, and the waiting room has new benches, by the way."),
        say("The benches are green, I believe. As said, the task is complete."),
        say("Green suits the station. The task is complete."),
    ]
    with ScriptedModel(replies) as model, traced("train-table", batch=16) as (provider, sink):
        openinference(provider)
        clerk = agent(model, "clerk", "You read train tables.")
        guard = agent(model, "guard", "You confirm answers.")
        run(RoundRobinGroupChat([clerk, guard], termination_condition=MaxMessageTermination(7)), "When does the last train to Oosterend leave?")
        provider.force_flush()
        write(sink, "train-table-after-the-end.openinference.jsonl", framework="autogen", agents=["clerk", "guard"],
              tool_calls=0, end="limit", tokens=totals(model),
              must_find=[finding("FM-1.5", "clerk", "FINAL ANSWER: the last train to Oosterend leaves at 23:42.")],
              clean=["FM-1.3", "FM-2.1", "FM-3.1"])


@scenario
def soil_report_limit():
    """The limit of turns comes while two of the four samples are open, and the team says so."""
    replies = [
        say("Order of work: samples A, B, C and D. I begin with sample A: pH 6.2, clay."),
        say("Sample B: pH 5.4, sand. Samples C and D are still open."),
        say("Sample C is in the dryer. Next I will measure sample D; both are not done yet."),
    ]
    with ScriptedModel(replies) as model, traced("soil-report") as (provider, sink):
        openinference(provider)
        team = RoundRobinGroupChat(
            [agent(model, "field_chemist", "You measure soil."), agent(model, "lab_chemist", "You measure soil.")],
            max_turns=3,
        )
        run(team, "Measure the pH of the soil samples A, B, C and D and report all four values.")
        provider.force_flush()
        write(sink, "soil-report-limit.openinference.pb.gz", framework="autogen", agents=["field_chemist", "lab_chemist"],
              tool_calls=0, end="limit", tokens=totals(model),
              must_find=[finding("FM-3.1", "field_chemist", "both are not done yet")], clean=["FM-1.3", "FM-1.5", "FM-2.1"])


@scenario
def well_pump_exception():
    """The model server fails in the second agent's turn."""

    def pump_state(well: str) -> str:
        """State of a pump."""
        return f"{well}: 3.1 bar, running dry alarm"

    replies = [
        call("pump_state", well="Well 2"),
        say("Well 2 reports 3.1 bar and a running dry alarm."),
        fail(500, "scripted outage"),
    ]
    with ScriptedModel(replies) as model, traced("well-pump") as (provider, sink):
        reader = agent(model, "gauge_reader", "You read gauges.", tools=[pump_state], reflect_on_tool_use=True)
        fitter = agent(model, "fitter", "You repair pumps. Say TERMINATE when done.")
        run(RoundRobinGroupChat([reader, fitter], termination_condition=TERMINATE), "Check the pump of well 2 and repair it.")
        provider.force_flush()
        write(sink, "well-pump-exception.autogen.jsonl.gz", framework="autogen", agents=["gauge_reader", "fitter"],
              tool_calls=1, end="error", tokens=totals(model))


@scenario
def surgery_rota_split():
    """One run over two files, with one request in both and the files' requests out of order; a test fixture."""
    replies = [
        say("Monday: Dr Ode. Tuesday: Dr Aalto."),
        say("Dr Aalto is away on Tuesday; please swap."),
        say("Swapped: Monday Dr Aalto, Tuesday Dr Ode. I checked both against the leave list. TERMINATE"),
    ]
    with ScriptedModel(replies) as model, traced("surgery-rota", batch=8) as (provider, sink):
        team = RoundRobinGroupChat(
            [agent(model, "planner", "You plan rotas. Say TERMINATE when done."), agent(model, "nurse", "You check rotas.")],
            termination_condition=TERMINATE,
        )
        run(team, "Plan the surgery for Monday and Tuesday.")
        provider.force_flush()
        fixtures = ROOT / "test" / "fixtures" / "otlp"
        middle = len(sink.bodies) // 2
        write_requests(fixtures / "rota-part-1.jsonl", sink.bodies[middle:])
        write_requests(fixtures / "rota-part-2.pb", [*reversed(sink.bodies[: middle + 1])])
        print("rota:", len(sink.bodies), "requests;", totals(model))


if __name__ == "__main__":
    main(__file__)
