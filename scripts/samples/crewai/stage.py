"""What every CrewAI scenario needs: the scripted model, counted tools, a recorder on the event bus, expectations.

A scenario is a function that takes a Stage, runs CrewAI the way a user does and returns what must be found.
The stage writes each form the scenario asks for, and beside it the expectation. Counts in expectations come from
the scripted server and from the tools themselves, never from reading the trace.
"""

import functools
import json
import os
import pathlib
import shutil
import threading
import time
from dataclasses import dataclass, field

import crewai
from crewai import LLM, Crew
from crewai.events import BaseEventListener, crewai_event_bus
from crewai.events.base_events import BaseEvent
from crewai.tools import tool as crewai_tool
from crewai.utilities.paths import db_storage_path

from scripted_model import API_KEY, ScriptedModel, say

if not crewai.__version__.startswith("0."):
    from crewai.state.checkpoint_config import CheckpointConfig
    from crewai.state.provider.sqlite_provider import SqliteProvider

MODES_RULES_SEE = ["FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2"]

# The objects that people leave out of an event dump because each takes 20 to 60 kB a line.
BULKY = {"agent", "task", "crew"}

# Form → (suffix of the file, how one event becomes a line).
EVENT_FORMS = {
    "events": (".events.jsonl", lambda event: json.dumps(event.to_json(exclude=set(BULKY)))),
    "full": (".full.jsonl", lambda event: json.dumps(event.to_json())),
    "dump": (".dump.jsonl", lambda event: json.dumps(event.model_dump(exclude=BULKY), default=str)),
    # crewai 0.x only: its bus also calls handlers of base classes, so whoever listens to every class writes twice.
    "doubled": (".doubled.jsonl", lambda event: json.dumps(event.model_dump(exclude=BULKY), default=str)),
}
# Written by the process that starts the scenario, from what it prints.
CONSOLE_FORMS = {"console": ".console.txt", "console-ansi": ".console-ansi.txt"}
# Files that CrewAI keeps: how they are called here, and under which name CrewAI writes them.
CHECKPOINT_FORMS = {"checkpoint": ".checkpoint.json", "checkpoint-db": ".checkpoint.db"}
KEPT_FORMS = {"task-outputs": ".task-outputs.db", "flow-states": ".flow-states.db"}
KEPT_FILES = {"task-outputs": "latest_kickoff_task_outputs.db", "flow-states": "flow_states.db"}
LOG_FORMS = {"log-json": ".log.json", "log-text": ".log.txt"}
OUTPUT_FORMS = {
    "output": (".output.json", lambda output: output.model_dump_json()),
    "output-dump": (".output-dump.json", lambda output: json.dumps(output.model_dump(), default=str, indent=2)),
}


@dataclass
class Expect:
    """What a reader must make of the run; `None` = as counted by the stage, or not carried by the form."""

    agents: list
    end: str = "completed"
    runs: int = 1
    must_find: list = field(default_factory=list)
    must_not_find: list = field(default_factory=list)
    delegations: int = 0
    """Delegation calls the script makes; they are tool calls as well as handoffs."""
    tool_calls: int | None = None
    """Overrules the count of the tools, where the framework answers a call without running the tool."""
    forms: dict = field(default_factory=dict)
    """Form → changes to the expectation, where a form carries less."""


def finding(mode, agent, quote, blind_spot=False):
    entry = {"mode": mode, "agent": agent, "quote": quote}
    return {**entry, "blindSpot": True} if blind_spot else entry


def without(*modes):
    """All modes that rules look for, but these."""
    return [mode for mode in MODES_RULES_SEE if mode not in modes]


def react(thought, tool, arguments):
    """An answer of text mode that asks for a tool."""
    return say(f"Thought: {thought}\nAction: {tool}\nAction Input: {arguments}")


def react_answer(thought, answer):
    return say(f"Thought: {thought}\nFinal Answer: {answer}")


def every_event_class(base=BaseEvent):
    for cls in base.__subclasses__():
        yield cls
        yield from every_event_class(cls)


class Recorder(BaseEventListener):
    """Writes each event of the bus as one line, in the order in which the bus hands them out."""

    def __init__(self, files, base_classes):
        self._files = files
        self._base_classes = base_classes
        self._lock = threading.Lock()
        super().__init__()

    def setup_listeners(self, bus):
        for cls in every_event_class():
            if self._base_classes or not cls.__subclasses__():
                bus.on(cls)(self._write)

    def _write(self, source, event):
        for file, line in self._files:
            text = line(event)
            with self._lock:
                file.write(text + "\n")
                file.flush()


