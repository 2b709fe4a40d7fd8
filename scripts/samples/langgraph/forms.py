"""The ways in which people write down what a graph did.

Each form is (folder, suffix, writer); a writer runs the play's graph and writes one file.
"""

import asyncio
import gzip
import json
import uuid

from langchain_core.load import dumps
from langchain_core.messages import BaseMessage, HumanMessage, message_to_dict
from langchain_core.tracers import LangChainTracer
from langgraph.checkpoint.sqlite import SqliteSaver
from langsmith_stand_in import LangSmithStandIn


def flat(value):
    return value.model_dump() if hasattr(value, "model_dump") else str(value)


def typed(value):
    return message_to_dict(value) if isinstance(value, BaseMessage) else str(value)


ENCODERS = {
    "repr": lambda value, **options: json.dumps(value, default=str, **options),
    "flat": lambda value, **options: json.dumps(value, default=flat, **options),
    "dicts": lambda value, **options: json.dumps(value, default=typed, **options),
    "dumps": lambda value, **options: dumps(value, **({"pretty": True} if options else {})),
}


def config_of(play, **more):
    return {"configurable": {"thread_id": "thread-1"}, **play.config, **more}


def stream_form(encoder, **options):
    encode = ENCODERS[encoder]

    def write(play, path):
        with open(path, "w", encoding="utf-8") as file:
            try:
                for given in play.inputs:
                    for chunk in play.graph.stream(given, config_of(play), **options):
                        file.write(encode(chunk) + "\n")
            except Exception as error:  # noqa: BLE001 - whatever ended the run is noted, as people do
                if play.note_errors:
                    file.write(json.dumps({"error": repr(error)}) + "\n")

    return write


def list_form(encoder, **options):
    """All chunks of a run as one JSON array."""

    def write(play, path):
        chunks = [chunk for given in play.inputs for chunk in play.graph.stream(given, config_of(play), **options)]
        path.write_text(ENCODERS[encoder](chunks, indent=1) + "\n", encoding="utf-8")

    return write


def printed_form(play, path):
    """`print(chunk)` for each update, as most tutorials do."""
    with open(path, "w", encoding="utf-8") as file:
        for given in play.inputs:
            for chunk in play.graph.stream(given, config_of(play), stream_mode="updates"):
                print(chunk, file=file)
                print("----", file=file)


def pretty_form(play, path):
    """The loop of LangGraph's multi-agent tutorials: which node, then its last message printed prettily."""
    with open(path, "w", encoding="utf-8") as file:
        for given in play.inputs:
            for message in given["messages"]:
                print(HumanMessage(message["content"]).pretty_repr(), file=file)
            for namespace, update in play.graph.stream(given, config_of(play), stream_mode="updates", subgraphs=True):
                if namespace:
                    print(f"Update from subgraph {namespace[-1].split(':')[0]}:\n\n", file=file)
                elif play.graph.get_graph(xray=True).nodes.keys() != play.graph.get_graph().nodes.keys():
                    continue
                for node, writes in update.items():
                    print(f"Update from node {node}:\n\n", file=file)
                    for message in (writes or {}).get("messages", []):
                        print(message.pretty_repr(), file=file)
                    print("\n", file=file)


def state_form(encoder):
    def write(play, path):
        for given in play.inputs:
            state = play.graph.invoke(given, config_of(play))
        path.write_text(ENCODERS[encoder](state, indent=1) + "\n", encoding="utf-8")

    return write


def snapshot_form(play, path):
    """`get_state` after the run, also where the run died or waits."""
    for given in play.inputs:
        try:
            play.graph.invoke(given, config_of(play))
        except Exception:  # noqa: BLE001, S110 - the snapshot says what happened
            pass
    snapshot = play.graph.get_state(config_of(play))
    path.write_text(ENCODERS["flat"](snapshot._asdict(), indent=1) + "\n", encoding="utf-8")


def events_form(version):
    """`astream_events`, one event a line."""

    async def events(graph, given, config):
        if version == "v2":
            return graph.astream_events(given, config, version="v2")
        return await graph.astream_events(given, config, version="v3")

    async def record(play, file):
        try:
            for given in play.inputs:
                async for event in await events(play.graph, given, config_of(play)):
                    file.write(ENCODERS["flat"](event) + "\n")
        except Exception as error:  # noqa: BLE001 - whatever ended the run is noted, as people do
            if play.note_errors:
                file.write(json.dumps({"error": repr(error)}) + "\n")

    def write(play, path):
        with open(path, "w", encoding="utf-8") as file:
            asyncio.run(record(play, file))

    return write


def database_form(play, path):
    """The database of SqliteSaver."""
    path.unlink(missing_ok=True)
    with SqliteSaver.from_conn_string(str(path)) as saver:
        play.graph.checkpointer = saver
        for given in play.inputs:
            try:
                play.graph.invoke(given, config_of(play))
            except Exception:  # noqa: BLE001, S110 - the database says what happened
                pass


