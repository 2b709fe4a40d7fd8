"""Writes sample-traces/crewai/ and test/expected/crewai/ with the real CrewAI against a scripted model server.

    python3 -m venv venv && venv/bin/pip install -r scripts/samples/crewai/requirements.txt
    venv/bin/python scripts/samples/crewai/generate.py            # all scenarios
    venv/bin/python scripts/samples/crewai/generate.py archive-paging wells-limit:dump,console  # some, in some forms

With requirements-0.txt in an environment of its own the same commands write the samples of crewai 0.x.

Each scenario runs in a process of its own, because the event bus is one per process, and once for each form of
event dump, because two dumps of one kickoff are one run. Nothing leaves the machine: telemetry and tracing are off
and the model is a server on 127.0.0.1. Ids and times differ from run to run.
"""

import os
import pathlib
import pty
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
QUIET = {
    "CREWAI_DISABLE_TELEMETRY": "true",
    "CREWAI_DISABLE_TRACKING": "true",
    "CREWAI_TRACING_ENABLED": "false",
    "CREWAI_TESTING": "true",
    "OTEL_SDK_DISABLED": "true",
    "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)]),
}


def run_one(name, forms):
    if "checkpoint-db" in forms:  # needs SQLite 3.45, which many a Python is not built with
        import pysqlite3

        sys.modules["sqlite3"] = pysqlite3
    from scenarios import SCENARIOS
    from stage import Stage, suffix_of

    function, _ = SCENARIOS[name]
    samples = ROOT / "sample-traces" / "crewai"
    expected = ROOT / "test" / "expected" / "crewai"
    for folder in (samples, expected):
        folder.mkdir(parents=True, exist_ok=True)
        for form in forms:
            for old in folder.glob(f"{name}{suffix_of(form)}*"):
                old.unlink()
    stage = Stage(name, forms, samples)
    expect = function(stage)
    stage.close()
    stage.write(expect, expected)


def kickoffs_of(forms):
    """Which forms to write from which run: event and console forms each from one of their own, the others from the first."""
    from stage import CONSOLE_FORMS, EVENT_FORMS

    own = [form for form in forms if form in EVENT_FORMS or form in CONSOLE_FORMS]
    kickoffs = [[form] for form in own] or [[]]
    kickoffs[0] += [form for form in forms if form not in own]
    return kickoffs


def run(command, environment, home, form):
    """Runs one scenario; what it prints is the sample where the form is a console form."""
    from stage import CONSOLE_FORMS

    if form not in CONSOLE_FORMS:
        return subprocess.run(command, env=environment, cwd=home).returncode, None
    if form == "console":
        done = subprocess.run(command, env=environment, cwd=home, stdout=subprocess.PIPE)
        return done.returncode, done.stdout
    printed = []

    def read(terminal):
        data = os.read(terminal, 65536)
        printed.append(data)
        return data

    os.environ.update(environment)
    os.chdir(home)
    status = pty.spawn(command, read)
    os.chdir(HERE)
    return os.waitstatus_to_exitcode(status), b"".join(printed)


def run_all(names):
    from scenarios import SCENARIOS

    for wanted in names or SCENARIOS:
        name, _, only = wanted.partition(":")
        for forms in kickoffs_of(only.split(",") if only else SCENARIOS[name][1]):
            with tempfile.TemporaryDirectory(prefix="crew") as home:
                environment = {**os.environ, **QUIET, "HOME": home, "CREWAI_STORAGE_DIR": os.path.join(home, "storage")}
                command = [sys.executable, __file__, "--one", name, *forms]
                status, printed = run(command, environment, home, forms[0] if forms else None)
            print(f"{name} ({', '.join(forms)}): {'written' if status == 0 else 'FAILED'}")
            if status != 0:
                sys.exit(1)
            if printed is not None:
                from stage import suffix_of

                (ROOT / "sample-traces" / "crewai" / f"{name}{suffix_of(forms[0])}").write_bytes(printed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], sys.argv[3:])
    else:
        sys.path[:0] = [str(HERE), str(HERE.parent)]
        os.environ.update(QUIET)
        run_all(sys.argv[1:])
