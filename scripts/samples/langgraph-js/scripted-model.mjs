// An OpenAI-compatible server on 127.0.0.1 whose answers are scripted, in the order of the requests.
import { createServer } from "node:http";

/** An answer in words, or a call as `[tool, arguments]`. Token counts come from text lengths, so that they are stable. */
export async function scriptedModel(replies) {
  const usage = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const at = usage.length;
    const reply = replies[Math.min(at, replies.length - 1)];
    const [name, args] = Array.isArray(reply) ? reply : [];
    const tool_calls = name
      ? [
          {
            index: 0,
            id: `call_${at}`,
            type: "function",
            function: { name, arguments: JSON.stringify(args) },
          },
        ]
      : undefined;
    const message = { role: "assistant", content: name ? null : reply, tool_calls };
    const prompt_tokens = Math.ceil(JSON.stringify(body.messages).length / 4);
    const completion_tokens = Math.ceil(JSON.stringify(message).length / 4);
    const counted = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
    usage.push(counted);
    const finish_reason = name ? "tool_calls" : "stop";
    const head = { id: `chatcmpl-${String(at).padStart(4, "0")}`, created: 1767225600, model: body.model };
    if (!body.stream) {
      response.setHeader("content-type", "application/json");
      const choices = [{ index: 0, message, finish_reason }];
      response.end(JSON.stringify({ ...head, object: "chat.completion", choices, usage: counted }));
      return;
    }
    response.setHeader("content-type", "text/event-stream");
    const send = (choices, more = {}) =>
      response.write(
        `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", choices, ...more })}\n\n`,
      );
    send([{ index: 0, delta: message, finish_reason: null }]);
    send([{ index: 0, delta: {}, finish_reason }]);
    send([], { usage: counted });
    response.end("data: [DONE]\n\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/v1`;
  return { url, usage, close: () => server.close() };
}
