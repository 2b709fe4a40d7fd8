"""Writes what LangGraph's API server answers (streamed events, thread, history) with the real development server.

    venv/bin/pip install -r scripts/samples/langgraph/requirements-server.txt
    venv/bin/python scripts/samples/langgraph/server.py

The server runs on this machine, keeps its threads in memory and needs no key. Its graphs are those of the scenarios;
what must be found in a file is counted by running the same scenario once more in this process.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import httpx
from generate import HERE, ROOT
from scenarios import SCENARIOS
from stage import Stage, expectation

PORT = 28124
APP = """
import sys
sys.path[:0] = {paths!r}
from scenarios import SCENARIOS
from stage import Stage

def graph_of(name):
    graph = SCENARIOS[name][0](Stage()).graph
    graph.checkpointer = None
    return graph
"""
# Scenario, stream modes, subgraphs, and which answers are kept.
RUNS = [
    ("approved-order", ["updates", "messages", "tasks"], False, ["events", "history"]),
    ("awaits-approval", ["values"], False, ["thread"]),
    ("missing-shelf", ["updates", "values"], False, ["events"]),
    ("card-dispute", ["updates"], True, ["events"]),
]
SUFFIX = {"events": ".server-events.txt", "history": ".server-history.json", "thread": ".thread.json"}


def serve(folder):
    names = {name: name.replace("-", "_") for name, *_ in RUNS}
    app = APP.format(paths=[str(HERE), str(HERE.parent)])
    app += "".join(f"{variable} = graph_of({name!r})\n" for name, variable in names.items())
    (folder / "app.py").write_text(app)
    graphs = {name: f"./app.py:{variable}" for name, variable in names.items()}
    (folder / "langgraph.json").write_text(json.dumps({"dependencies": ["."], "graphs": graphs}))
    command = [str(pathlib.Path(sys.prefix) / "bin/langgraph"), "dev", "--no-browser", "--no-reload", "--port", str(PORT)]
    environment = {**os.environ, "LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1"}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait(client):
    for _ in range(120):
        try:
            if client.get("/ok").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError("the server does not answer")


def body_of(given):
    resume = getattr(given, "resume", None)
    return {"input": given} if resume is None else {"command": {"resume": resume}}


def record(client, name, modes, subgraphs, kept):
    with Stage() as stage:
        play = SCENARIOS[name][0](stage)
        thread = client.post("/threads", json={}).json()["thread_id"]
        events = b""
        for given in play.inputs:
            body = {"assistant_id": name, "stream_mode": modes, "stream_subgraphs": subgraphs, **body_of(given)}
            events += client.post(f"/threads/{thread}/runs/stream", json=body).content
        answers = {
            "events": events.decode(),
            "history": json.dumps(client.get(f"/threads/{thread}/history?limit=1000").json(), indent=1) + "\n",
            "thread": json.dumps(client.get(f"/threads/{thread}").json(), indent=1) + "\n",
        }
        for given in play.inputs:
            try:
                play.graph.invoke(given, {"configurable": {"thread_id": "counted"}, **play.config})
            except Exception:  # noqa: BLE001, S110 - the server's answer says what happened
                pass
        for form in kept:
            path = ROOT / "sample-traces" / "langgraph" / f"{name}{SUFFIX[form]}"
            path.write_text(answers[form], encoding="utf-8", newline="")
            target = ROOT / "test" / "expected" / "langgraph" / f"{path.name}.json"
            body = expectation(play, f"server-{form}", stage)
            target.write_text(json.dumps(body, indent=2, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as client:
        server = serve(pathlib.Path(folder))
        try:
            wait(client)
            for run in RUNS:
                record(client, *run)
        finally:
            server.terminate()
            server.wait()
