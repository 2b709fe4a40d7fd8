"""Samples of AutoGen 0.2.40 and of AG2 0.14.0's classic API, whichever is installed, beside results and transcripts: runtime
logging (SQLite and file), an agent's `chat_messages`, and of AG2 the events of `run()`. See README.md."""

import json
import os
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autogen import runtime_logging  # noqa: E402
from classic import LINE, assistant, group, proxy, tool, usage_of  # noqa: E402

import autogen  # noqa: E402
from output import SAMPLES, finding, write  # noqa: E402
from scripted_model import ScriptedModel, call, fail, say  # noqa: E402

SCENARIOS = {}


def scenario(*lines):
    def register(function):
        if LINE in lines:
            SCENARIOS[function.__name__.replace("_", "-")] = function
        return function

    return register


def quietly(chat):
    with redirect_stdout(StringIO()):
        try:
            return chat()
        except Exception:  # noqa: BLE001 - what a program dies of is not in its log
            return None


def logged(kind, chat):
    """What runtime logging writes of a chat: the path of the file and its folder."""
    folder = tempfile.mkdtemp()
    name = "runtime.log" if kind == "file" else "logs.db"
    path = Path(folder) / name
    runtime_logging.start(logger_type=kind, config={"filename" if kind == "file" else "dbname": str(path)})
    try:
        quietly(chat)
    finally:
        runtime_logging.stop()
    return path


def save_log(name, path, **facts):
    framework = LINE
    if path.suffix == ".log":
        write(name, path.read_text(), framework=framework, **facts)
    else:
        write(name, "", framework=framework, **facts)
        shutil.copyfile(path, SAMPLES / "autogen" / name)
    shutil.rmtree(path.parent)


def without_base_url(model):
    """AG2's database logger cannot write an address in the configuration, so it comes from the environment."""
    os.environ["OPENAI_BASE_URL"] = model.base_url
    os.environ["OPENAI_API_KEY"] = "sk-sample-not-a-key"
    entry = {"model": "gpt-4o-mini", "max_retries": 0, "price": [0, 0]}
    return {"config_list": [entry], "cache_seed": None}


# --- runtime logging ---------------------------------------------------------------------------------------------


@scenario("autogen", "ag2")
def chandler_database():
    """A group chat with a tool, in which a result is computed again before the end."""

    def burning_hours(weight: int) -> str:
        return f"{weight // 8} hours"

    replies = [
        call("burning_hours", weight=400),
        say("A candle of 400 g burns for 50 hours."),
        say("I computed 400 / 8 again: 50 hours, as stated. TERMINATE"),
    ]
    with ScriptedModel(replies) as model:
        config = without_base_url(model)

        def chat():
            chandler = autogen.AssistantAgent("chandler", system_message="You make candles.", llm_config=config)
            shop = proxy("shop_proxy")
            auditor = autogen.AssistantAgent("auditor", system_message="You check figures.", llm_config=config)
            tool(burning_hours, chandler, shop, "Hours that a candle burns.")
            order = iter([chandler, shop, chandler, auditor])
            rounds = autogen.GroupChat(agents=[shop, chandler, auditor], messages=[], max_round=8,
                                       speaker_selection_method=lambda *_: next(order, None))
            ends = lambda message: (message.get("content") or "").rstrip().endswith("TERMINATE")  # noqa: E731
            manager = autogen.GroupChatManager(rounds, llm_config=config, is_termination_msg=ends)
            shop.initiate_chat(manager, message="How long does a candle of 400 g burn? Have it checked.")

        save_log(f"chandler.{LINE}.runtime.db", logged("sqlite", chat), agents=["shop_proxy", "chandler", "auditor"],
                 tool_calls=1, end="completed", tokens=usage_of(model))


@scenario("autogen")
def peat_file():
    """One lookup over and over, in the file logger's lines."""

    def moor_level(gauge: str) -> str:
        return f"{gauge}: not measured"

    with ScriptedModel([call("moor_level", gauge="South")] * 4 + [say("The level is not known. TERMINATE")]) as model:

        def chat():
            ranger = assistant(model, "ranger", "You read gauges.")
            office = proxy("office_proxy")
            tool(moor_level, ranger, office, "Level of a gauge.")
            office.initiate_chat(ranger, message="How high is the water at gauge South?")

        save_log(f"peat-loop.{LINE}.runtime.log", logged("file", chat), agents=["office_proxy", "ranger"], tool_calls=4,
                 end="completed", tokens=usage_of(model), clean=["FM-1.5", "FM-2.1"],
                 must_find=[finding("FM-1.3", "ranger", '{"gauge": "South"}')])


@scenario("autogen")
def organ_database():
    """The model fails in the second turn."""
    replies = [say("Pipe C4 needs a new reed. Shall I order it?"), fail(400, "This model's context length is 128 tokens.")]
    with ScriptedModel(replies) as model:
        config = without_base_url(model)

        def chat():
            tuner = autogen.AssistantAgent("organ_tuner", system_message="You tune organs.", llm_config=config)
            parish = proxy("parish_proxy", default_auto_reply="Yes, please order it.", max_consecutive_auto_reply=2)
            parish.initiate_chat(tuner, message="What does the organ need?")

        save_log("organ-exception.autogen.runtime.db", logged("sqlite", chat), agents=["parish_proxy", "organ_tuner"],
                 tool_calls=0, end="error", tokens=usage_of(model))


