"""Runs in which nothing is wrong, so nothing may be found."""

import operator
from typing import Annotated, TypedDict

from langchain.agents import create_agent
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph_supervisor import create_supervisor
from langgraph_swarm import create_handoff_tool, create_swarm
from scenarios import scenario
from scripted_model import call, say
from stage import NO_TOKENS, RULE_MODES, Play, ask


@scenario(
    "updates", "updates-flat", "updates-sub", "updates-v2", "values", "values-flat", "debug", "debug-sub",
    "state-flat", "state-dumps", "state-dicts", "state-repr", "messages", "printed",
)  # fmt: skip
def seed_order(stage):
    """A supervisor has one agent compute an order and another compute it again from the rates before it answers."""

    @stage.tool
    def seed_rate(crop: str) -> str:
        """Seed rate and price of a crop."""
        return {"rye": "rye: 140 kg per hectare, 0.61 EUR per kg", "clover": "clover: 22 kg per hectare, 6.40 EUR per kg"}[crop]

    @stage.tool
    def calculate(expression: str) -> str:
        """Evaluates an arithmetic expression."""
        return {"18*140*0.61": "1537.2", "5*22*6.40": "704.0", "1537.2+704.0": "2241.2", "18*140*0.61+5*22*6.40": "2241.2"}[expression]

    llm = stage.model(
        call("transfer_to_planner"),
        call("seed_rate", crop="rye"),
        call("seed_rate", crop="clover"),
        call("calculate", expression="18*140*0.61"),
        call("calculate", expression="5*22*6.40"),
        say("Rye costs 1,537.20 EUR and clover 704.00 EUR, so the order comes to 2,241.20 EUR."),
        call("transfer_to_checker"),
        call("calculate", expression="18*140*0.61+5*22*6.40"),
        say("Recomputed in one go from the rates: 2,241.20 EUR. The planner's total is right."),
        say("The seed order for 18 ha of rye and 5 ha of clover is 2,241.20 EUR, recomputed by the checker."),
    )
    planner = create_agent(llm, [seed_rate, calculate], name="planner", system_prompt="You plan seed orders.")
    checker = create_agent(llm, [calculate], name="checker", system_prompt="You recompute every order.")
    graph = create_supervisor(
        [planner, checker], model=llm, prompt="You lead a seed merchant's desk.", output_mode="full_history"
    ).compile(name="seed_desk")
    return Play(
        graph,
        [ask("What does the seed for 18 hectares of rye and 5 hectares of clover cost? Have the total recomputed.")],
        agents=["supervisor", "planner", "checker"],
        must_not_find=RULE_MODES,
    )


@scenario("updates-flat", "updates", "values-flat", "debug-sub", "state-dicts", "printed", "pretty", "langsmith-runs", "langsmith-batch")
def leap_year(stage):
    """A hand-written graph of two model nodes and a tool node: the code is fixed, then the tests are run."""
    files = {"fixed": False}

    @stage.tool
    def read_file(path: str) -> str:
        """Reads a source file."""
        return "def is_leap(year):\n    return year % 4 == 0\n"

    @stage.tool
    def write_file(path: str, content: str) -> str:
        """Writes a source file."""
        files["fixed"] = "% 400" in content
        return f"wrote {path}"

    @stage.tool
    def run_tests(path: str) -> str:
        """Runs the tests of a module."""
        return "6 passed, 0 failed" if files["fixed"] else "4 passed, 2 failed"

    tools = [read_file, write_file, run_tests]
    llm = stage.model(
        call("read_file", path="calendar_rules.py"),
        call(
            "write_file",
            path="calendar_rules.py",
            content="def is_leap(year):\n    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)\n",
        ),
        say("is_leap now follows the rule for centuries."),
        call("run_tests", path="test_calendar_rules.py"),
        say("All 6 tests pass, so the fix can go in."),
    )

    def developer(state: MessagesState):
        return {"messages": [llm.bind_tools(tools[:2]).invoke(state["messages"])]}

    def tester(state: MessagesState):
        return {"messages": [llm.bind_tools(tools[2:]).invoke(state["messages"])]}

    def after_developer(state: MessagesState):
        return "developer_tools" if state["messages"][-1].tool_calls else "tester"

    def after_tester(state: MessagesState):
        return "tester_tools" if state["messages"][-1].tool_calls else END

    builder = StateGraph(MessagesState)
    builder.add_node("developer", developer)
    builder.add_node("developer_tools", ToolNode(tools[:2]))
    builder.add_node("tester", tester)
    builder.add_node("tester_tools", ToolNode(tools[2:]))
    builder.add_edge(START, "developer")
    builder.add_conditional_edges("developer", after_developer, ["developer_tools", "tester"])
    builder.add_edge("developer_tools", "developer")
    builder.add_conditional_edges("tester", after_tester, ["tester_tools", END])
    builder.add_edge("tester_tools", "tester")
    unnamed = {"agents": ["assistant"]}
    return Play(
        builder.compile(),
        [ask("is_leap in calendar_rules.py gets 1900 wrong. Fix it and run the tests.")],
        agents=["developer", "tester"],
        must_not_find=RULE_MODES,
        forms={"values": unnamed, "state": unnamed, "pretty": NO_TOKENS},
    )


