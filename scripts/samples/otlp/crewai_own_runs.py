"""OTLP samples of the spans that CrewAI 1.15 itself exports (its tracing). See README.md."""

import json
import os
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

os.environ.update(CREWAI_DISABLE_TELEMETRY="true", CREWAI_TRACING_ENABLED="true", CREWAI_USER_PAT="pat-sample-not-a-key")

from tracing import finding, main, scenario, totals, write  # noqa: E402

from crew import agent, kickoff, task, tool  # noqa: E402
from otlp_sink import OtlpSink  # noqa: E402
from scripted_model import ScriptedModel, call, fail, say  # noqa: E402


@contextmanager
def own_tracing():
    """Yields a sink. CrewAI asks its platform for leave and an address first: a stand-in names the sink."""
    with OtlpSink() as sink:

        class Platform(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                expires = datetime.now(timezone.utc) + timedelta(hours=1)
                grant = {
                    "tier": "authenticated",
                    "execution_uuid": request["execution_uuid"],
                    "token": "grant-sample-not-a-key",
                    "expires_at": expires.isoformat(),
                    "collector_url": sink.url,
                }
                body = json.dumps(grant).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        platform = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
        threading.Thread(target=platform.serve_forever, daemon=True).start()
        os.environ["CREWAI_PLUS_URL"] = f"http://127.0.0.1:{platform.server_address[1]}"
        yield sink
        platform.shutdown()


@scenario
def sail_loft_order():
    """A manager hands the order to a coworker that uses a tool, and answers."""
    from crewai import Process

    @tool
    def cloth_stock(weight: int) -> str:
        """Metres of cloth of a weight in stock."""
        return f"{weight} g cloth: 84 m on two rolls"

    def script(request, n):
        done = sum(m["role"] == "tool" for m in request["messages"])
        if "You are Crew Manager" in request["messages"][0]["content"]:
            order = call(
                "delegate_work_to_coworker", task="Say whether 60 m of 300 g cloth are in stock.",
                context="For the mainsail of the Freya.", coworker="Stock Keeper",
            )  # fmt: skip
            return [order, say("The mainsail of the Freya can be cut: 84 m of 300 g cloth are in stock, 60 m are needed.")][done]
        return [call("cloth_stock", weight=300), say("84 m of 300 g cloth are in stock, so 60 m can be taken.")][done]

    with ScriptedModel(script) as model, own_tracing() as sink:
        keeper = agent(model, "Stock Keeper", "Know the stock", "Keeps a sail loft.", [cloth_stock])
        order = task("Say whether the mainsail of the Freya can be cut: 60 m of 300 g cloth.", "one sentence", None)
        from crewai import Crew

        Crew(name="loft", agents=[keeper], tasks=[order], process=Process.hierarchical, manager_llm=keeper.llm).kickoff()
    write(
        sink, "sail-loft-order.crewai.pb", framework="crewai", agents=["Crew Manager", "Stock Keeper"], tool_calls=2,
        end="completed", tokens=totals(model),
    )  # fmt: skip


@scenario
def kiln_loop():
    """FM-1.3: the same look-up four times with the same result."""

    @tool
    def kiln_state(kiln: str) -> str:
        """State of a kiln."""
        return f"{kiln}: cold since Monday, door open, no firing planned, thermocouple healthy"

    ask = call("kiln_state", kiln="Kiln 2")
    with ScriptedModel([ask, ask, ask, ask, say("Kiln 2 is cold and free.")]) as model, own_tracing() as sink:
        potter = agent(model, "Potter", "Plan firings", "Fires stoneware.", [kiln_state])
        kickoff("pottery", task("Is kiln 2 free?", "yes or no", potter))
    write(
        sink, "kiln-loop.crewai.pb", framework="crewai", agents=["Potter"], tool_calls=4, end="completed",
        tokens=totals(model), must_find=[finding("FM-1.3", "Potter", "Kiln 2: cold since Monday, door open")],
    )  # fmt: skip


@scenario
def quay_outage():
    """The model endpoint of the second agent is gone: the framework starts it over, then the kickoff fails."""
    with ScriptedModel([say("The quay is 182 m long."), fail(400, "the deployment does not exist")]) as model:
        with own_tracing() as sink:
            surveyor = agent(model, "Quay Surveyor", "Measure quays", "Works with a laser.")
            planner = agent(model, "Berth Planner", "Plan berths", "Knows all hulls.")
            kickoff(
                "quay", task("How long is the quay?", "a length", surveyor), task("How many barges fit?", "a number", planner)
            )
    write(
        sink, "quay-outage.crewai.pb", framework="crewai", agents=["Quay Surveyor", "Berth Planner"], tool_calls=0,
        end="error", tokens=totals(model),
    )  # fmt: skip


if __name__ == "__main__":
    main(__file__)
