"""A scripted OpenAI-compatible model server for the sample generators.

Start it in the generator's own process; it listens on 127.0.0.1 on a free port and answers
POST /v1/chat/completions (plain and streamed), POST /v1/responses (plain) and GET /v1/models. Nothing leaves the machine.

    with ScriptedModel(replies) as model:
        client(base_url=model.base_url, api_key=API_KEY) ...

`replies` is either a list (served in order, the last one again when it runs out) or a function
(request: dict, n: int) -> Reply, where n counts the requests from 0. A Reply is built with
`say(text)`, `call(tool, **arguments)`, `calls([...], text=None)` or `fail(status, message)`.
Token counts are made from text lengths, so that they are stable from run to run.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API_KEY = "sk-sample-not-a-key"


def say(text):
    return {"text": text, "calls": []}


def call(tool, /, **arguments):
    return {"text": None, "calls": [(tool, arguments)]}


def calls(pairs, text=None):
    return {"text": text, "calls": list(pairs)}


def fail(status, message):
    return {"status": status, "message": message}


def response_object(n, request, text, tool_calls, usage):
    """The same reply as the Responses API words it."""
    output = []
    if text is not None:
        content = [{"type": "output_text", "text": text, "annotations": []}]
        output.append({"id": f"msg_{n}", "type": "message", "role": "assistant", "status": "completed", "content": content})
    for item in tool_calls:
        named = {"call_id": item["id"], "name": item["function"]["name"], "arguments": item["function"]["arguments"]}
        output.append({"id": f"fc_{item['id']}", "type": "function_call", "status": "completed", **named})
    return {
        "id": f"resp_{n:04d}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "completed",
        "model": request["model"],
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "error": None,
        "incomplete_details": None,
        "instructions": request.get("instructions"),
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
        "usage": {
            "input_tokens": usage["prompt_tokens"],
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": usage["completion_tokens"],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": usage["total_tokens"],
        },
    }


class ScriptedModel:
    def __init__(self, replies, model="gpt-4o-mini"):
        self._replies = replies
        self._model = model
        self._lock = threading.Lock()
        self.requests = []
        self.usage = []  # one entry for each answered request, as sent
        handler = self._handler()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def _reply(self, request):
        with self._lock:
            n = len(self.requests)
            self.requests.append(request)
        if callable(self._replies):
            return n, self._replies(request, n)
        return n, self._replies[min(n, len(self._replies) - 1)]

    def _handler(outer):  # noqa: N805 - the handler class below has its own self
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def _send(self, status, body, content_type="application/json"):
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                self._send(200, json.dumps({"object": "list", "data": [{"id": outer._model, "object": "model"}]}))

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                n, reply = outer._reply(request)
                if "status" in reply:
                    error = {"error": {"message": reply["message"], "type": "server_error", "code": None, "param": None}}
                    self._send(reply["status"], json.dumps(error))
                    return
                tool_calls = [
                    {
                        "id": f"call_{n}_{i}",
                        "type": "function",
                        "function": {"name": name, "arguments": json.dumps(arguments)},
                    }
                    for i, (name, arguments) in enumerate(reply["calls"])
                ]
                message = {"role": "assistant", "content": reply["text"]}
                if tool_calls:
                    message["tool_calls"] = tool_calls
                is_response = self.path.endswith("/responses")
                asked = [request.get("instructions"), request.get("input")] if is_response else request.get("messages", [])
                prompt = max(1, len(json.dumps(asked)) // 4)
                completion = max(1, len(json.dumps(message)) // 4)
                usage = {
                    "prompt_tokens": prompt,
                    "completion_tokens": completion,
                    "total_tokens": prompt + completion,
                }
                outer.usage.append(usage)
                if is_response:
                    self._send(200, json.dumps(response_object(n, request, reply["text"], tool_calls, usage)))
                    return
                head = {
                    "id": f"chatcmpl-{n:04d}",
                    "created": int(time.time()),
                    "model": request.get("model", outer._model),
                }
                finish = "tool_calls" if tool_calls else "stop"
                if not request.get("stream"):
                    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
                    self._send(200, json.dumps({**head, "object": "chat.completion", "choices": [choice], "usage": usage}))
                    return
                chunks = []

                def chunk(delta, finish_reason=None):
                    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
                    chunks.append({**head, "object": "chat.completion.chunk", "choices": [choice]})

                chunk({"role": "assistant", "content": "" if reply["text"] is not None else None})
                if reply["text"]:
                    chunk({"content": reply["text"]})
                for i, item in enumerate(tool_calls):
                    chunk({"tool_calls": [{"index": i, **item}]})
                chunk({}, finish)
                chunks.append({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
                body = "".join(f"data: {json.dumps(c)}\n\n" for c in chunks) + "data: [DONE]\n\n"
                self._send(200, body, "text/event-stream")

        return Handler
