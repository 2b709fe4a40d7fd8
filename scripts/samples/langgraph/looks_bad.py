"""Runs that look like failures and are none: polling, paging, a retry, debate rounds, retries by the framework."""

from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import RetryPolicy
from langgraph_supervisor import create_supervisor
from scenarios import scenario
from scripted_model import call, fail, say
from stage import NO_CALLS_SEEN, NO_TOKENS, RULE_MODES, Play, ask


@scenario("updates", "debug-sub", "state-flat", "messages", "pretty")
def tile_export(stage):
    """One agent asks five times how an export is getting on, then checks the file."""
    answers = iter(["queued", "running, 20 %", "running, 20 %", "running, 20 %", "done: tiles.zip"])

    @stage.tool
    def start_export(region: str) -> str:
        """Starts the export of map tiles."""
        return "export 31 queued"

    @stage.tool
    def export_status(export: int) -> str:
        """How the export is getting on."""
        return next(answers)

    @stage.tool
    def verify_archive(name: str) -> str:
        """Opens an archive and compares its checksums."""
        return "412 files, all checksums match"

    llm = stage.model(
        call("start_export", region="Harz"),
        *[call("export_status", export=31) for _ in range(5)],
        call("verify_archive", name="tiles.zip"),
        say("The tiles of the Harz are in tiles.zip: 412 files, all checksums match."),
    )
    graph = create_agent(llm, [start_export, export_status, verify_archive], name="map_clerk")
    return Play(
        graph,
        [ask("Export the map tiles of the Harz and make sure that the archive is sound.")],
        agents=["map_clerk"],
        must_not_find=RULE_MODES,
        forms={"pretty": NO_TOKENS},
    )


@scenario("values-flat", "updates-sub", "langsmith-runs")
def inbox_pages(stage):
    """An agent pages through an inbox; the third page fails once and is asked for again."""
    failed = []

    @stage.tool
    def list_mail(page: int) -> str:
        """Lists one page of the inbox."""
        if page == 3 and not failed:
            failed.append(page)
            return "error: 503 service unavailable, try again"
        return f"page {page} of 4: " + ", ".join(f"invoice {page}{n}" for n in range(1, 4))

    @stage.tool
    def count_lines(text: str) -> str:
        """Counts the items of a list."""
        return "12"

    llm = stage.model(
        call("list_mail", page=1),
        call("list_mail", page=2),
        call("list_mail", page=3),
        call("list_mail", page=3),
        call("list_mail", page=4),
        call("count_lines", text="invoices 11 to 43"),
        say("There are 12 invoices on the four pages, 11 to 43; counted twice."),
    )
    graph = create_agent(llm, [list_mail, count_lines], name="mail_reader", system_prompt="You read the office inbox.")
    return Play(
        graph,
        [ask("How many invoices are in the inbox?")],
        agents=["mail_reader"],
        must_not_find=RULE_MODES,
    )


@scenario("updates-flat", "values-flat", "state-dicts")
def dam_debate(stage):
    """Two nodes argue for a fixed number of rounds and a third weighs their words: rounds of a debate are no loop."""
    llm = stage.model(
        say("Raising the dam by two metres stores 1.4 million cubic metres more, enough for the dry summers of this decade."),
        say("Raising it drowns eleven hectares of alder wood, and the valley road would have to move."),
        say("The road is due for renewal anyway; the wood can be replanted on the north slope within five years."),
        say("North-facing slopes do not carry alder. A second, smaller basin upstream costs less and drowns nothing."),
        say(
            "Both sides checked against the survey: the storage gain is right, and so is the loss of wood. "
            "Decision: the upstream basin, since it gives 60 % of the storage at a third of the cost."
        ),
    )

    def speaker(name, brief):
        def speak(state: MessagesState):
            answer = llm.invoke([("system", brief), *state["messages"]])
            return {"messages": [AIMessage(answer.content, name=name, usage_metadata=answer.usage_metadata)]}

        return speak

    builder = StateGraph(MessagesState)
    for name, brief in [
        ("for_raising", "Argue for raising the dam."),
        ("against_raising", "Argue against raising the dam."),
        ("arbiter", "Weigh both sides and decide."),
    ]:
        builder.add_node(name, speaker(name, brief))
    builder.add_edge(START, "for_raising")
    builder.add_edge("for_raising", "against_raising")
    builder.add_conditional_edges(
        "against_raising", lambda state: "arbiter" if len(state["messages"]) > 4 else "for_raising"
    )
    builder.add_edge("arbiter", END)
    return Play(
        builder.compile(),
        [ask("Should the dam at Sorbach be raised? Argue in two rounds, then decide with reasons.")],
        agents=["for_raising", "against_raising", "arbiter"],
        must_not_find=RULE_MODES,
        forms={form: NO_CALLS_SEEN for form in ("updates", "values", "state")},
    )


