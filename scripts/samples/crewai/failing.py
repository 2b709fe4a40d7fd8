"""Runs that show a failure mode, or end badly without showing one."""

from crewai import Agent, Process, Task

from scenarios import scenario
from scripted_model import call, fail, say
from stage import MODES_RULES_SEE, Expect, finding, react, react_answer, without


@scenario("events", "dump", "output")
def pallet_loop(stage):
    """FM-1.3: the same look-up four times with the same result, one below CrewAI's own stop."""

    @stage.tool("query_stock")
    def query_stock(article: str) -> str:
        """Where an article is stored."""
        return f"{article}: 14 pallets, aisle 7, bay 22; no open orders and no movement since 2 May"

    ask = call("query_stock", article="PX-88")
    llm = stage.model(ask, ask, ask, ask, say("There are 14 pallets of PX-88 in aisle 7, bay 22."))
    clerk = Agent(role="Stock Clerk", goal="Find stock", backstory="Works in a warehouse.", tools=[query_stock], llm=llm)
    task = Task(name="find stock", agent=clerk, expected_output="count and place", description="Where is article PX-88?")
    stage.kickoff(stage.crew([clerk], [task]))
    return Expect(
        agents=["Stock Clerk"],
        must_find=[finding("FM-1.3", "Stock Clerk", "PX-88: 14 pallets, aisle 7, bay 22")],
        must_not_find=without("FM-1.3"),
    )


@scenario("events", "dump", "log-json")
def plate_reader_stopped(stage):
    """FM-1.3: CrewAI stops an agent that got the same result five times; the exception ends the kickoff."""

    @stage.tool("get_plate_qc")
    def get_plate_qc(plate: str) -> str:
        """Quality flags of a microplate."""
        return f"{plate}: reader busy is false, 96 of 96 wells measured, flags: none"

    llm = stage.model(call("get_plate_qc", plate="P-031"))
    technician = Agent(role="Lab Technician", goal="Clear plates", backstory="Runs assays.", tools=[get_plate_qc], llm=llm)
    task = Task(
        name="clear plate", agent=technician, expected_output="cleared or not",
        description="Check the quality flags of plate P-031 and clear it.",
    )  # fmt: skip
    stage.kickoff_fails(stage.crew([technician], [task]))
    return Expect(
        agents=["Lab Technician"],
        end="error",
        must_find=[finding("FM-1.3", "Lab Technician", "P-031: reader busy is false, 96 of 96 wells measured")],
        must_not_find=without("FM-1.3"),
        forms={"log-json": {"endReason": "truncated", "mustFind": [], "mustNotFind": MODES_RULES_SEE}},
    )


@scenario("events", "dump", "console")
def orchard_react_loop(stage):
    """FM-1.3 in text mode (a model without function calling): CrewAI answers repeats with its reuse warning."""

    @stage.tool("Soil moisture")
    def soil_moisture(row: str) -> str:
        """Soil moisture of an orchard row in percent."""
        return f"{row}: 31 percent at 20 cm, sensor healthy, last calibration in April"

    step = react("I need the soil moisture of row 12.", "Soil moisture", '{"row": "row 12"}')
    llm = stage.model(step, step, step, step, react_answer("I know it now.", "Row 12 has 31 percent moisture at 20 cm."),
                      name="openai/o1-mini")  # fmt: skip
    agronomist = Agent(role="Agronomist", goal="Read sensors", backstory="Tends an orchard.", tools=[soil_moisture], llm=llm)
    task = Task(agent=agronomist, expected_output="one number", description="What is the soil moisture in row 12?")
    stage.kickoff(stage.crew([agronomist], [task]))
    return Expect(
        agents=["Agronomist"],
        must_find=[finding("FM-1.3", "Agronomist", "I tried reusing the same input")],
        must_not_find=without("FM-1.3"),
    )


