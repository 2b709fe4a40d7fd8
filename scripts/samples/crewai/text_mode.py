"""Scenarios of crewai 0.x, whose agents always work in text mode: thought, action and answer in one text."""

from crewai import Agent, Process, Task
from crewai.flow.flow import Flow, listen, start

from scenarios import scenario
from scripted_model import fail, say
from stage import MODES_RULES_SEE, Expect, finding, react, react_answer, without


@scenario("dump", "log-json", "output", "console-ansi")
def organ_tuning(stage):
    """A pitch is measured, a second agent measures it again, a third writes the report."""

    @stage.tool("Measure pipe")
    def measure_pipe(pipe: str) -> str:
        """Pitch of an organ pipe."""
        return f"{pipe}: 438.6 Hz at 18.5 degrees"

    @stage.tool("Target pitch")
    def target_pitch(temperature: float) -> str:
        """The pitch that a1 should have at a temperature."""
        return f"a1 at {temperature} degrees: 438.7 Hz"

    tuner = Agent(
        role="Organ Tuner", goal="Measure pipes", backstory="Tunes church organs.", tools=[measure_pipe, target_pitch],
        llm=stage.model(
            react("First the pitch of the pipe.", "Measure pipe", '{"pipe": "Principal 8, a1"}'),
            react("The target depends on the temperature.", "Target pitch", '{"temperature": 18.5}'),
            react_answer("Both are known.", "Principal 8, a1 stands at 438.6 Hz; the target at 18.5 degrees is 438.7 Hz."),
        ),
    )  # fmt: skip
    reviewer = Agent(
        role="Second Tuner", goal="Check measurements", backstory="Measures everything again.", tools=[measure_pipe],
        llm=stage.model(
            react("I measure it myself.", "Measure pipe", '{"pipe": "Principal 8, a1"}'),
            react_answer("It agrees.", "Measured again: 438.6 Hz, 0.1 Hz below the target. Confirmed."),
        ),
    )  # fmt: skip
    writer = Agent(
        role="Parish Clerk", goal="Write reports", backstory="Writes for a parish.",
        llm=stage.model(react_answer("I have both measurements.", "The organ is in tune: a1 stands at 438.6 Hz, checked by two tuners.")),
    )  # fmt: skip
    measure = Task(
        name="measure a1", agent=tuner, expected_output="pitch and target in Hz",
        description="Measure the a1 of Principal 8 and compare it with the target.",
    )  # fmt: skip
    check = Task(
        name="check a1", agent=reviewer, expected_output="confirmed or the right figure",
        description="Measure the a1 of Principal 8 again and confirm or correct the figure.",
    )  # fmt: skip
    report = Task(
        name="report", agent=writer, expected_output="one sentence", description="Write the report for the parish."
    )
    stage.kickoff(stage.crew([tuner, reviewer, writer], [measure, check, report]))
    # The second measurement is answered from the crew's cache of tool results.
    return Expect(agents=["Organ Tuner", "Second Tuner", "Parish Clerk"], tool_calls=3, must_not_find=MODES_RULES_SEE)


@scenario("doubled", "output-dump")
def mosaic_restoration(stage):
    """Hierarchical: a manager delegates an order and asks a question."""

    @stage.tool("Look up find")
    def look_up_find(number: str) -> str:
        """The record of a find."""
        return f"{number}: 212 tesserae of glass and stone, blue, white and ochre; trench 4, 2019"

    def order(tool, arguments):
        return react("I hand this over.", tool, arguments)

    manager = stage.model(
        order(
            "Delegate work to coworker",
            '{"task": "Describe find M-19.", "context": "Needed for the plan of restoration.", "coworker": "Mosaic Researcher"}',
        ),
        order(
            "Ask question to coworker",
            '{"question": "Which mortar suits glass and stone tesserae?", "context": "Find M-19.", "coworker": "Conservator"}',
        ),
        react_answer("I have both parts.", "M-19, 212 tesserae of glass and stone, is to be set in lime mortar."),
    )
    researcher = Agent(
        role="Mosaic Researcher", goal="Describe finds", backstory="Knows the find records.", tools=[look_up_find],
        llm=stage.model(
            react("The record first.", "Look up find", '{"number": "M-19"}'),
            react_answer("Read.", "M-19 holds 212 tesserae of glass and stone in blue, white and ochre from trench 4."),
        ),
    )  # fmt: skip
    conservator = Agent(
        role="Conservator", goal="Advise on materials", backstory="Restores mosaics.",
        llm=stage.model(react_answer("Known.", "Lime mortar with fine sand suits both glass and stone tesserae.")),
    )  # fmt: skip
    task = Task(
        name="plan restoration", expected_output="one sentence",
        description="Plan the restoration of mosaic M-19: what it holds and in which mortar it is set.",
    )  # fmt: skip
    crew = stage.crew([researcher, conservator], [task], process=Process.hierarchical, manager_llm=manager)
    stage.kickoff(crew)
    return Expect(
        agents=["Crew Manager", "Mosaic Researcher", "Conservator"],
        delegations=2,
        must_not_find=MODES_RULES_SEE,
        forms={"output-dump": {"agents": ["Crew Manager"]}},
    )


