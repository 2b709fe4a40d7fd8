"""What every scenario needs: the scripted model, counted tools, and what must be found.

Counts in expectations come from the scripted server and from the tools themselves, never from reading the trace.
"""

import functools
from dataclasses import dataclass, field

from langchain_core.tools import tool as langchain_tool
from langchain_openai import ChatOpenAI
from scripted_model import API_KEY, ScriptedModel

RULE_MODES = ["FM-1.3", "FM-1.5", "FM-2.1", "FM-3.1", "FM-3.2"]


@dataclass
class Play:
    """A graph, what it is called with, and what a reader must make of the run."""

    graph: object
    inputs: list
    """One entry for each call of the graph, all on one thread."""
    agents: list
    end: str = "completed"
    runs: int = 1
    must_find: list = field(default_factory=list)
    must_not_find: list = field(default_factory=list)
    config: dict = field(default_factory=dict)
    context: dict = field(default_factory=dict)
    note_errors: bool = True
    """The script catches an exception and adds a line that says so, as many people do."""
    forms: dict = field(default_factory=dict)
    """Form, or its first word → changes to the expectation, where a form carries less. `hiddenCalls` lists the model
    calls (by number, -1 the last) whose messages the form leaves out, and with them their tokens."""


# Without a call in sight, a form that does not look into subgraphs cannot say that no tool was called.
NO_CALLS_SEEN = {"toolCalls": None}
NO_TOKENS = {"inputTokens": None, "outputTokens": None}


def ask(text):
    return {"messages": [{"role": "user", "content": text}]}


def finding(mode, agent, quote, blind_spot=False):
    entry = {"mode": mode, "agent": agent, "quote": quote}
    return {**entry, "blindSpot": True} if blind_spot else entry


class Stage:
    def __init__(self):
        self.tool_runs = 0
        self._models = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self._models:
            server.__exit__()

    def model(self, *replies, script=None, name="gpt-4o-mini", max_retries=0):
        """A chat model whose answers are scripted, in the order of the calls."""
        server = ScriptedModel(script or list(replies), model=name)
        server.__enter__()
        self._models.append(server)
        return ChatOpenAI(model=name, base_url=server.base_url, api_key=API_KEY, max_retries=max_retries)

    def tool(self, function):
        """LangChain's tool decorator, with each execution counted."""

        @functools.wraps(function)
        def counted(*args, **kwargs):
            self.tool_runs += 1
            return function(*args, **kwargs)

        return langchain_tool(counted)

    def tokens(self, hidden=()):
        usage = [entry for server in self._models for entry in server.usage]
        for number in sorted((n % len(usage) for n in hidden), reverse=True):
            del usage[number]
        return sum(u["prompt_tokens"] for u in usage), sum(u["completion_tokens"] for u in usage)


def expectation(play, form, stage):
    kind = form.split("-")[0]
    changes = {**play.forms.get(kind, {}), **play.forms.get(form, {})}
    prompt, completion = stage.tokens(changes.pop("hiddenCalls", ()))
    body = {
        "framework": "langgraph",
        "runs": play.runs,
        "agents": play.agents,
        "toolCalls": stage.tool_runs,
        "inputTokens": prompt,
        "outputTokens": completion,
        "endReason": play.end,
        "mustFind": play.must_find,
        "mustNotFind": play.must_not_find,
    }
    return {**body, **changes}