# --- chat_messages -----------------------------------------------------------------------------------------------


@scenario("autogen")
def saffron_messages():
    """All conversations that one agent had, as people dump them: by the name of the partner."""

    def price(grams: int) -> str:
        return f"{grams * 9} EUR"

    replies = [
        call("price", grams=20),
        say("20 g of saffron cost 180 EUR. TERMINATE"),
        say("The label reads: Saffron, 20 g, harvest 2025. I compared it with the delivery note. TERMINATE"),
    ]
    with ScriptedModel(replies) as model:
        trader = assistant(model, "trader", "You sell spices.")
        labeller = assistant(model, "labeller", "You write labels.")
        buyer = proxy("buyer_proxy")
        tool(price, trader, buyer, "Price of an amount.")
        quietly(lambda: buyer.initiate_chat(trader, message="What do 20 g of saffron cost?"))
        quietly(lambda: buyer.initiate_chat(labeller, message="Please write a label for 20 g of saffron."))
        content = json.dumps({partner.name: messages for partner, messages in buyer.chat_messages.items()}, indent=1)
        write(f"saffron.{LINE}.chat-messages.json", content, framework=LINE, runs=2, end="completed",
              agents=["buyer_proxy", "trader", "labeller"], tool_calls=1)


# --- events of AG2's run() ---------------------------------------------------------------------------------------


def events_of(response):
    """What people write to keep the events: one line each; the iterator raises what ended the run."""
    lines = []

    def collect():
        for event in response().events:
            try:
                lines.append(event.model_dump_json())
            except Exception:  # noqa: BLE001 - an error event holds the exception itself
                lines.append(json.dumps(event.model_dump(), default=str))

    quietly(collect)
    return "".join(f"{line}\n" for line in lines)


@scenario("ag2")
def sundial_events():
    """A group chat whose members use a tool and check its result."""

    def shadow(hour: int) -> str:
        return f"{hour} h: {90 - 15 * abs(12 - hour)} degrees"

    replies = [
        call("shadow", hour=10),
        say("At ten the shadow stands at 60 degrees."),
        say("I computed 90 - 15 x 2 again: 60 degrees, correct. TERMINATE"),
    ]
    with ScriptedModel(replies) as model:
        mason = assistant(model, "mason", "You carve sundials.")
        client = proxy("client_proxy")
        checker = assistant(model, "checker", "You check angles.")
        tool(shadow, mason, client, "Angle of the shadow.")
        order = iter([mason, client, mason, checker])
        chat = autogen.GroupChat(agents=[client, mason, checker], messages=[], max_round=8,
                                 speaker_selection_method=lambda *_: next(order, None))
        manager = group(model, [client], 1)[1]
        manager = autogen.GroupChatManager(chat, llm_config=manager.llm_config,
                                           is_termination_msg=lambda m: (m.get("content") or "").endswith("TERMINATE"))
        content = events_of(lambda: client.run(manager, message="Where does the shadow stand at ten? Check it."))
        write("sundial.ag2.events.jsonl", content, framework="ag2", agents=["client_proxy", "mason", "checker"],
              tool_calls=1, end="completed")


@scenario("ag2")
def cable_car_events():
    """The same call over and over until the turns are over."""

    def wind(mast: str) -> str:
        return f"{mast}: no data"

    with ScriptedModel([call("wind", mast="North ridge")] * 9) as model:
        operator = assistant(model, "operator", "You watch the wind.")
        station = proxy("station_proxy")
        tool(wind, operator, station, "Wind at a mast.")
        content = events_of(lambda: station.run(operator, message="How strong is the wind at the mast on the north ridge?", max_turns=5))
        write("cable-car-loop.ag2.events.jsonl", content, framework="ag2", agents=["station_proxy", "operator"],
              tool_calls=4, end="limit", clean=["FM-1.5", "FM-2.1"],
              must_find=[finding("FM-1.3", "operator", '{"mast": "North ridge"}')])


@scenario("ag2")
def foundry_events():
    """The model's endpoint fails."""
    replies = [say("The bell needs 480 kg of bronze."), fail(400, "This model's context length is 128 tokens.")]
    with ScriptedModel(replies) as model:
        founder = assistant(model, "founder", "You cast bells.")
        abbey = proxy("abbey_proxy", default_auto_reply="Please go on.", max_consecutive_auto_reply=3)
        content = events_of(lambda: abbey.run(founder, message="How much bronze does the bell need?"))
        write("foundry-exception.ag2.events.jsonl", content, framework="ag2", agents=["abbey_proxy", "founder"],
              tool_calls=0, end="error")


if __name__ == "__main__":
    for chosen in sys.argv[1:] or SCENARIOS:
        SCENARIOS[chosen]()