def history_form(encode):
    """`get_state_history` after the run: newest first, as the framework gives it."""

    def write(play, path):
        for given in play.inputs:
            try:
                play.graph.invoke(given, config_of(play))
            except Exception:  # noqa: BLE001, S110 - the last snapshot says what happened
                pass
        path.write_text(encode(list(play.graph.get_state_history(config_of(play)))), encoding="utf-8")

    return write


def as_dicts(snapshots):
    return ENCODERS["flat"]([snapshot._asdict() for snapshot in snapshots], indent=1) + "\n"


def as_tuples(snapshots):
    """A snapshot is a named tuple, so that JSON of it loses the names."""
    return "".join(ENCODERS["repr"](snapshot) + "\n" for snapshot in snapshots)


def langsmith_form(shape):
    def write(play, path):
        with LangSmithStandIn() as langsmith:
            tracer = LangChainTracer(client=langsmith.client, project_name="samples")
            for given in play.inputs:
                try:
                    play.graph.invoke(given, config_of(play, callbacks=[tracer], run_id=uuid.uuid4()))
                except Exception:  # noqa: BLE001, S110 - LangSmith records it
                    pass
            tracer.wait_for_futures()
            langsmith.client.flush()
            text = langsmith.written(shape).encode()
            path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)

    return write


FORMS = {
    # one chunk a line
    "updates": ("langgraph", ".updates.jsonl", stream_form("repr", stream_mode="updates")),
    "updates-flat": ("langgraph", ".updates-flat.jsonl", stream_form("flat", stream_mode="updates")),
    "updates-sub": ("langgraph", ".updates-sub.jsonl", stream_form("dumps", stream_mode="updates", subgraphs=True)),
    "updates-v2": (
        "langgraph",
        ".updates-v2.jsonl",
        stream_form("flat", stream_mode="updates", subgraphs=True, version="v2"),
    ),
    "values": ("langgraph", ".values.jsonl", stream_form("repr", stream_mode="values")),
    "values-flat": ("langgraph", ".values-flat.jsonl", stream_form("flat", stream_mode="values")),
    "values-sub": ("langgraph", ".values-sub.jsonl", stream_form("dicts", stream_mode="values", subgraphs=True)),
    "debug": ("langgraph", ".debug.jsonl", stream_form("repr", stream_mode="debug")),
    "debug-sub": ("langgraph", ".debug-sub.jsonl", stream_form("flat", stream_mode="debug", subgraphs=True)),
    "modes": ("langgraph", ".modes.jsonl", stream_form("flat", stream_mode=["updates", "values"], subgraphs=True)),
    "messages": ("langgraph", ".messages.jsonl", stream_form("flat", stream_mode="messages", subgraphs=True)),
    "modes-v2": (
        "langgraph",
        ".modes-v2.jsonl",
        stream_form("flat", stream_mode=["updates", "messages"], subgraphs=True, version="v2"),
    ),
    "values-v2": ("langgraph", ".values-v2.jsonl", stream_form("flat", stream_mode="values", version="v2")),
    "tasks": ("langgraph", ".tasks.jsonl", stream_form("dumps", stream_mode="tasks", subgraphs=True)),
    "checkpoints": ("langgraph", ".checkpoints.jsonl", stream_form("flat", stream_mode="checkpoints")),
    # all chunks in one document
    "updates-list": ("langgraph", ".updates-list.json", list_form("flat", stream_mode="updates", subgraphs=True)),
    # what is printed on the way
    "printed": ("langgraph", ".printed.txt", printed_form),
    "pretty": ("langgraph", ".pretty.txt", pretty_form),
    # the state at the end
    "state-flat": ("langgraph", ".state-flat.json", state_form("flat")),
    "state-dumps": ("langgraph", ".state-dumps.json", state_form("dumps")),
    "state-dicts": ("langgraph", ".state-dicts.json", state_form("dicts")),
    "state-repr": ("langgraph", ".state-repr.json", state_form("repr")),
    "snapshot": ("langgraph", ".snapshot.json", snapshot_form),
    "events": ("langchain", ".events-v2.jsonl", events_form("v2")),
    "events-v3": ("langgraph", ".events-v3.jsonl", events_form("v3")),
    "database": ("langgraph", ".checkpoints.sqlite", database_form),
    "history": ("langgraph", ".history.json", history_form(as_dicts)),
    "history-tuples": ("langgraph", ".history-tuples.jsonl", history_form(as_tuples)),
    # what LangSmith's client sends, and what it reads back
    "langsmith-tree": ("langsmith", ".tree.json", langsmith_form("tree")),
    "langsmith-runs": ("langsmith", ".runs.jsonl", langsmith_form("runs")),
    "langsmith-query": ("langsmith", ".query.jsonl", langsmith_form("query")),
    "langsmith-project": ("langsmith", ".project.jsonl.gz", langsmith_form("query")),
    "langsmith-batch": ("langsmith", ".batch.json", langsmith_form("batch")),
}
