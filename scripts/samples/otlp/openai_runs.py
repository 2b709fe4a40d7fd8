"""OTLP samples of programs on the bare OpenAI client: OpenTelemetry's openai-v2, messages in log events. See README.md."""

import io
import json
import os

from tracing import SAMPLES, expect, finding, main, scenario, totals, traced, write

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, ConsoleLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

from scripted_model import API_KEY, ScriptedModel, call, fail, say


def instrumented(provider, logs, events="true"):
    """`events`: "true" one event a message (conventions 1.30), "event_only" one event a call (1.37)."""
    if events != "true":
        os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "gen_ai_latest_experimental"
    os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = events
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provider, logger_provider=logs)


def logging_to(sink, batch=64):
    provider = LoggerProvider(resource=Resource.create({"service.name": "desk"}))
    exporter = OTLPLogExporter(endpoint=sink.logs_url)
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter, max_export_batch_size=batch))
    return provider


class Team:
    """Agents of a few lines: each has a system prompt and tools, and hears what the others said."""

    def __init__(self, model, provider):
        from openai import OpenAI

        self.client = OpenAI(base_url=model.base_url, api_key=API_KEY, max_retries=0)
        self.tracer = provider.get_tracer("desk")
        self.heard = []

    def ask(self, text):
        self.heard.append({"role": "user", "content": text})

    def turn(self, prompt, tools=(), most=12):
        messages = [{"role": "system", "content": prompt}, *self.heard]
        specs = [{"type": "function", "function": {"name": t.__name__, "description": t.__doc__,
                  "parameters": {"type": "object", "properties": {}}}} for t in tools]
        by_name = {t.__name__: t for t in tools}
        for _ in range(most):
            options = {"tools": specs} if specs else {}
            reply = self.client.chat.completions.create(model="gpt-4o-mini", messages=messages, **options)
            message = reply.choices[0].message
            messages.append(message.model_dump(exclude_none=True))
            for made in message.tool_calls or []:
                result = by_name[made.function.name](**json.loads(made.function.arguments))
                messages.append({"role": "tool", "tool_call_id": made.id, "content": result})
            if not message.tool_calls:
                break
        self.heard.append({"role": "user", "content": message.content or ""})


# --- healthy ---------------------------------------------------------------------------------------------------------


def ferry_times(harbour, day):
    """Ferries from a harbour on a day."""
    return f"{harbour}, {day}: 07:20, 11:05, 16:40; the 11:05 takes no cars"


FERRY = [
    call("ferry_times", harbour="Dagebuell", day="Friday"),
    say("Take the 07:20 from Dagebuell on Friday; the 11:05 takes no cars."),
    call("ferry_times", harbour="Dagebuell", day="Friday"),
    say("I looked it up again: the 07:20 runs on Friday and takes cars, so the plan holds."),
]


def plan_ferry(model, provider):
    team = Team(model, provider)
    with team.tracer.start_as_current_span("ferry desk"):
        team.ask("Which ferry can I take with a car from Dagebuell on Friday?")
        team.turn("You are the planner. Use ferry_times.", [ferry_times])
        team.turn("You are the checker. Look every plan up again with ferry_times.", [ferry_times])


@scenario
def ferry_desk():
    """One event for each message; spans and logs in one file, as two pipelines of a collector write them."""
    with ScriptedModel(FERRY) as model, traced("desk") as (provider, sink):
        logs = logging_to(sink)
        instrumented(provider, logs)
        plan_ferry(model, provider)
        logs.shutdown()
        provider.force_flush()
        write(sink, "ferry-desk.events.jsonl", framework="openai", agents=["planner", "checker"], tool_calls=2,
              end="completed", tokens=totals(model))


@scenario
def ferry_desk_console():
    """What the console exporters of Python's SDK print: documents in a row, spans and log records mixed."""
    out = io.StringIO()
    provider = TracerProvider(resource=Resource.create({"service.name": "desk"}))
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=out)))
    logs = LoggerProvider(resource=Resource.create({"service.name": "desk"}))
    logs.add_log_record_processor(SimpleLogRecordProcessor(ConsoleLogRecordExporter(out=out)))
    with ScriptedModel(FERRY) as model:
        instrumented(provider, logs, "event_only")
        plan_ferry(model, provider)
        name = "ferry-desk.console.json"
        (SAMPLES / name).write_text(out.getvalue())
        expect(name, framework="otlp", agents=["planner", "checker"], tool_calls=2, end="completed",
               tokens=totals(model))


# --- failing ---------------------------------------------------------------------------------------------------------


@scenario
def lost_parcel_loop():
    """The same call with the same answer, until the program gives up; one event a message, in small batches."""

    def find_parcel(number):
        """Where a parcel is."""
        return f"Parcel {number}: no scan in the last 30 days."

    replies = [*[call("find_parcel", number="NL-4471") for _ in range(7)]]
    with ScriptedModel(replies) as model, traced("parcels") as (provider, sink):
        logs = logging_to(sink, batch=10)
        instrumented(provider, logs)
        team = Team(model, provider)
        with team.tracer.start_as_current_span("parcel desk"):
            team.ask("Where is parcel NL-4471?")
            team.turn("You are the tracer. Use find_parcel.", [find_parcel], most=7)
        logs.shutdown()
        provider.force_flush()
        write(sink, "lost-parcel-loop.events.be32.pb.zst", framework="openai", agents=["tracer"], tool_calls=7,
              end="completed", tokens=totals(model),
              must_find=[finding("FM-1.3", "tracer", "Parcel NL-4471: no scan in the last 30 days.")])


@scenario
def choir_outage():
    """The model server fails for good; one event a call."""
    replies = [say("Draft: three songs, the last one with descant."), fail(500, "scripted outage")]
    with ScriptedModel(replies) as model, traced("choir") as (provider, sink):
        logs = logging_to(sink)
        instrumented(provider, logs, "event_only")
        team = Team(model, provider)
        try:
            with team.tracer.start_as_current_span("choir desk"):
                team.ask("Plan the spring concert.")
                team.turn("You are the conductor.")
                team.turn("You are the librarian. Say which scores are there.")
        except Exception as error:  # noqa: BLE001 - whatever the client raises is the scenario
            print(type(error).__name__)
        logs.shutdown()
        provider.force_flush()
        write(sink, "choir-outage.events.jsonl.zst", framework="otlp", agents=["conductor", "librarian"],
              tool_calls=0, end="error", tokens=totals(model))


if __name__ == "__main__":
    main(__file__)
