"""Runs in which something goes wrong that must be found."""

from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, create_react_agent
from langgraph_supervisor import create_supervisor
from langgraph_swarm import create_handoff_tool, create_swarm
from scenarios import scenario
from scripted_model import call, say
from stage import NO_CALLS_SEEN, Play, ask, finding


@scenario("updates-sub", "state-flat", "langsmith-runs")
def same_lookup(stage):
    """FM-1.3: an agent looks the same part up five times and gets the same answer each time."""

    @stage.tool
    def find_part(number: str) -> str:
        """Looks a spare part up in the catalogue."""
        return f"{number}: bearing 6204, 14 in stock at 7.80 EUR"

    llm = stage.model(
        *[call("find_part", number="BX-2207") for _ in range(5)],
        say("Part BX-2207 is a bearing 6204; 14 are in stock at 7.80 EUR."),
    )
    graph = create_agent(llm, [find_part], name="parts_clerk", system_prompt="You answer questions on spare parts.")
    return Play(
        graph,
        [ask("Is part BX-2207 in stock, and at what price?")],
        agents=["parts_clerk"],
        must_find=[finding("FM-1.3", "parts_clerk", "BX-2207: bearing 6204, 14 in stock at 7.80 EUR")],
        must_not_find=["FM-2.1", "FM-3.1"],
    )


@scenario("values-flat", "updates-flat", "debug")
def lost_plan(stage):
    """FM-2.1: half way through, the team begins all over again as if nothing had been said."""
    opening = [
        say("Hello team. Step one: the surveyor reads the levels of all six wells in the meadow, then we draw the map."),
        say("I have read the first three wells in the meadow: 2.10 m, 2.35 m and 2.05 m below ground."),
        say("Good. Please read the wells four to six along the brook next, so that the map can be drawn today."),
    ]
    llm = stage.model(
        *opening,
        say("Wells four and five stand at 1.80 m and 1.75 m below ground; well six is still locked."),
        say("Ask the forester for the key to well six and go on from there."),
        say("The forester brings the key to well six at noon; five of the six levels are on the sheet."),
        *opening,
    )

    def speaker(name):
        def speak(state: MessagesState):
            answer = llm.invoke(state["messages"])
            return {"messages": [AIMessage(answer.content, name=name, usage_metadata=answer.usage_metadata)]}

        return speak

    builder = StateGraph(MessagesState)
    builder.add_node("coordinator", speaker("coordinator"))
    builder.add_node("surveyor", speaker("surveyor"))
    builder.add_edge(START, "coordinator")
    builder.add_conditional_edges("coordinator", lambda state: "surveyor" if len(state["messages"]) < 10 else END)
    builder.add_edge("surveyor", "coordinator")
    return Play(
        builder.compile(),
        [ask("Map the ground water under the meadow from the levels of its six wells.")],
        agents=["coordinator", "surveyor"],
        must_find=[finding("FM-2.1", "coordinator", "Hello team. Step one: the surveyor reads the levels of all six wells")],
        must_not_find=["FM-1.3"],
        forms={form: NO_CALLS_SEEN for form in ("updates", "values", "debug")},
    )


@scenario("debug", "state-dumps", "updates-sub")
def after_the_end(stage):
    """FM-1.5: the answer is given and declared final, and the two agents go on handing it to and fro."""

    @stage.tool
    def convert(amount: float, currency: str) -> str:
        """Converts an amount to euros."""
        return "118.40 EUR"

    llm = stage.model(
        call("convert", amount=100, currency="GBP"),
        say("FINAL ANSWER: 100 GBP are 118.40 EUR at today's rate. The task is complete."),
        say("Thank you, that completes the task. Nothing further is needed from my side."),
        say("Thank you as well. The task is complete and nothing more has to be done."),
        say("Indeed, everything is done. Let me know if there is anything else."),
        say("There is nothing else. The task is complete. Have a good day."),
    )
    teller = create_agent(llm, [convert], name="teller", system_prompt="You convert currencies.")
    clerk = create_agent(llm, [], name="clerk", system_prompt="You assist the teller.")
    builder = StateGraph(MessagesState)
    builder.add_node("teller", teller)
    builder.add_node("clerk", clerk)
    builder.add_edge(START, "teller")
    builder.add_edge("teller", "clerk")
    builder.add_conditional_edges("clerk", lambda state: "teller" if len(state["messages"]) < 8 else END)
    return Play(
        builder.compile(),
        [ask("How many euros are 100 pounds today?")],
        agents=["teller", "clerk"],
        must_find=[finding("FM-1.5", "teller", "FINAL ANSWER: 100 GBP are 118.40 EUR at today's rate. The task is complete.")],
        must_not_find=["FM-2.1", "FM-3.1"],
    )