@scenario("updates-sub", "updates-list", "values", "values-sub", "debug", "modes", "state-dumps", "tasks", "history-tuples", "database", "langsmith-tree")
def card_dispute(stage):
    """A swarm: two agents hand over to each other, and one of them has a work tool that is called transfer_money."""

    @stage.tool
    def find_charge(card: str, amount: float) -> str:
        """Finds a charge on a card."""
        return "charge C-118 of 84.90 EUR at a fuel station, posted twice on 4 May"

    @stage.tool
    def transfer_money(account: str, amount: float) -> str:
        """Pays an amount to an account."""
        return f"paid {amount:.2f} EUR to {account}, reference P-5521"

    @stage.tool
    def payment_status(reference: str) -> str:
        """Looks a payment up."""
        return f"{reference}: booked"

    llm = stage.model(
        call("find_charge", card="4417", amount=84.9),
        call("transfer_to_payments"),
        call("transfer_money", account="customer 77", amount=84.9),
        call("payment_status", reference="P-5521"),
        say("The second charge of 84.90 EUR was paid back; payment P-5521 is booked."),
    )
    disputes = create_agent(
        llm,
        [find_charge, create_handoff_tool(agent_name="payments", description="Hand over to payments")],
        name="disputes",
        system_prompt="You look into disputed charges.",
    )
    payments = create_agent(
        llm,
        [transfer_money, payment_status, create_handoff_tool(agent_name="disputes", description="Hand back")],
        name="payments",
        system_prompt="You pay money back and check that it is booked.",
    )
    graph = create_swarm([disputes, payments], default_active_agent="disputes").compile(checkpointer=InMemorySaver())
    return Play(
        graph,
        [ask("My card 4417 was charged 84.90 EUR twice at the fuel station. Please return one of them.")],
        agents=["disputes", "payments"],
        must_not_find=RULE_MODES,
    )


class Notice(TypedDict):
    topic: str
    draft: str
    critique: str
    approved: bool
    rounds: Annotated[list[str], operator.add]


@scenario("updates", "values", "debug", "modes-v2", "langsmith-tree", "langsmith-batch")
def road_notice(stage):
    """A state of plain channels, without messages: a writer and a critic."""
    llm = stage.model(
        say("The bridge in Mill Lane is closed on 12 May."),
        say("The hours and the detour are missing."),
        say("The bridge in Mill Lane is closed on 12 May from 7 am to 4 pm. Detour: Station Road."),
        say("Date, hours and detour are all there. Approved."),
    )

    def notice_writer(state: Notice):
        prompt = f"Topic: {state['topic']}. Critique so far: {state.get('critique', 'none')}"
        return {"draft": llm.invoke(prompt).content}

    def critic(state: Notice):
        critique = llm.invoke(f"Does this notice name date, hours and detour? {state['draft']}").content
        return {"critique": critique, "approved": "Approved" in critique}

    builder = StateGraph(Notice)
    builder.add_node("notice_writer", notice_writer)
    builder.add_node("critic", critic)
    builder.add_edge(START, "notice_writer")
    builder.add_edge("notice_writer", "critic")
    builder.add_conditional_edges("critic", lambda state: END if state["approved"] else "notice_writer")
    no_messages = {"toolCalls": None, "inputTokens": None, "outputTokens": None}
    return Play(
        builder.compile(),
        [{"topic": "Closure of the bridge in Mill Lane on 12 May, 7 am to 4 pm, detour by Station Road"}],
        agents=["notice_writer", "critic"],
        must_not_find=RULE_MODES,
        forms={
            "updates": {**no_messages, "endReason": "unknown"},
            "values": {**no_messages, "agents": [], "endReason": "unknown"},
            "debug": no_messages,
            "modes": {"toolCalls": None},
        },
    )