@scenario("updates-sub", "debug", "langsmith-tree")
def flaky_endpoint(stage):
    """The model's endpoint fails once and the client tries again; a node fails once and its retry policy runs it again."""
    broken = []

    @stage.tool
    def tide_table(port: str) -> str:
        """Tide table of a port."""
        return "high water 04:12 and 16:37, low water 10:25"

    @stage.tool
    def check_tide(port: str, time: str) -> str:
        """Compares a time with the gauge's own record."""
        return "gauge record: high water 16:37, agrees"

    llm = stage.model(
        fail(500, "upstream connect error"),
        call("tide_table", port="Husum"),
        call("check_tide", port="Husum", time="16:37"),
        say("Afternoon high water at Husum is at 16:37; the gauge's record agrees."),
        max_retries=2,
    )
    pilot = create_agent(llm, [tide_table, check_tide], name="pilot")

    def log_entry(state: MessagesState):
        if not broken:
            broken.append(True)
            raise ConnectionError("log book is locked")
        return {"messages": [AIMessage("Entered in the log: high water Husum 16:37.", name="log_keeper")]}

    builder = StateGraph(MessagesState)
    builder.add_node("pilot", pilot)
    builder.add_node("log_keeper", log_entry, retry_policy=RetryPolicy(max_attempts=3, initial_interval=0.01, jitter=False))
    builder.add_edge(START, "pilot")
    builder.add_edge("pilot", "log_keeper")
    builder.add_edge("log_keeper", END)
    return Play(
        builder.compile(),
        [ask("When is high water at Husum this afternoon? Check it and enter it in the log.")],
        agents=["pilot", "log_keeper"],
        must_not_find=RULE_MODES,
    )


@scenario("updates-flat", "state-dumps", "langsmith-project")
def two_questions(stage):
    """Two questions on one thread are two runs; a supervisor hands back only last messages, so calls are hidden."""

    @stage.tool
    def opening_hours(place: str) -> str:
        """Opening hours of a place."""
        return {"museum": "10 to 18, closed on Mondays", "library": "9 to 20"}[place]

    from langgraph.checkpoint.memory import InMemorySaver

    llm = stage.model(
        call("transfer_to_porter"),
        call("opening_hours", place="museum"),
        say("The museum is open from 10 to 18, closed on Mondays."),
        say("The museum is open from 10 to 18 and closed on Mondays."),
        call("transfer_to_porter"),
        call("opening_hours", place="library"),
        say("The library is open from 9 to 20."),
        say("The library is open from 9 to 20."),
    )
    porter = create_agent(llm, [opening_hours], name="porter")
    graph = create_supervisor([porter], model=llm, output_mode="last_message", supervisor_name="desk").compile(
        checkpointer=InMemorySaver()
    )
    return Play(
        graph,
        [ask("When is the museum open?"), ask("And what are the hours of the library in Brook Street?")],
        runs=2,
        agents=["desk", "porter"],
        must_not_find=RULE_MODES,
        # The porter's calls stay inside the subgraph, and with them the model calls that made them.
        forms={form: {**NO_CALLS_SEEN, "hiddenCalls": [1, 5]} for form in ("updates", "state")},
    )
