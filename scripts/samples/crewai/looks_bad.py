"""Runs that look bad and are not: polling, paging, retries by an agent and by the framework, review rounds."""

from crewai import Agent, Task

from scenarios import scenario
from scripted_model import call, fail, say
from stage import MODES_RULES_SEE, Expect


@scenario("events", "dump", "output")
def ferry_polling(stage):
    """The same call again and again, each time with a new answer, until the ferry has moored."""
    states = iter(["at sea, 9 miles out", "at sea, 4 miles out", "at the pilot station", "turning in the basin",
                   "moored at berth 3"])  # fmt: skip

    @stage.tool("ferry_position")
    def ferry_position(ferry: str) -> str:
        """Where a ferry is right now."""
        return f"{ferry}: {next(states)}"

    ask = call("ferry_position", ferry="Skagen II")
    llm = stage.model(ask, ask, ask, ask, ask, say("Skagen II is moored at berth 3; the ramp crew can start."))
    watcher = Agent(
        role="Berth Watcher", goal="Tell when a ferry is moored", backstory="Watches the harbour.",
        tools=[ferry_position], llm=llm,
    )  # fmt: skip
    task = Task(
        name="watch berth", agent=watcher, expected_output="one sentence once the ferry is moored",
        description="Watch the ferry Skagen II and report as soon as it is moored.",
    )  # fmt: skip
    stage.kickoff(stage.crew([watcher], [task]))
    return Expect(agents=["Berth Watcher"], must_not_find=MODES_RULES_SEE)


@scenario("events", "dump")
def archive_paging(stage):
    """One call per page; two pages in one answer, executed side by side."""

    @stage.tool("list_letters")
    def list_letters(box: str, page: int) -> str:
        """One page of the letters in an archive box."""
        rows = {1: "1888-02-11, 1888-03-02", 2: "1889-01-20", 3: "1889-07-07, 1889-09-30", 4: "(no more letters)"}
        return f"{box}, page {page}: {rows[page]}"

    llm = stage.model(
        {"text": None, "calls": [("list_letters", {"box": "K7", "page": 1}), ("list_letters", {"box": "K7", "page": 2})]},
        call("list_letters", box="K7", page=3),
        call("list_letters", box="K7", page=4),
        say("Box K7 holds five letters: 11 February 1888, 2 March 1888, 20 January, 7 July and 30 September 1889."),
    )
    archivist = Agent(
        role="Archivist", goal="List what a box holds", backstory="Works in a town archive.",
        tools=[list_letters], llm=llm,
    )  # fmt: skip
    task = Task(
        agent=archivist, expected_output="all dates",
        description="List the dates of all letters in box K7.",
    )  # fmt: skip
    stage.kickoff(stage.crew([archivist], [task]))
    return Expect(agents=["Archivist"], must_not_find=MODES_RULES_SEE)


@scenario("events", "dump", "output")
def seismograph_retry(stage):
    """A tool raises once; the agent tries the same call once more and it works."""
    attempts = iter([TimeoutError("station did not answer within 5 s"), None])

    @stage.tool("read_station")
    def read_station(station: str) -> str:
        """The last hour of a seismic station."""
        problem = next(attempts)
        if problem:
            raise problem
        return f"{station}: 3 events, largest magnitude 2.1 at 04:12 UTC"

    ask = call("read_station", station="HLGN")
    llm = stage.model(ask, ask, say("HLGN recorded three events in the last hour, the largest of magnitude 2.1 at 04:12 UTC."))
    seismologist = Agent(
        role="Duty Seismologist", goal="Report events", backstory="On night duty.", tools=[read_station], llm=llm
    )
    task = Task(
        name="hourly report", agent=seismologist, expected_output="number and largest magnitude",
        description="Report the events of the last hour at station HLGN.",
    )  # fmt: skip
    stage.kickoff(stage.crew([seismologist], [task]))
    return Expect(agents=["Duty Seismologist"], must_not_find=MODES_RULES_SEE)


