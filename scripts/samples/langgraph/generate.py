"""Writes sample-traces/langchain/, langgraph/ and langsmith/ and their test/expected/ with the real LangGraph and
LangSmith client against a scripted model server.

    python3 -m venv venv && venv/bin/pip install -r scripts/samples/langgraph/requirements.txt
    venv/bin/python scripts/samples/langgraph/generate.py              # all scenarios
    venv/bin/python scripts/samples/langgraph/generate.py tile-export  # one, in all its forms
    venv/bin/python scripts/samples/langgraph/generate.py tile-export:debug-sub  # in one form

A scenario runs once for each form it is written in, because a stream is one mode of one execution. Nothing leaves
the machine: the model is a server on 127.0.0.1, and so is what the LangSmith client takes for LangSmith. Ids and
times differ from run to run.
"""

import gzip
import json
import os
import pathlib
import platform
import sys
import warnings

# Traces carry the platform and, in stacks, file names: neither may tell where they were made.
platform.platform = lambda *_, **__: "Linux"
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_REVISION_ID"] = "sample"

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(HERE.parent)]
warnings.filterwarnings("ignore")

from forms import FORMS  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
from stage import Stage, expectation  # noqa: E402


def neutral(path):
    if path.suffix == ".sqlite":
        return
    is_packed = path.suffix == ".gz"
    content = path.read_bytes()
    text = (gzip.decompress(content) if is_packed else content).decode()
    for place, name in ((sys.prefix, "/venv"), (sys.base_prefix, "/python"), (str(ROOT), "/app")):
        text = text.replace(place, name)
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if is_packed else text.encode())


def write(wanted):
    name, _, only = wanted.partition(":")
    function, forms = SCENARIOS[name]
    if only:
        forms = [only]
    else:
        remove(name)
    for form in forms:
        write_form(name, function, form)
    print(f"{name}: {len(forms)} files")


def remove(name):
    for folder in ("langchain", "langgraph", "langsmith"):
        for old in (ROOT / "sample-traces" / folder).glob(f"{name}.*"):
            old.unlink()
        for old in (ROOT / "test" / "expected" / folder).glob(f"{name}.*"):
            old.unlink()


def write_form(name, function, form):
    folder, suffix, writer = FORMS[form]
    path = ROOT / "sample-traces" / folder / f"{name}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Stage() as stage:
        play = function(stage)
        writer(play, path)
        neutral(path)
        body = expectation(play, form, stage)
    target = ROOT / "test" / "expected" / folder / f"{path.name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(body, indent=2, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or SCENARIOS:
        write(wanted)
