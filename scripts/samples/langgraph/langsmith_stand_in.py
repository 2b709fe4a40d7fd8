"""A server on 127.0.0.1 that LangSmith's client takes for LangSmith.

It keeps what the client posts and patches, and answers the client's own reads, so that what is written down has
gone through the real client both ways. Of what the real service adds to a run it imitates `status`,
`parent_run_ids`, `child_run_ids` and the token counts of LLM runs.
"""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from langsmith import Client

SESSION = "00000000-0000-4000-8000-000000000001"
# Without them the newer API gives ids alone.
SELECTS = [
    "ID", "TRACE_ID", "NAME", "RUN_TYPE", "STATUS", "START_TIME", "END_TIME", "DOTTED_ORDER", "PARENT_RUN_IDS", "IS_ROOT",
    "PROJECT_ID", "THREAD_ID", "INPUTS", "OUTPUTS", "ERROR", "TAGS", "EXTRA", "METADATA", "PROMPT_TOKENS",
    "COMPLETION_TOKENS", "TOTAL_TOKENS",
]  # fmt: skip


class LangSmithStandIn:
    def __init__(self):
        self._runs = {}
        self._batches = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.client = None

    def __enter__(self):
        self._thread.start()
        url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.client = Client(api_url=url, api_key="sk-sample-not-a-key", info=INFO)
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def written(self, shape):
        """What a user gets who exports these runs: a tree, one run a line, or the bodies that a proxy sees."""
        if shape == "batch":
            return json.dumps({"post": self._sent("post"), "patch": self._sent("patch")}, indent=1) + "\n"
        roots = [run for run in self._runs.values() if run.get("parent_run_id") is None]
        if shape == "tree":
            trees = [self.client.read_run(run["id"], load_child_runs=True) for run in roots]
            found = [json.loads(tree.model_dump_json(exclude_none=False)) for tree in trees]
            return json.dumps(found[0] if len(found) == 1 else found, indent=1) + "\n"
        if shape == "query":
            return "".join(run.model_dump_json(exclude_none=True) + "\n" for run in asyncio.run(self._queried()))
        runs = [run for root in roots for run in self.client.list_runs(trace_id=root["id"])]
        return "".join(run.model_dump_json() + "\n" for run in runs)

    async def _queried(self):
        """A whole project by the newer API, as `client.runs` gives it."""
        pages = self.client.runs.query_v2(project_ids=[SESSION], min_start_time="2026-01-01T00:00:00Z", selects=SELECTS)
        return [run async for run in pages]

    def _sent(self, kind):
        return [run for batch in self._batches for run in batch.get(kind) or []]

    def _keep(self, batch):
        with self._lock:
            self._batches.append(batch)
            for run in (batch.get("post") or []) + (batch.get("patch") or []):
                known = self._runs.setdefault(run["id"], {})
                known.update({key: value for key, value in run.items() if value is not None or key not in known})

    def _shown(self, run):
        usage = {}
        if run.get("run_type") == "llm":
            generations = (run.get("outputs") or {}).get("generations") or [[{}]]
            kwargs = ((generations[0][0] or {}).get("message") or {}).get("kwargs") or {}
            counted = kwargs.get("usage_metadata") or {}
            usage = {
                "prompt_tokens": counted.get("input_tokens"),
                "completion_tokens": counted.get("output_tokens"),
                "total_tokens": counted.get("total_tokens"),
            }
        ancestors = [part[-36:] for part in run["dotted_order"].split(".")][:-1]
        children = [other["id"] for other in self._runs.values() if other.get("parent_run_id") == run["id"]]
        status = "error" if run.get("error") else "success" if run.get("end_time") else "pending"
        known = {"session_id": SESSION, "app_path": f"/o/sample/projects/p/{SESSION}/r/{run['id']}"}
        return {
            **run,
            **known,
            **usage,
            "status": status,
            "parent_run_ids": ancestors,
            "child_run_ids": children,
        }

    def _shown_newer(self, run):
        """The run as `/api/v2/runs/query` has it: upper-case words, no parent but all ancestors, metadata at the top."""
        shown = self._shown(run)
        extra = dict(shown.get("extra") or {})
        usage = {key: shown.get(key) for key in ("prompt_tokens", "completion_tokens", "total_tokens")}
        kept = ("id", "trace_id", "name", "dotted_order", "start_time", "end_time", "error", "inputs", "outputs", "tags")
        metadata = extra.pop("metadata", None) or {}
        return {
            **{key: shown.get(key) for key in kept},
            **usage,
            "extra": extra,
            "metadata": metadata,
            "run_type": shown["run_type"].upper(),
            "status": shown["status"].upper(),
            "parent_run_ids": shown["parent_run_ids"],
            "is_root": not shown["parent_run_ids"],
            "project_id": SESSION,
            "thread_id": metadata.get("thread_id"),
        }

    def _query(self, asked):
        runs = sorted(self._runs.values(), key=lambda run: run["dotted_order"])
        if asked.get("trace"):
            runs = [run for run in runs if run["trace_id"] == asked["trace"]]
        if asked.get("is_root") is False:
            runs = [run for run in runs if run.get("parent_run_id") is not None]
        if asked.get("id"):
            runs = [run for run in runs if run["id"] in asked["id"]]
        return {"runs": [self._shown(run) for run in runs], "cursors": {"next": None}}

    def _handler(outer):  # noqa: N805 - the handler class below has its own self
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def _send(self, body):
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                run = outer._runs.get(self.path.split("?")[0].rsplit("/", 1)[-1])
                if run is not None:
                    self._send(outer._shown(run))
                elif self.path.startswith("/sessions"):
                    self._send([{"id": SESSION, "name": "samples", "tenant_id": SESSION, "start_time": "2026-01-01T00:00:00"}])
                else:
                    self._send(INFO)

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
                if self.path.endswith("/runs/batch"):
                    outer._keep(body)
                    self._send({})
                elif self.path.endswith("/v2/runs/query"):
                    # Newest first, one page.
                    runs = sorted(outer._runs.values(), key=lambda run: run["dotted_order"], reverse=True)
                    self._send({"items": [outer._shown_newer(run) for run in runs], "next_cursor": None})
                elif self.path.endswith("/runs/query"):
                    self._send(outer._query(body))
                else:
                    self._send({})

        return Handler


INFO = {
    "version": "0.16.0",
    "batch_ingest_config": {
        "use_multipart_endpoint": False,
        "scale_up_qsize_trigger": 1000,
        "scale_up_nthreads_limit": 4,
        "scale_down_nempty_trigger": 4,
        "size_limit": 100,
        "size_limit_bytes": 20971520,
    },
}