@scenario("dump", "output")
def sluice_polling(stage):
    """The same question every ten minutes until the gate is open; the first attempt fails inside the tool three times."""

    @stage.tool("Gate state")
    def gate_state(sluice: str, at: str) -> str:
        """State of a sluice's upper gate at a time of day."""
        if at == "06:00":
            raise ConnectionError("the sluice does not answer")
        return {"06:10": "closed, 2.10 m", "06:20": "closed, 2.45 m", "06:30": "open, 2.90 m"}[at]

    def ask(at):
        return react("Is the gate open yet?", "Gate state", f'{{"sluice": "Ems 3", "at": "{at}"}}')

    times = ["06:00", "06:10", "06:20", "06:30"]
    warden = Agent(
        role="Sluice Warden", goal="Open gates", backstory="Works on a canal.", tools=[gate_state],
        llm=stage.model(*map(ask, times), react_answer("It is open.", "Ems 3 is at 2.90 m and its upper gate is open since 06:30.")),
    )  # fmt: skip
    task = Task(
        name="watch sluice", agent=warden, expected_output="level and time",
        description="Watch sluice Ems 3 from 06:00 on until its upper gate is open.",
    )  # fmt: skip
    stage.kickoff(stage.crew([warden], [task]))
    # Each attempt of a failing call runs the tool twice: with the arguments that it takes, then with all.
    return Expect(agents=["Sluice Warden"], tool_calls=6, must_not_find=MODES_RULES_SEE)


@scenario("dump", "console")
def apiary_loop(stage):
    """FM-1.3: the same look-up again and again; CrewAI answers repeats with its reuse warning."""

    @stage.tool("Hive weight")
    def hive_weight(hive: str) -> str:
        """Weight of a bee hive."""
        return f"{hive}: 41.2 kg, scale healthy, last reading at noon"

    step = react("I need the weight of hive 7.", "Hive weight", '{"hive": "hive 7"}')
    keeper = Agent(
        role="Bee Keeper", goal="Weigh hives", backstory="Keeps bees.", tools=[hive_weight],
        llm=stage.model(step, step, step, step, react_answer("I know it now.", "Hive 7 weighs 41.2 kg.")),
    )  # fmt: skip
    task = Task(agent=keeper, expected_output="one weight", description="How much does hive 7 weigh?")
    stage.kickoff(stage.crew([keeper], [task]))
    return Expect(
        agents=["Bee Keeper"],
        must_find=[finding("FM-1.3", "Bee Keeper", "I tried reusing the same input")],
        must_not_find=without("FM-1.3"),
    )