class Stage:
    def __init__(self, name, forms, folder):
        self.name = name
        self.forms = forms
        self.folder = folder
        self.tool_runs = 0
        self.outputs = []
        self._models = []
        self._files = {}
        for form in forms:
            if form in EVENT_FORMS:
                suffix, line = EVENT_FORMS[form]
                self._files[form] = (open(folder / f"{name}{suffix}", "w", encoding="utf-8"), line)
        if self._files:
            Recorder(list(self._files.values()), base_classes="doubled" in forms)

    def model(self, *replies, script=None, name="openai/gpt-4o-mini", **options):
        """An LLM object whose answers are scripted."""
        server = ScriptedModel(script or list(replies), model=name.split("/")[-1])
        server.__enter__()
        self._models.append(server)
        return LLM(model=name, base_url=server.base_url, api_key=API_KEY, **options)

    def tool(self, name, **options):
        """CrewAI's tool decorator, with each execution counted."""

        def decorate(function):
            @functools.wraps(function)
            def counted(*args, **kwargs):
                self.tool_runs += 1
                return function(*args, **kwargs)

            return crewai_tool(name, **options)(counted)

        return decorate

    def crew(self, agents, tasks, **options):
        logs = [f"tasks{suffix}" for form, suffix in LOG_FORMS.items() if form in self.forms]
        if len(logs) > 1:
            raise ValueError("a crew writes one log: give the scenario one of the two log forms")
        log = {"output_log_file": logs[0]} if logs else {}
        for form in CHECKPOINT_FORMS:
            if form in self.forms:
                options["checkpoint"] = checkpoints(form)
        verbose = any(form in CONSOLE_FORMS for form in self.forms)
        return Crew(agents=agents, tasks=tasks, verbose=verbose, **log, **options)

    def kickoff(self, crew, **options):
        output = crew.kickoff(**options)
        self.outputs.append(output)
        return output

    def kickoff_fails(self, crew):
        """A kickoff that must raise."""
        try:
            crew.kickoff()
        except Exception as error:
            return error
        raise AssertionError("this kickoff was meant to fail")

    def stop_writing(self):
        """Lets the events that are on their way be written, as a process killed a moment later would have."""
        time.sleep(0.5)

    def close(self):
        if hasattr(crewai_event_bus, "flush"):  # crewai 0.x calls its handlers in line
            crewai_event_bus.flush()
        for file, _ in self._files.values():
            file.close()
        for server in self._models:
            server.__exit__()

    @property
    def tokens(self):
        usage = [entry for server in self._models for entry in server.usage]
        return sum(u["prompt_tokens"] for u in usage), sum(u["completion_tokens"] for u in usage)

    def write(self, expect, expected_folder):
        """Writes what is not written yet, and one expectation for each file."""
        for form in self.forms:
            path = self.folder / f"{self.name}{suffix_of(form)}"
            if form in OUTPUT_FORMS:
                path.write_text(OUTPUT_FORMS[form][1](self.outputs[-1]) + "\n", encoding="utf-8")
            if form in LOG_FORMS:
                shutil.move(f"tasks{suffix_of(form)}", path)
            if form == "checkpoint":  # each holds all events so far, so the largest one is the last
                shutil.move(max(pathlib.Path("kept").rglob("*.json"), key=os.path.getsize), path)
            if form == "checkpoint-db":
                shutil.move("kept.db", path)
            if form in KEPT_FORMS:
                shutil.move(pathlib.Path(db_storage_path()) / KEPT_FILES[form], path)
            body = expectation(expect, form, self)
            target = expected_folder / f"{path.name}.json"
            target.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def checkpoints(form):
    """The last one alone, since a checkpoint holds everything that those before it hold."""
    ends = ["crew_kickoff_completed", "crew_kickoff_failed"]
    if form == "checkpoint-db":
        return CheckpointConfig(location="kept.db", provider=SqliteProvider(), on_events=ends)
    return CheckpointConfig(location="kept", on_events=["task_completed", *ends])


def suffix_of(form):
    for forms in (CHECKPOINT_FORMS, KEPT_FORMS):
        if form in forms:
            return forms[form]
    if form in LOG_FORMS:
        return LOG_FORMS[form]
    if form in CONSOLE_FORMS:
        return CONSOLE_FORMS[form]
    return (EVENT_FORMS.get(form) or OUTPUT_FORMS[form])[0]


def expectation(expect, form, stage):
    prompt, completion = stage.tokens
    # CrewOutput counts a shared model once for each agent; only with a single agent its sum is right.
    has_tokens = form in EVENT_FORMS or form in CHECKPOINT_FORMS or (form in OUTPUT_FORMS and len(expect.agents) == 1)
    has_calls = form not in LOG_FORMS and form != "flow-states"
    has_tokens = has_tokens and prompt > 0
    if crewai.__version__.startswith("0."):  # no usage in events, no messages in outputs
        has_tokens = False
        has_calls = has_calls and form not in OUTPUT_FORMS
    counted = expect.tool_calls if expect.tool_calls is not None else stage.tool_runs + expect.delegations
    body = {
        "framework": "crewai",
        "runs": expect.runs,
        "agents": expect.agents,
        "toolCalls": counted if has_calls else None,
        "inputTokens": prompt if has_tokens else None,
        "outputTokens": completion if has_tokens else None,
        "endReason": expect.end,
        "mustFind": expect.must_find,
        "mustNotFind": expect.must_not_find,
    }
    return {**body, **expect.forms.get(form, {})}
