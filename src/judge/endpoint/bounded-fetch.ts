/** In bytes; tens of thousands of tokens, each in an event of its own, fit. What comes after is not read. */
const LONGEST_BODY = 64 * 1024 * 1024;
/** In bytes; an event of a stream is a line, and so is most JSON in one document. Readers of lines slow down on longer ones. */
const LONGEST_LINE = 2 * 1024 * 1024;
const LINE_FEED = 10;

/** Of the headers that the client library would send: it adds some about this machine, and others from the environment. */
const KEPT = ["accept", "content-type"];

export class BodyTooLong extends Error {}

/** Where an endpoint was looked for stands a web site, a login or a portal. */
export class WebPage extends Error {}

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * `fetch` that sends these headers and no others but those of the content, reads bodies up to a bound, takes no web page for
 * an answer and follows no redirect: what a user allowed to be sent to one host goes to no other.
 */
export function boundedFetch(own: Readonly<Record<string, string>>): Fetch {
  return async (input, init) => {
    const given = new Headers(init?.headers);
    const headers = new Headers({ "user-agent": "mast", ...own });
    for (const name of KEPT) {
      const value = given.get(name);
      if (value !== null) headers.set(name, value);
    }
    const response = await fetch(input, { ...init, headers, redirect: "error" });
    if (response.ok && /^text\/html\b/i.test(response.headers.get("content-type") ?? "")) {
      await response.body?.cancel();
      throw new WebPage("the answer is a web page");
    }
    if (response.body === null) return response;
    let length = 0;
    let line = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.byteLength;
        const end = chunk.lastIndexOf(LINE_FEED);
        line = end < 0 ? line + chunk.byteLength : chunk.byteLength - end - 1;
        if (length > LONGEST_BODY || line > LONGEST_LINE)
          controller.error(new BodyTooLong("the reply does not end"));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers: received } = response;
    return new Response(response.body.pipeThrough(counter), { status, statusText, headers: received });
  };
}