@scenario("events", "dump", "log-text")
def recipe_guardrail(stage):
    """A guardrail of the crew sends the answer back twice; the framework runs the whole agent again each time."""

    def in_grams(output):
        if "g " not in output.raw:
            return False, "quantities must be in grams"
        if "servings" not in output.raw:
            return False, "say for how many servings"
        return True, output.raw

    llm = stage.model(
        say("Two cups of flour, one cup of water, a pinch of salt."),
        say("240 g flour, 230 g water, 2 g salt."),
        say("240 g flour, 230 g water, 2 g salt, for 4 servings."),
    )
    cook = Agent(role="Recipe Editor", goal="Standardise recipes", backstory="Edits a cookbook.", llm=llm)
    task = Task(
        name="convert recipe", agent=cook, expected_output="quantities in grams, with servings",
        description="Convert the flatbread recipe to metric quantities.", guardrail=in_grams, guardrail_max_retries=3,
    )  # fmt: skip
    stage.kickoff(stage.crew([cook], [task]))
    return Expect(agents=["Recipe Editor"], must_not_find=MODES_RULES_SEE)


@scenario("events", "dump")
def glacier_outage(stage):
    """The model endpoint refuses twice in mid-work; the framework starts the agent over, three executions in all."""

    @stage.tool("read_stakes")
    def read_stakes(glacier: str) -> str:
        """Readings of the ablation stakes of a glacier."""
        return f"{glacier}: stake A -1.42 m, stake B -1.17 m, stake C -0.88 m"

    ask = call("read_stakes", glacier="Hintereis")
    outage = fail(400, "the model is overloaded, try again later")
    llm = stage.model(ask, outage, ask, outage, ask, say("Mean ablation at Hintereis is 1.16 m over stakes A, B and C."))
    glaciologist = Agent(
        role="Glaciologist", goal="Summarise stake readings", backstory="Surveys glaciers.", tools=[read_stakes], llm=llm
    )
    task = Task(
        name="summer balance", agent=glaciologist, expected_output="mean in metres",
        description="Give the mean ablation of the Hintereis glacier from its stakes.",
    )  # fmt: skip
    stage.kickoff(stage.crew([glaciologist], [task]))
    return Expect(agents=["Glaciologist"], must_not_find=MODES_RULES_SEE)


@scenario("events", "dump", "log-json", "output")
def poem_review_rounds(stage):
    """Two fixed rounds of draft and review; the second draft takes the review up."""
    llm = stage.model(
        say("Snow on the quay, / the cranes stand still, / a gull writes its name / on the window sill."),
        say("Line four: a gull cannot write on a sill from outside. Change the place; the rest stands."),
        say("Snow on the quay, / the cranes stand still, / a gull writes its name / on the harbour hill."),
        say("The image holds now and the rhyme is kept. Approved for print."),
    )
    poet = Agent(role="Poet", goal="Write short poems", backstory="Writes for a city paper.", llm=llm)
    critic = Agent(role="Critic", goal="Review poems", backstory="Reads closely.", llm=llm)
    tasks = [
        Task(name="draft", agent=poet, expected_output="four lines", description="Write four lines about a harbour in winter."),
        Task(name="review", agent=critic, expected_output="a verdict with reasons", description="Review the poem."),
        Task(name="second draft", agent=poet, expected_output="four lines", description="Revise the poem after the review."),
        Task(name="second review", agent=critic, expected_output="a verdict with reasons", description="Review the revised poem."),
    ]
    stage.kickoff(stage.crew([poet, critic], tasks))
    return Expect(agents=["Poet", "Critic"], must_not_find=MODES_RULES_SEE)


@scenario("events", "log-json")
def translation_ask_again(stage):
    """An LLM guardrail rejects once; its own agent checks each attempt."""
    llm = stage.model(
        say("The bridge is closed since Monday because of ice."),
        say('{"valid": false, "feedback": "The source says Sunday, not Monday."}'),
        say("The bridge has been closed since Sunday because of ice."),
        say('{"valid": true, "feedback": null}'),
    )
    translator = Agent(role="Translator", goal="Translate notices", backstory="Works for a ferry line.", llm=llm)
    task = Task(
        name="translate notice", agent=translator, expected_output="one English sentence",
        description="Translate: Die Brücke ist seit Sonntag wegen Eises gesperrt.",
        guardrail="The weekday must be the one of the source.",
    )  # fmt: skip
    stage.kickoff(stage.crew([translator], [task]))
    return Expect(
        agents=["Translator", "Guardrail Agent"],
        must_not_find=MODES_RULES_SEE,
        forms={"log-json": {"agents": ["Translator"]}},
    )