@scenario("events", "dump")
def inventory_reset(stage):
    """FM-2.1: in mid-work the agent begins again from its first step as if nothing had been done."""

    @stage.tool("Count shelf")
    def count_shelf(shelf: str) -> str:
        """Number of instruments on a shelf."""
        shelves = {"S1": "4 violins, 1 viola", "S2": "2 cellos", "S3": "6 bows", "S4": "1 harp", "S5": "9 flutes"}
        return f"{shelf}: {shelves.get(shelf, 'empty')}"

    hello = (
        "Hello, I am the Instrument Keeper and I will take the inventory of the music school today."
        " My plan is to count shelf S1 first, then S2 to S6, and to add everything up at the end."
    )
    second = "S1 is counted, so the next one on my list is shelf S2 with the large string instruments."
    third = "Now I move on to shelf S3, where the bows are kept in their cases."
    fourth = react("Shelf S4 holds what is too large for the others.", "Count shelf", '{"shelf": "S4"}')
    fifth = react("The wind instruments are on S5.", "Count shelf", '{"shelf": "S5"}')
    llm = stage.model(
        react(hello, "Count shelf", '{"shelf": "S1"}'),
        react(second, "Count shelf", '{"shelf": "S2"}'),
        react(third, "Count shelf", '{"shelf": "S3"}'),
        fourth,
        fifth,
        react(hello, "Count shelf", '{"shelf": "S1"}'),
        react(second, "Count shelf", '{"shelf": "S2"}'),
        react(third, "Count shelf", '{"shelf": "S3"}'),
        fourth,
        fifth,
        react("The last one is S6.", "Count shelf", '{"shelf": "S6"}'),
        react_answer("All shelves are counted.", "The school has 4 violins, 1 viola, 2 cellos, 6 bows, 1 harp and 9 flutes."),
        name="openai/o1-mini",
    )
    keeper = Agent(role="Instrument Keeper", goal="Count", backstory="Keeps instruments.", tools=[count_shelf], llm=llm)
    task = Task(
        name="inventory", agent=keeper, expected_output="a list with counts",
        description="Take the inventory of shelves S1 to S6 of the music school.",
    )  # fmt: skip
    stage.kickoff(stage.crew([keeper], [task]))
    return Expect(
        agents=["Instrument Keeper"],
        must_find=[finding("FM-2.1", "Instrument Keeper", "count shelf S1 first, then S2 to S6")],
        must_not_find=without("FM-2.1"),
    )


@scenario("events", "dump")
def samples_done_and_on(stage):
    """FM-1.5: the agent says twice that the work is complete, and goes on working."""
    weights = {"A": iter(["12.1", "12.2"]), "B": iter(["9.8", "9.7"]), "C": iter(["15.0", "15.1"])}

    @stage.tool("Weigh sample")
    def weigh_sample(sample: str) -> str:
        """Weight of a core sample in grams."""
        return f"sample {sample}: {next(weights[sample])} g"

    done = "All three samples are weighed, so the task is complete and nothing is left to do."
    llm = stage.model(
        react("I start with sample A.", "Weigh sample", '{"sample": "A"}'),
        react("Sample B is next.", "Weigh sample", '{"sample": "B"}'),
        react("Sample C is the last one.", "Weigh sample", '{"sample": "C"}'),
        react(f"{done} I will put A on the scale anyway.", "Weigh sample", '{"sample": "A"}'),
        react(f"{done} B can go on the scale as well.", "Weigh sample", '{"sample": "B"}'),
        react(f"{done} And C, since the scale is on.", "Weigh sample", '{"sample": "C"}'),
        react_answer("The weights are known.", "A 12.1 g, B 9.8 g, C 15.0 g."),
        name="openai/o1-mini",
    )
    analyst = Agent(role="Core Analyst", goal="Weigh samples", backstory="Works in a core store.", tools=[weigh_sample], llm=llm)
    task = Task(name="weigh", agent=analyst, expected_output="three weights", description="Weigh the samples A, B and C once each.")
    stage.kickoff(stage.crew([analyst], [task]))
    return Expect(
        agents=["Core Analyst"],
        must_find=[finding("FM-1.5", "Core Analyst", "the task is complete and nothing is left to do")],
        must_not_find=["FM-2.1", "FM-3.1"],
    )


@scenario("events", "dump", "output")
def tide_script_unrun(stage):
    """FM-3.2: code is written, a tool to run it is at hand, and the code is shipped without having been run."""

    @stage.tool("run_python")
    def run_python(code: str) -> str:
        """Runs Python code and returns what it prints."""
        return "(not used)"

    code = (
        "```python\ndef high_tides(levels):\n    tides = []\n    for i in range(1, len(levels) - 1):\n"
        "        before, here, after = levels[i - 1 : i + 2]\n        if before < here > after:\n"
        "            tides.append(i)\n    return tides\n```"
    )
    llm = stage.model(
        say(f"Here is the finished function:\n\n{code}\n\nIt returns the indices of all high tides."),
        say(f"Release 1.0 of the tide tool contains this function and is ready for the harbour office:\n\n{code}"),
    )
    programmer = Agent(role="Programmer", goal="Write code", backstory="Writes Python.", tools=[run_python], llm=llm)
    releaser = Agent(role="Release Manager", goal="Release", backstory="Ships tools.", llm=llm)
    tasks = [
        Task(name="write code", agent=programmer, expected_output="tested Python code",
             description="Write a Python function that finds the high tides in a list of water levels."),
        Task(name="release", agent=releaser, expected_output="release note with the code",
             description="Release the function to the harbour office."),
    ]  # fmt: skip
    stage.kickoff(stage.crew([programmer, releaser], tasks))
    return Expect(
        agents=["Programmer", "Release Manager"],
        must_find=[finding("FM-3.2", "Programmer", "def high_tides(levels):")],
        must_not_find=without("FM-3.2"),
    )


