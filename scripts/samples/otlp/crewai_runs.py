"""OTLP samples of CrewAI 1.15: OpenInference (crewai, openai) and OpenTelemetry GenAI (openai). See README.md."""

import os

os.environ.update(CREWAI_DISABLE_TELEMETRY="true", CREWAI_TRACING_ENABLED="false", OTEL_SDK_DISABLED="false")

from tracing import capture_genai_content, finding, main, scenario, totals, traced, write  # noqa: E402

from opentelemetry import trace  # noqa: E402
from crew import agent, kickoff, task, tool  # noqa: E402
from scripted_model import ScriptedModel, call, fail, say  # noqa: E402


def openinference(provider):
    from openinference.instrumentation.crewai import CrewAIInstrumentor
    from openinference.instrumentation.openai import OpenAIInstrumentor

    CrewAIInstrumentor().instrument(tracer_provider=provider)
    OpenAIInstrumentor().instrument(tracer_provider=provider)


def openllmetry(provider):
    from opentelemetry.instrumentation.crewai import CrewAIInstrumentor
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor

    CrewAIInstrumentor().instrument(tracer_provider=provider)
    OpenAIInstrumentor().instrument(tracer_provider=provider)


def genai(provider):
    from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provider)


# --- healthy, or looks bad but is not ----------------------------------------------------------------------------------


@scenario
def cider_press_plan():
    """Three agents, the last one recomputes the result with the tool."""

    @tool
    def press_yield(apples_kg: int) -> str:
        """Litres of juice from so many kilograms of apples."""
        return f"{apples_kg} kg of apples give {apples_kg * 65 // 100} litres"

    replies = [
        call("press_yield", apples_kg=400),
        say("400 kg of apples give 260 litres of juice."),
        say("260 litres fill 520 bottles of 0.5 litres."),
        call("press_yield", apples_kg=400),
        say("Recomputed: 400 kg give 260 litres, so 520 bottles of 0.5 litres are right."),
    ]
    with ScriptedModel(replies) as model, traced("cider-press") as (provider, sink):
        openinference(provider)
        presser = agent(model, "Press Operator", "Know the yield", "Presses apples since 1998.", [press_yield])
        bottler = agent(model, "Bottler", "Fill bottles", "Counts in half litres.")
        auditor = agent(model, "Cellar Auditor", "Check numbers with press_yield", "Trusts nothing unseen.", [press_yield])
        kickoff(
            "cider",
            task("How much juice do 400 kg of apples give?", "Litres", presser),
            task("How many bottles of 0.5 litres does the juice fill?", "A number of bottles", bottler),
            task("Check the yield and the number of bottles.", "A verdict with both numbers", auditor),
        )
        provider.force_flush()
        write(sink, "cider-press-plan.openinference.pb", framework="crewai",
              agents=["Press Operator", "Bottler", "Cellar Auditor"], tool_calls=2, end="completed", tokens=totals(model))


@scenario
def puppet_show_guardrail():
    """A guardrail sends the first answer back: the framework's own retry."""
    replies = [
        say("The puppet show lasts 50 minutes and has two intervals."),
        say("The puppet show lasts 40 minutes and has one interval, as the rules ask."),
    ]

    def at_most_one_interval(output):
        return ("two intervals" not in output.raw, output.raw if "two intervals" not in output.raw else "only one interval is allowed")

    with ScriptedModel(replies) as model, traced("puppet-show") as (provider, sink):
        openinference(provider)
        director = agent(model, "Puppet Director", "Plan shows", "Knows children's patience.")
        kickoff("puppets", task("Plan the length of the puppet show with its intervals.", "Minutes and intervals", director,
                                guardrail=at_most_one_interval))
        provider.force_flush()
        write(sink, "puppet-show-guardrail.openinference.jsonl", framework="crewai", agents=["Puppet Director"],
              tool_calls=0, end="completed", tokens=totals(model))


@scenario
def ferry_menu_client_only():
    """Only the model client is instrumented: agents are known from their prompts, calls from the messages."""

    @tool
    def galley_stock(item: str) -> str:
        """Stock of the galley."""
        return f"{item}: 40 portions"

    replies = [
        call("galley_stock", item="pea soup"),
        say("There are 40 portions of pea soup."),
        call("galley_stock", item="pea soup"),
        say("The stock was read again, 40 portions; the menu says pea soup for 40 guests."),
    ]
    with ScriptedModel(replies) as model, traced("ferry-menu") as (provider, sink):
        capture_genai_content(True)
        genai(provider)
        cook = agent(model, "Galley Cook", "Know the stock", "Cooks at sea.", [galley_stock])
        purser = agent(model, "Purser", "Print menus", "Checks the stock before printing.", [galley_stock])
        with trace.get_tracer("ferry-app").start_as_current_span("print menu"):
            kickoff("menu", task("How much pea soup is there?", "Portions", cook), task("Write the menu for 40 guests.", "A menu", purser))
        provider.force_flush()
        write(sink, "ferry-menu-client-only.genai.jsonl", framework="openai", agents=["Galley Cook", "Purser"],
              tool_calls=2, end="completed", tokens=totals(model))


