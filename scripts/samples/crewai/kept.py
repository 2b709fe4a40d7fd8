"""What CrewAI keeps on disk for itself: checkpoints, the outputs of the latest kickoff, the states of flows."""

from crewai import Agent, Task
from crewai.flow.flow import Flow, listen, start
from crewai.flow.persistence import persist
from crewai.tools import BaseTool

from scenarios import scenario
from scripted_model import call, fail, say
from stage import MODES_RULES_SEE, Expect


class LakeLevel(BaseTool):
    """A class, because a crew with a function as a tool cannot be checkpointed."""

    name: str = "lake_level"
    description: str = "Level of a lake."

    def _run(self, lake: str) -> str:
        return f"{lake}: 372.4 m above sea level, ice free"


@scenario("checkpoint", "task-outputs")
def lake_checkpoint(stage):
    """A healthy kickoff: the last checkpoint of its chain, and the outputs of its tasks."""
    llm = stage.model(
        call("lake_level", lake="Laach"),
        say("Lake Laach stands at 372.4 m above sea level and is free of ice."),
    )
    reader = Agent(role="Lake Reader", goal="Read levels", backstory="Watches lakes.", tools=[LakeLevel()], llm=llm)
    task = Task(name="read lake", agent=reader, expected_output="one sentence", description="Report the level of lake Laach.")
    stage.kickoff(stage.crew([reader], [task]))
    return Expect(
        agents=["Lake Reader"],
        tool_calls=1,
        must_not_find=MODES_RULES_SEE,
        forms={"task-outputs": {"endReason": "unknown"}},
    )


@scenario("checkpoint-db")
def ferry_checkpoint(stage):
    """The model endpoint is gone: the checkpoint that the failure itself triggers, in the SQLite form."""
    llm = stage.model(fail(400, "the deployment for this resource does not exist"))
    clerk = Agent(role="Ferry Clerk", goal="Sell tickets", backstory="Works on a pier.", llm=llm, max_retry_limit=0)
    task = Task(name="offer", agent=clerk, expected_output="an offer", description="Offer a passage to the island for two.")
    stage.kickoff_fails(stage.crew([clerk], [task]))
    return Expect(agents=["Ferry Clerk"], end="error", must_not_find=MODES_RULES_SEE)


@scenario("flow-states")
def orchard_flow(stage):
    """A persistent flow: its state after each method."""
    llm = stage.model(say("Row 3 has 41 apple trees, two of them new."))
    counter = Agent(role="Tree Counter", goal="Count trees", backstory="Walks the rows.", llm=llm)
    task = Task(name="count", agent=counter, expected_output="one sentence", description="Count the trees of row 3.")

    @persist()
    class OrchardFlow(Flow):
        @start()
        def count(self):
            self.state["report"] = stage.kickoff(stage.crew([counter], [task])).raw

        @listen(count)
        def enter(self):
            self.state["entered"] = True

    OrchardFlow().kickoff()
    return Expect(agents=[], end="unknown", tool_calls=None, must_not_find=MODES_RULES_SEE)