@scenario("events", "dump", "output")
def wells_limit(stage):
    """FM-3.1: the iteration limit forces an answer while three of five wells are unread; the run looks completed."""

    @stage.tool("read_well")
    def read_well(well: str) -> str:
        """Water level of an observation well."""
        return {"W1": "W1: 4.31 m", "W2": "W2: 4.02 m"}[well]

    llm = stage.model(
        call("read_well", well="W1"),
        call("read_well", well="W2"),
        say("W1 stands at 4.31 m and W2 at 4.02 m. Wells W3, W4 and W5 have not been read yet; their levels are still missing."),
    )
    hydrologist = Agent(
        role="Hydrologist", goal="Read wells", backstory="Measures groundwater.", tools=[read_well], llm=llm, max_iter=2
    )
    task = Task(
        name="read wells", agent=hydrologist, expected_output="five levels",
        description="Report the water levels of all five wells W1 to W5.",
    )  # fmt: skip
    stage.kickoff(stage.crew([hydrologist], [task]))
    return Expect(
        agents=["Hydrologist"],
        end="limit",
        must_find=[finding("FM-3.1", "Hydrologist", "Wells W3, W4 and W5 have not been read yet")],
        must_not_find=without("FM-3.1", "FM-3.2"),
        forms={"output": {"endReason": "completed"}},  # CrewOutput cannot show that the answer was forced
    )


@scenario("events", "dump", "log-text", "console")
def customs_outage(stage):
    """The model endpoint is gone: three executions, then an exception. No failure of the team."""
    llm = stage.model(
        say("The goods are ceramic tiles, code 6907."),
        fail(400, "the deployment for this resource does not exist"),
    )
    classifier = Agent(role="Tariff Classifier", goal="Find codes", backstory="Knows the tariff.", llm=llm)
    declarant = Agent(role="Declarant", goal="Write declarations", backstory="Files papers.", llm=llm)
    tasks = [
        Task(name="classify", agent=classifier, expected_output="a code", description="Classify the goods: ceramic floor tiles."),
        Task(name="declare", agent=declarant, expected_output="a declaration", description="Write the customs declaration."),
    ]
    stage.kickoff_fails(stage.crew([classifier, declarant], tasks))
    return Expect(
        agents=["Tariff Classifier", "Declarant"],
        end="error",
        must_not_find=MODES_RULES_SEE,
        forms={"log-text": {"endReason": "truncated"}},
    )


@scenario("events", "dump")
def menu_guardrail_exhausted(stage):
    """A guardrail that is never satisfied ends the kickoff with an exception."""
    llm = stage.model(say("Soup, roast, cake."), say("Soup, fish, cake."), say("Soup, stew, cake."))
    chef = Agent(role="Menu Planner", goal="Plan menus", backstory="Cooks for a canteen.", llm=llm)
    task = Task(
        name="menu", agent=chef, expected_output="three courses with prices", description="Plan the menu for Friday.",
        guardrail=lambda output: (False, "prices are missing"), guardrail_max_retries=2,
    )  # fmt: skip
    stage.kickoff_fails(stage.crew([chef], [task]))
    return Expect(agents=["Menu Planner"], end="error", must_not_find=["FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1"])


@scenario("events", "dump")
def survey_delegation_loop(stage):
    """FM-1.3 in a hierarchical crew: the manager sends the same order four times and gets the same answer."""

    def order(what):
        return call("delegate_work_to_coworker", task=what, context="Parcel 88/2.", coworker="Surveyor")

    stones, length = order("Which stones mark the north boundary?"), order("Give the length of the north boundary.")

    def script(request, n):
        if "You are Crew Manager" not in request["messages"][0]["content"]:
            if "Which stones" in request["messages"][-1]["content"]:
                return say("Stones 17 and 18 mark the north boundary of parcel 88/2; both were found in place.")
            return say("The north boundary of parcel 88/2 is 41.20 m long, measured between the stones 17 and 18.")
        done = sum(m["role"] == "tool" for m in request["messages"])
        return [stones, length, length, length, length, say("The north boundary of parcel 88/2 is 41.20 m long.")][done]

    llm = stage.model(script=script)
    surveyor = Agent(role="Surveyor", goal="Measure", backstory="Surveys land.", llm=llm)
    task = Task(name="boundary", expected_output="a length", description="How long is the north boundary of parcel 88/2?")
    stage.kickoff(stage.crew([surveyor], [task], process=Process.hierarchical, manager_llm=llm))
    return Expect(
        agents=["Crew Manager", "Surveyor"],
        delegations=5,
        must_find=[finding("FM-1.3", "Crew Manager", "The north boundary of parcel 88/2 is 41.20 m long, measured")],
        must_not_find=without("FM-1.3"),
    )