@scenario("updates", "updates-sub", "langsmith-runs")
def untested_patch(stage):
    """FM-3.2: a patch is written and handed in as done although a tool to run the tests is at hand."""

    @stage.tool
    def read_file(path: str) -> str:
        """Reads a source file."""
        return "def median(values):\n    return sorted(values)[len(values) // 2]\n"

    @stage.tool
    def write_file(path: str, content: str) -> str:
        """Writes a source file."""
        return f"wrote {path}"

    @stage.tool
    def run_tests(path: str) -> str:
        """Runs the tests of a module."""
        return "2 passed, 3 failed"

    llm = stage.model(
        call("transfer_to_programmer"),
        call("read_file", path="stats.py"),
        call(
            "write_file",
            path="stats.py",
            content="def median(values):\n    n = len(values)\n    s = sorted(values)\n    return (s[n // 2] + s[n // 2 - 1]) / 2\n",
        ),
        say("I rewrote median in stats.py so that it also handles lists of even length."),
        say("median in stats.py now handles lists of even length. The change is finished and ready to ship."),
    )
    programmer = create_agent(llm, [read_file, write_file, run_tests], name="programmer", system_prompt="You write Python.")
    graph = create_supervisor([programmer], model=llm, output_mode="full_history", supervisor_name="lead").compile()
    return Play(
        graph,
        [ask("median in stats.py is wrong for lists of even length. Repair it and make sure that the tests pass.")],
        agents=["lead", "programmer"],
        must_find=[finding("FM-3.2", "programmer", "def median(values):")],
        must_not_find=["FM-1.3", "FM-2.1"],
    )


@scenario("updates-flat", "debug-sub", "langsmith-runs")
def out_of_steps(stage):
    """FM-3.1: the recursion limit ends the run while two of the four requested parts are open."""

    @stage.tool
    def inspect_bridge(number: int) -> str:
        """Reads the inspection record of a bridge."""
        return f"bridge {number}: grade {2 + number % 2}, bearings worn"

    llm = stage.model(
        call("inspect_bridge", number=1),
        call("inspect_bridge", number=2),
        call("inspect_bridge", number=3),
        say("Grades of all four bridges."),
    )

    def inspector(state: MessagesState):
        return {"messages": [llm.bind_tools([inspect_bridge]).invoke(state["messages"])]}

    builder = StateGraph(MessagesState)
    builder.add_node("inspector", inspector)
    builder.add_node("records", ToolNode([inspect_bridge]))
    builder.add_edge(START, "inspector")
    builder.add_conditional_edges("inspector", lambda state: "records" if state["messages"][-1].tool_calls else END)
    builder.add_edge("records", "inspector")
    return Play(
        builder.compile(),
        [ask("Report the grade of each of the four bridges 1, 2, 3 and 4, and write a summary for the council.")],
        config={"recursion_limit": 5},
        end="limit",
        agents=["inspector"],
        must_find=[finding("FM-3.1", "inspector", "bridge 2: grade 2, bearings worn")],
        must_not_find=["FM-1.3", "FM-2.1"],
    )


@scenario("state-flat", "values", "updates-sub", "langsmith-runs")
def forced_to_stop(stage):
    """FM-3.1, disguised: the prebuilt agent puts in its own apology when its steps are used up."""

    @stage.tool
    def read_chapter(number: int) -> str:
        """Reads one chapter of the manual."""
        return f"chapter {number}: how to set up station {number}"

    llm = stage.model(*[call("read_chapter", number=n) for n in range(1, 9)])
    graph = create_react_agent(llm, [read_chapter], name="summariser", prompt="You summarise manuals.")
    play = Play(
        graph,
        [ask("Summarise all eight chapters of the manual in one sentence each.")],
        config={"recursion_limit": 6},
        end="limit",
        agents=["summariser"],
        must_find=[finding("FM-3.1", "summariser", "Sorry, need more steps to process this request.")],
        must_not_find=["FM-1.3", "FM-2.1"],
    )
    # The apology takes the place of the model's last message, whose tokens are gone with it.
    play.forms = {form: {"hiddenCalls": [-1]} for form in ("state", "values", "updates")}
    return play


@scenario("values", "updates-sub", "langsmith-tree")
def handed_in_early(stage):
    """FM-3.1: a swarm declares the work done while a requested part is plainly still to do."""

    @stage.tool
    def translate(section: str, language: str) -> str:
        """Translates a section."""
        return f"{section} in {language}: done"

    llm = stage.model(
        call("translate", section="safety", language="Danish"),
        call("transfer_to_editor"),
        say(
            "I am done. The safety section is translated into Danish. "
            "The warranty section is still missing and has not been translated."
        ),
    )
    translator = create_agent(
        llm, [translate, create_handoff_tool(agent_name="editor", description="To the editor")], name="translator"
    )
    editor = create_agent(
        llm, [create_handoff_tool(agent_name="translator", description="To the translator")], name="editor"
    )
    graph = create_swarm([translator, editor], default_active_agent="translator").compile()
    return Play(
        graph,
        [ask("Translate the safety section and the warranty section of the manual into Danish.")],
        agents=["translator", "editor"],
        must_find=[finding("FM-3.1", "editor", "The warranty section is still missing and has not been translated.")],
        must_not_find=["FM-1.3", "FM-2.1"],
    )