@scenario
def hop_harvest():
    """OpenLLMetry: no spans of tools, so that calls and results stand in the prompts alone."""

    @tool
    def hop_weight(field: str) -> str:
        """Weight of the hops of a field."""
        return f"{field}: 310 kg, weighed this morning"

    replies = [
        call("hop_weight", field="north field"),
        say("The north field gave 310 kg of hops."),
        say("310 kg fill 62 sacks of 5 kg."),
    ]
    with ScriptedModel(replies) as model, traced("hops") as (provider, sink):
        openllmetry(provider)
        picker = agent(model, "Hop Picker", "Know the harvest", "Picks hops since 2004.", [hop_weight])
        packer = agent(model, "Sack Packer", "Fill sacks", "Counts in sacks of 5 kg.")
        kickoff("hops", task("How much hops did the north field give?", "Kilograms", picker),
                task("How many sacks of 5 kg do they fill?", "A number of sacks", packer))
        provider.force_flush()
        write(sink, "hop-harvest.traceloop.pb.gz", framework="crewai", agents=["Hop Picker", "Sack Packer"], tool_calls=1,
              end="completed", tokens=totals(model))


# --- failing ---------------------------------------------------------------------------------------------------------


@scenario
def price_list_untested():
    """Code is written and shipped, and nobody runs it."""
    code = "```python\ndef gross(net, rate):\n    return round(net * (1 + rate), 2)\n\n\ndef test_gross():\n    assert gross(10, 0.21) == 12.1\n```"
    replies = [
        say(f"Here is the module with its test:\n{code}"),
        say("The module looks complete and is ready to ship. I did not run the test."),
    ]
    with ScriptedModel(replies) as model, traced("price-list") as (provider, sink):
        openinference(provider)
        developer = agent(model, "Price Developer", "Write Python", "Writes tests first.")
        releaser = agent(model, "Release Lead", "Ship modules", "Likes short days.")
        kickoff(
            "prices",
            task("Write a Python module with gross(net, rate) and a test for it. Run the test.", "Code and test result", developer),
            task("Release the module if its test passes.", "A release note", releaser),
        )
        provider.force_flush()
        write(sink, "price-list-untested.openinference.json", framework="crewai", agents=["Price Developer", "Release Lead"],
              tool_calls=0, end="completed", tokens=totals(model),
              must_find=[finding("FM-3.2", "Release Lead", "ready to ship")], clean=["FM-1.3", "FM-1.5", "FM-2.1"])


@scenario
def cheese_cellar_stall():
    """CrewAI stops an agent that makes the same call five times with the same result; the kickoff raises."""
    asked = []

    @tool
    def wheel_weight(wheel: str) -> str:
        """Weight of a cheese wheel."""
        asked.append(wheel)
        return f"{wheel}: scale offline, last weight 8.4 kg"

    with ScriptedModel([call("wheel_weight", wheel="W-12")]) as model, traced("cheese-cellar") as (provider, sink):
        openinference(provider)
        keeper = agent(model, "Cellar Keeper", "Weigh wheels", "Never gives up.", [wheel_weight], max_retry_limit=0)
        kickoff("cheese", task("What does wheel W-12 weigh today?", "Kilograms", keeper), cache=False)
        provider.force_flush()
        print("executed", len(asked))
        write(sink, "cheese-cellar-stall.openinference.json.gz", framework="crewai", agents=["Cellar Keeper"],
              tool_calls=len(asked), end="error", tokens=totals(model),
              must_find=[finding("FM-1.3", "Cellar Keeper", "W-12: scale offline, last weight 8.4 kg")],
              clean=["FM-1.5", "FM-2.1", "FM-3.1"])


@scenario
def bell_tower_outage():
    """The model fails; CrewAI runs the agent again, three times, and gives up."""
    with ScriptedModel([fail(500, "scripted outage")]) as model, traced("bell-tower") as (provider, sink):
        openinference(provider)
        ringer = agent(model, "Bell Ringer", "Plan peals", "Rings since childhood.")
        kickoff("bells", task("Plan the peal for Easter Sunday.", "A plan", ringer))
        provider.force_flush()
        print("requests", len(model.requests))
        write(sink, "bell-tower-outage.openinference.pb.gz", framework="crewai", agents=["Bell Ringer"], tool_calls=0,
              end="error", tokens=None)


if __name__ == "__main__":
    main(__file__)
