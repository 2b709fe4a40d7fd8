"""Runs in which nothing is wrong, so nothing may be found."""

from crewai import Agent, Process, Task

from scenarios import scenario
from scripted_model import call, say
from stage import MODES_RULES_SEE, Expect


@scenario("events", "dump", "log-json", "output", "console")
def harbour_fees(stage):
    """A fee is computed, a second agent computes it again from the tariff, a third writes the notice."""

    @stage.tool("read_tariff")
    def read_tariff(port: str) -> str:
        """The tariff table of a port."""
        return f"{port}: berth 0.42 EUR per gross ton and day; pilot 310 EUR each way; waste 95 EUR per call"

    @stage.tool("calculate")
    def calculate(expression: str) -> str:
        """Evaluates an arithmetic expression."""
        return {"0.42*18250*2+2*310+95": "16045.0", "0.42 * 18250 * 2": "15330.0", "15330+620+95": "16045"}[expression]

    llm = stage.model(
        call("read_tariff", port="Rostock"),
        call("calculate", expression="0.42*18250*2+2*310+95"),
        say("Berth for two days, pilot both ways and waste come to 16,045.00 EUR for the call of MV Alkmaar."),
        call("read_tariff", port="Rostock"),
        call("calculate", expression="0.42 * 18250 * 2"),
        call("calculate", expression="15330+620+95"),
        say("Checked against the tariff: berth 15,330 + pilot 620 + waste 95 = 16,045 EUR. The figure is confirmed."),
        say("Notice to the agent of MV Alkmaar: port fees for the call of 3 to 5 June are 16,045.00 EUR."),
    )
    clerk = Agent(
        role="Fee Clerk", goal="Compute port fees", backstory="Ten years in a harbour office.",
        tools=[read_tariff, calculate], llm=llm,
    )  # fmt: skip
    auditor = Agent(
        role="Fee Auditor", goal="Recompute every fee before it is sent", backstory="Trusts only the tariff.",
        tools=[read_tariff, calculate], llm=llm,
    )  # fmt: skip
    writer = Agent(role="Notice Writer", goal="Write plain notices", backstory="Writes to ship agents.", llm=llm)
    compute = Task(
        name="compute fee", agent=clerk, expected_output="the total in EUR",
        description="Compute the port fees for MV Alkmaar, 18,250 gross tons, two days in Rostock, pilot both ways.",
    )  # fmt: skip
    audit = Task(
        name="audit fee", agent=auditor, expected_output="confirmed or the right figure",
        description="Recompute the port fees of MV Alkmaar from the tariff and confirm or correct them.",
    )  # fmt: skip
    notice = Task(
        name="write notice", agent=writer, expected_output="one sentence",
        description="Write the fee notice for the ship's agent.",
    )  # fmt: skip
    stage.kickoff(stage.crew([clerk, auditor, writer], [compute, audit, notice]))
    return Expect(
        agents=["Fee Clerk", "Fee Auditor", "Notice Writer"],
        must_not_find=MODES_RULES_SEE,
    )


@scenario("events", "full", "log-text", "output-dump", "console-ansi")
def exhibition_labels(stage):
    """Hierarchical: a manager hands the two halves of the work to coworkers, has the text checked and answers."""

    @stage.tool("look_up_object")
    def look_up_object(number: str) -> str:
        """The catalogue card of an object."""
        return f"{number}: storage jar, stoneware with salt glaze, Westerwald, about 1690, height 31 cm"

    def script(request, n):
        tools = {t["function"]["name"] for t in request.get("tools", [])}
        system = request["messages"][0]["content"]
        done = sum(m["role"] == "tool" for m in request["messages"])
        if "You are Crew Manager" in system:
            steps = [
                call("delegate_work_to_coworker", task="Describe object W-114 from its card.",
                     context="Needed for a label of 15 words.", coworker="Catalogue Researcher"),
                call("delegate_work_to_coworker", task="Check this label against the card of W-114: Storage jar,"
                     " salt-glazed stoneware, Westerwald, about 1690, 31 cm high.",
                     context="Confirm or correct each fact.", coworker="Fact Checker"),
                say("Storage jar, salt-glazed stoneware, Westerwald, about 1690, 31 cm high."),
            ]  # fmt: skip
            return steps[done]
        if "look_up_object" in tools and done == 0:
            return call("look_up_object", number="W-114")
        if "You are Catalogue Researcher" in system:
            return say("W-114 is a storage jar of salt-glazed stoneware from the Westerwald, about 1690, 31 cm high.")
        return say("Every fact of the label stands on the card of W-114: material, glaze, place, date and height.")

    llm = stage.model(script=script)
    researcher = Agent(
        role="Catalogue Researcher", goal="Describe objects", backstory="Knows the card index.",
        tools=[look_up_object], llm=llm,
    )  # fmt: skip
    checker = Agent(
        role="Fact Checker", goal="Check labels against the cards", backstory="Careful.",
        tools=[look_up_object], llm=llm,
    )  # fmt: skip
    label = Task(
        name="label", expected_output="a label of at most 15 words, checked",
        description="Write the exhibition label for object W-114 and have it checked against the card.",
    )  # fmt: skip
    crew = stage.crew([researcher, checker], [label], process=Process.hierarchical, manager_llm=llm)
    stage.kickoff(crew)
    manager_only = {"agents": ["Crew Manager"]}
    return Expect(
        agents=["Crew Manager", "Catalogue Researcher", "Fact Checker"],
        delegations=2,
        must_not_find=MODES_RULES_SEE,
        forms={"log-text": manager_only, "output-dump": {**manager_only, "toolCalls": 2}},
    )