@scenario("dump", "console")
def gauges_limit(stage):
    """FM-3.1: the iteration limit forces an answer while three of five gauges are unread."""

    @stage.tool("Read gauge")
    def read_gauge(gauge: str) -> str:
        """Level at a river gauge."""
        return {"G1": "G1: 3.12 m", "G2": "G2: 2.87 m"}[gauge]

    reader = Agent(
        role="Gauge Reader", goal="Read gauges", backstory="Watches a river.", tools=[read_gauge], max_iter=2,
        llm=stage.model(
            react("Gauge G1 first.", "Read gauge", '{"gauge": "G1"}'),
            react("Then gauge G2.", "Read gauge", '{"gauge": "G2"}'),
            react_answer("I must stop.", "G1 stands at 3.12 m and G2 at 2.87 m. Gauges G3, G4 and G5 have not been read yet; their levels are still missing."),
        ),
    )  # fmt: skip
    task = Task(
        name="read gauges", agent=reader, expected_output="five levels",
        description="Report the levels of all five gauges G1 to G5.",
    )  # fmt: skip
    stage.kickoff(stage.crew([reader], [task]))
    return Expect(
        agents=["Gauge Reader"],
        end="limit",
        must_find=[finding("FM-3.1", "Gauge Reader", "Gauges G3, G4 and G5 have not been read yet")],
        must_not_find=without("FM-3.1", "FM-3.2"),
    )


@scenario("dump", "log-text")
def viaduct_outage(stage):
    """The model endpoint of the second agent is gone: an exception ends the kickoff. No failure of the team."""
    inspector = Agent(
        role="Bridge Inspector", goal="Inspect bridges", backstory="Climbs viaducts.",
        llm=stage.model(react_answer("Seen.", "Pier 4 shows a crack of 0.2 mm at the north bearing.")),
    )  # fmt: skip
    planner = Agent(
        role="Repair Planner", goal="Plan repairs", backstory="Plans works.",
        llm=stage.model(fail(400, "the deployment for this resource does not exist")),
    )  # fmt: skip
    tasks = [
        Task(name="inspect", agent=inspector, expected_output="a finding", description="Inspect pier 4 of the viaduct."),
        Task(name="plan repair", agent=planner, expected_output="a plan", description="Plan the repair."),
    ]
    stage.kickoff_fails(stage.crew([inspector, planner], tasks))
    return Expect(
        agents=["Bridge Inspector", "Repair Planner"],
        end="error",
        must_not_find=MODES_RULES_SEE,
        forms={"log-text": {"endReason": "truncated"}},
    )


@scenario("dump")
def vineyard_guardrail(stage):
    """A guardrail sends the answer back once; the framework runs the agent again."""

    def with_unit(output):
        return (True, output.raw) if "Oechsle" in output.raw else (False, "give the must weight in degrees Oechsle")

    taster = Agent(
        role="Cellar Master", goal="Judge must", backstory="Makes wine.",
        llm=stage.model(
            react_answer("Measured.", "The must of row 4 reads 84."),
            react_answer("With the unit.", "The must of row 4 reads 84 degrees Oechsle."),
        ),
    )  # fmt: skip
    task = Task(
        name="must weight", agent=taster, expected_output="a must weight", description="Give the must weight of row 4.",
        guardrail=with_unit, max_retries=3,
    )  # fmt: skip
    stage.kickoff(stage.crew([taster], [task]))
    return Expect(agents=["Cellar Master"], must_not_find=MODES_RULES_SEE)


@scenario("dump")
def bindery_flow(stage):
    """A user's flow that runs a crew and then one agent on its own: one run."""

    @stage.tool("Read order")
    def read_order(number: str) -> str:
        """An order of the bindery."""
        return f"{number}: 40 copies, half leather, sewn, due on 12 June"

    planner = Agent(
        role="Bindery Planner", goal="Plan orders", backstory="Plans a bindery.", tools=[read_order],
        llm=stage.model(
            react("The order first.", "Read order", '{"number": "B-77"}'),
            react_answer("Read.", "B-77: 40 sewn copies in half leather, due on 12 June."),
        ),
    )  # fmt: skip
    checker = Agent(
        role="Order Checker", goal="Check plans", backstory="Checks dates.",
        llm=stage.model(react_answer("Compared.", "The plan for B-77 agrees with the order: 40 copies by 12 June.")),
    )  # fmt: skip
    task = Task(name="plan order", agent=planner, expected_output="one line", description="Plan order B-77.")

    class BinderyFlow(Flow):
        @start()
        def plan(self):
            return stage.kickoff(stage.crew([planner], [task])).raw

        @listen(plan)
        def check(self, plan):
            return checker.kickoff(f"Check this plan: {plan}").raw

    BinderyFlow().kickoff()
    return Expect(agents=["Bindery Planner", "Order Checker"], must_not_find=MODES_RULES_SEE)
